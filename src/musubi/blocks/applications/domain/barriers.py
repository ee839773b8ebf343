"""Barriers: files from which a person is kept, whatever roles the person holds.

Blocks above say who is barred from which application (除斥・回避 in `reviews`); every right of the office asks here. The
applicant's own side is not barred: nobody is kept from what they handed in themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Q

from musubi.blocks.accounts.domain.roles import request_cache

Barrier = Callable[[Any], Iterable[int]]
_barriers: list[Barrier] = []


def register_barrier(barrier: Barrier) -> None:
    """`barrier(user)` gives the keys of the applications from which a signed-in user is kept."""
    _barriers.append(barrier)


def barred_applications(user: Any) -> frozenset[int]:
    """Keys of the applications that the user must not reach; asked once per request."""
    if not _barriers or not getattr(user, "is_authenticated", False):
        return frozenset()
    cache = request_cache(user, "_barred_applications")
    if "all" not in cache:
        cache["all"] = frozenset(key for barrier in _barriers for key in barrier(user))
    found: frozenset[int] = cache["all"]
    return found


def is_barred(user: Any, application: Any) -> bool:
    """Whether the user is kept from the application."""
    return application.pk in barred_applications(user)


def not_barred(user: Any, prefix: str = "") -> Q:
    """The twin of `is_barred`, negated; `prefix` leads to the application, e.g. `application__`."""
    keys = barred_applications(user)
    return ~Q(**{f"{prefix}pk__in": keys}) if keys else Q()

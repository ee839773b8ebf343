"""Tasks kept from a person, however they are addressed: those about a record that the person must not reach.

Blocks above say who is kept from which records (除斥・回避 in `reviews`). Such a task is in no list and no mail of that person;
the others of the organisation see to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from musubi.blocks.accounts.domain.roles import request_cache
from musubi.blocks.notifications.models import Task

Kept = Mapping[int, frozenset[str]]
_sources: list[Callable[[], Kept]] = []


def register_task_barrier(source: Callable[[], Kept]) -> None:
    """`source()` gives, by the key of a user, the public ids of the records from which the user is kept."""
    _sources.append(source)


def all_kept() -> dict[int, frozenset[str]]:
    """Everybody who is kept from something; as many queries as sources ask."""
    found: dict[int, frozenset[str]] = {}
    for source in _sources:
        for user, uids in source().items():
            found[user] = found.get(user, frozenset()) | uids
    return found


def is_about(task: Task, uids: frozenset[str]) -> bool:
    """Whether the task is done at one of the records."""
    return task.object_id in uids or any(uid in task.address for uid in uids)


def kept_uids(user: Any) -> frozenset[str]:
    """What the user is kept from; asked once per request."""
    if not _sources or not getattr(user, "is_authenticated", False):
        return frozenset()
    cache = request_cache(user, "_kept_records")
    if "all" not in cache:
        cache["all"] = all_kept().get(user.pk, frozenset())
    found: frozenset[str] = cache["all"]
    return found


def without_kept(user: Any, tasks: QuerySet[Task]) -> QuerySet[Task]:
    """The tasks that are not kept from the user."""
    uids = kept_uids(user)
    return tasks.exclude(reduce(or_, (Q(address__contains=uid) for uid in sorted(uids)), Q(object_id__in=uids))) if uids else tasks

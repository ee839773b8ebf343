"""Which roles a person holds today, and where. Asked once per request and kept on the user object."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q
from django.utils.functional import SimpleLazyObject

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Invitation, Membership


def memberships_on(*, user: Any, day: dt.date) -> list[Membership]:
    """The posts that the user holds or stands in for on `day`, with their organisations; [] for visitors.

    One query per user and day.
    """
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return []
    cache = request_cache(user, "_memberships_by_day")
    if day not in cache:
        own = Q(user=user)
        standing_in = Q(deputies__user=user, deputies__starts_on__lte=day, deputies__ends_before__gt=day)
        cache[day] = list(
            Membership.objects.active_on(day).filter(own | standing_in).select_related("organization").order_by("starts_on", "pk").distinct()
        )
    return cache[day]


def request_cache(user: Any, name: str) -> dict[Any, Any]:
    """A dictionary kept on the user itself, for as long as the request; a lazy wrapper shares that of what it wraps."""
    holder = user._wrapped if isinstance(user, SimpleLazyObject) else user  # noqa: SLF001 - else wrapper and user would each ask anew
    found: dict[Any, Any] = holder.__dict__.setdefault(name, {})
    return found


def roles_on(*, user: Any, day: dt.date) -> frozenset[Role]:
    """The roles that hold on `day`."""
    return frozenset(Role(membership.role) for membership in memberships_on(user=user, day=day))


def has_role(user: Any, *roles: Any, day: dt.date) -> bool:
    """Whether the user holds one of `roles` on `day`."""
    return not roles_on(user=user, day=day).isdisjoint(roles)


def may_give_role(*, actor: Any, role: str, day: dt.date) -> bool:
    """Administrators give every role, the secretariat every role but that of an administrator; None (the system) gives any."""
    if actor is None or has_role(actor, Role.ADMINISTRATOR, day=day):
        return True
    return role != Role.ADMINISTRATOR and has_role(actor, Role.SECRETARIAT, day=day)


def concerns_administrator(*, address: str, day: dt.date) -> bool:
    """Whether mail to `address` goes to an administrator, or invites somebody to become one."""
    holds = Membership.objects.active_on(day).filter(user__email__iexact=address, role=Role.ADMINISTRATOR)
    invited = Invitation.objects.filter(email__iexact=address, role=Role.ADMINISTRATOR, accepted_at__isnull=True, revoked_at__isnull=True)
    return holds.exists() or invited.exists()


def may_manage(*, actor: Any, person: Any, day: dt.date) -> bool:
    """Whether `actor` may change the account of `person`: only administrators touch administrators' accounts.

    Otherwise the secretariat could take an administrator's account over, by its mail address or its second factor.
    """
    own = Membership.objects.active_on(day).filter(user=person, role=Role.ADMINISTRATOR)
    return may_give_role(actor=actor, role=Role.ADMINISTRATOR if own.exists() else Role.DIVISION_STAFF, day=day)

"""Predicates that other apps build their rules from. They read business time at the edge, once per call."""

from __future__ import annotations

from typing import Any

import rules

from musubi.blocks.accounts.domain.roles import has_role
from musubi.blocks.accounts.enums import Role
from musubi.blocks.kernel import clock


@rules.predicate
def is_signed_in(user: Any) -> bool:
    """Has an account that is in use."""
    return bool(getattr(user, "is_authenticated", False) and user.is_active)


@rules.predicate
def is_administrator(user: Any) -> bool:
    """Holds the role システム管理者 today."""
    return has_role(user, Role.ADMINISTRATOR, day=clock.today())


@rules.predicate
def is_secretariat(user: Any) -> bool:
    """Holds the role 事務局 today."""
    return has_role(user, Role.SECRETARIAT, day=clock.today())


@rules.predicate
def is_city_staff(user: Any) -> bool:
    """Holds any role of the city's own staff today."""
    return has_role(user, *Role.city_staff(), day=clock.today())


@rules.predicate
def is_staff_or_partner(user: Any) -> bool:
    """City staff, or a partner body's person who carries programs out."""
    return has_role(user, *Role.city_staff(), Role.PARTNER, day=clock.today())


@rules.predicate
def is_auditor(user: Any) -> bool:
    """Holds the role 監査担当 today: reads the plan, the desks and their money, changes nothing."""
    return has_role(user, Role.AUDITOR, day=clock.today())


reads_plan = is_staff_or_partner | is_auditor

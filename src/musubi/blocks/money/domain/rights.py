"""Who reads and who writes the city's money: never a partner, even at a desk where it works."""

from __future__ import annotations

from typing import Any

import rules

from musubi.blocks.accounts.domain.roles import has_role
from musubi.blocks.accounts.enums import Role
from musubi.blocks.kernel import clock
from musubi.blocks.vision.domain.desks import desks_worked_by, may_work_desk
from musubi.blocks.vision.models import PlanItem


@rules.predicate
def sees_money(user: Any) -> bool:
    """The city's own staff, and auditors."""
    return has_role(user, *Role.city_staff(), Role.AUDITOR, day=clock.today())


@rules.predicate
def may_work_money(user: Any, item: PlanItem) -> bool:
    """City staff who work the item's desk."""
    return has_role(user, *Role.city_staff(), day=clock.today()) and may_work_desk(user, item)


@rules.predicate
def works_any_money(user: Any) -> bool:
    """City staff who work some desk: they may open pages that are for several desks."""
    if not has_role(user, *Role.city_staff(), day=clock.today()):
        return False
    return has_role(user, Role.SECRETARIAT, day=clock.today()) or desks_worked_by(user).exists()


def items_worked_by(user: Any) -> set[int]:
    """Ids of the items whose money the user may write."""
    if not has_role(user, *Role.city_staff(), day=clock.today()):
        return set()
    return set(desks_worked_by(user).values_list("pk", flat=True))


def may_lift_rules(user: Any, item: PlanItem) -> bool:
    """Whether the user is a head (課長) at the item's desk. None is the system: data made from records that hold already."""
    if user is None:
        return True
    return has_role(user, Role.DIVISION_HEAD, day=clock.today()) and may_work_money(user, item)

"""Who keeps signs and Wi-Fi points, who translates, who sees work orders."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import QuerySet

from musubi.blocks.accounts.predicates import is_secretariat, is_staff_or_partner, reads_plan
from musubi.blocks.kernel.access import AccessPolicy, register_access
from musubi.blocks.places.rules import WORK_SIGNS, WORK_WIFI
from musubi.blocks.translations.rules import ASSIGN_TRANSLATIONS
from musubi.blocks.vision.domain.desks import desks_worked_by
from musubi.programs.brand.inbound.models import WorkOrder
from musubi.programs.brand.inbound.program import PROGRAM


@rules.predicate
def works_inbound(user: Any) -> bool:
    """The secretariat, and whoever works one of the program's desks."""
    return is_secretariat(user) or (is_staff_or_partner(user) and desks_worked_by(user).filter(code__in=PROGRAM.codes).exists())


@rules.predicate
def can_view_order(user: Any, order: WorkOrder) -> bool:
    """Those who carry the plan out."""
    return reads_plan(user)


def _orders(user: Any, orders: QuerySet[WorkOrder]) -> QuerySet[WorkOrder]:
    return orders if reads_plan(user) else orders.none()


def register_policies() -> None:
    """Called once when apps are ready."""
    rules.add_perm(WORK_SIGNS, works_inbound)
    rules.add_perm(WORK_WIFI, works_inbound)
    rules.add_perm(ASSIGN_TRANSLATIONS, works_inbound)
    register_access(AccessPolicy(WorkOrder, can_view_order, _orders))

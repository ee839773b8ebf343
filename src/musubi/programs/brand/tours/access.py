"""Who may see and set what of the tours; the planner itself is open to everyone."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import QuerySet

from musubi.blocks.accounts.predicates import is_secretariat, reads_plan
from musubi.blocks.kernel.access import AccessPolicy, register_access
from musubi.programs.brand.tours.models import PlannerSettings
from musubi.programs.brand.tours.rules import SET_PLANNER


@rules.predicate
def can_view_settings(user: Any, record: PlannerSettings) -> bool:
    """Those who carry the plan out."""
    return reads_plan(user)


def _settings(user: Any, records: QuerySet[Any]) -> QuerySet[Any]:
    return records if reads_plan(user) else records.none()


def register_policies() -> None:
    """Called once when apps are ready."""
    register_access(AccessPolicy(PlannerSettings, can_view_settings, _settings))
    rules.add_perm(SET_PLANNER, is_secretariat)

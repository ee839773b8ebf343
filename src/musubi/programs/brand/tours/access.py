"""Who may see and set what of the tours; the planner itself is open to everyone."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import QuerySet

from musubi.blocks.accounts.predicates import is_secretariat, is_staff_or_partner, reads_plan
from musubi.blocks.kernel.access import AccessPolicy, register_access
from musubi.blocks.places.enums import PublicationState
from musubi.blocks.places.rules import WORK_SPOTS
from musubi.blocks.vision.domain.desks import desks_worked_by
from musubi.programs.brand.tours.models import Course, CourseStop, PlannerSettings
from musubi.programs.brand.tours.program import PROGRAM
from musubi.programs.brand.tours.rules import SET_PLANNER


@rules.predicate
def can_view_settings(user: Any, record: PlannerSettings) -> bool:
    """Those who carry the plan out."""
    return reads_plan(user)


@rules.predicate
def works_spots(user: Any) -> bool:
    """The secretariat, and whoever works one of the program's desks."""
    return is_secretariat(user) or (is_staff_or_partner(user) and desks_worked_by(user).filter(code__in=PROGRAM.codes).exists())


@rules.predicate
def can_view_course(user: Any, record: Course) -> bool:
    """Everyone once it is published; before and after, those who carry the plan out."""
    return record.status == PublicationState.PUBLISHED or reads_plan(user)


@rules.predicate
def can_view_stop(user: Any, record: CourseStop) -> bool:
    """With its course."""
    return can_view_course(user, record.course)


def _courses(user: Any, records: QuerySet[Any]) -> QuerySet[Any]:
    return records if reads_plan(user) else records.filter(status=PublicationState.PUBLISHED)


def _stops(user: Any, records: QuerySet[Any]) -> QuerySet[Any]:
    return records if reads_plan(user) else records.filter(course__status=PublicationState.PUBLISHED)


def _settings(user: Any, records: QuerySet[Any]) -> QuerySet[Any]:
    return records if reads_plan(user) else records.none()


def register_policies() -> None:
    """Called once when apps are ready."""
    register_access(AccessPolicy(PlannerSettings, can_view_settings, _settings))
    register_access(AccessPolicy(Course, can_view_course, _courses))
    register_access(AccessPolicy(CourseStop, can_view_stop, _stops))
    rules.add_perm(SET_PLANNER, is_secretariat)
    rules.add_perm(WORK_SPOTS, works_spots)

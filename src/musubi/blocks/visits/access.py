"""Who may see what is counted: those who carry the plan out; a published rally and its points are everyone's, a stamp book nobody's."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import QuerySet

from musubi.blocks.accounts.predicates import is_city_staff, is_staff_or_partner, reads_plan
from musubi.blocks.kernel.access import AccessPolicy, register_access
from musubi.blocks.visits.enums import RallyState
from musubi.blocks.visits.models import (
    CounterDay,
    CountSite,
    MoveTotal,
    PointTotal,
    QuarterCount,
    Rally,
    RallyPoint,
    RallyTotal,
    Stamp,
    StampBook,
    VisitSurvey,
)
from musubi.blocks.visits.rules import CLAIM_PRIZES, SEE_VISITS, WORK_VISITS

COUNTED = (CountSite, QuarterCount, CounterDay, VisitSurvey, MoveTotal, RallyTotal, PointTotal)


@rules.predicate
def can_view_counted(user: Any, record: Any) -> bool:
    """Those who carry the plan out."""
    return reads_plan(user)


@rules.predicate
def can_view_rally(user: Any, rally: Rally) -> bool:
    """Everyone once it is published."""
    return rally.status != RallyState.DRAFT or reads_plan(user)


@rules.predicate
def can_view_point(user: Any, point: RallyPoint) -> bool:
    """With its rally."""
    return can_view_rally(user, point.rally)


@rules.predicate
def can_view_book(user: Any, book: StampBook | Stamp) -> bool:
    """Nobody by right: the browser that holds a book shows it, staff see sums."""
    return False


def _counted(user: Any, records: QuerySet[Any]) -> QuerySet[Any]:
    return records if reads_plan(user) else records.none()


def _rallies(user: Any, rallies: QuerySet[Rally]) -> QuerySet[Rally]:
    return rallies if reads_plan(user) else rallies.exclude(status=RallyState.DRAFT)


def _points(user: Any, points: QuerySet[RallyPoint]) -> QuerySet[RallyPoint]:
    return points if reads_plan(user) else points.exclude(rally__status=RallyState.DRAFT)


def _nothing(user: Any, records: QuerySet[Any]) -> QuerySet[Any]:
    return records.none()


def register_policies() -> None:
    """Called once when apps are ready."""
    rules.add_perm(SEE_VISITS, reads_plan)
    rules.add_perm(WORK_VISITS, is_city_staff)
    rules.add_perm(CLAIM_PRIZES, is_staff_or_partner)  # the counter that hands prizes out may be a partner's
    for model in COUNTED:
        register_access(AccessPolicy(model, can_view_counted, _counted))
    register_access(AccessPolicy(Rally, can_view_rally, _rallies))
    register_access(AccessPolicy(RallyPoint, can_view_point, _points))
    for private in (StampBook, Stamp):
        register_access(AccessPolicy(private, can_view_book, _nothing))

"""Circulation along model courses: stamps pressed at their stops, and moves between two stops of one course.

They come from the sums of stamp rallies, which carry no person; a course itself is never tracked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet, Sum

from musubi.blocks.vision.models import PlanItem
from musubi.blocks.visits.models import MoveTotal, PointTotal, QuarterCount
from musubi.programs.brand.tours.domain.spot_counts import by_spot
from musubi.programs.brand.tours.models import Course, CourseStop
from musubi.programs.brand.tours.program import PROGRAM

Figures = dict[tuple[int, int], Decimal]


def stamps_on(courses: Any) -> QuerySet[PointTotal]:
    """The stamps at stops of the courses, each total once."""
    at = PointTotal.objects.filter(point__site__spot__course_stops__course__in=courses)
    return PointTotal.objects.filter(pk__in=at.values("pk"))


def moves_on(courses: Any) -> QuerySet[MoveTotal]:
    """The moves between two stops of one of the courses, each total once."""
    along = MoveTotal.objects.filter(
        origin__spot__course_stops__course__in=courses, destination__spot__course_stops__course=F("origin__spot__course_stops__course")
    )
    return MoveTotal.objects.filter(pk__in=along.values("pk"))


@dataclass(frozen=True)
class CourseCount:
    """A course's stamps and moves of a fiscal year; per stop stamps and visitors, None where nobody counts."""

    stamps: int
    moves: int
    at_stops: dict[int, tuple[int | None, int | None]]


def course_counts(courses: Iterable[Course], fiscal_year: int) -> dict[int, CourseCount]:
    """What was counted along each course, by its id: four queries for any number."""
    stops: dict[int, set[int]] = {course.pk: set() for course in courses}
    for course, spot in CourseStop.objects.filter(course__in=stops).values_list("course", "spot"):
        stops[course].add(spot)
    every = set().union(*stops.values()) if stops else set()
    year: dict[str, Any] = {"fiscal_year": fiscal_year}
    stamps = by_spot(PointTotal.objects.filter(point__site__spot__in=every, **year), "stamps", "point__site__spot")
    visitors = by_spot(QuarterCount.objects.filter(site__spot__in=every, **year), "visitors", "site__spot")
    went = MoveTotal.objects.filter(origin__spot__in=every, destination__spot__in=every, **year).order_by()
    moves = list(went.values_list("origin__spot", "destination__spot").annotate(total=Sum("moves")))
    return {
        course: CourseCount(
            sum(stamps.get(spot, 0) for spot in spots),
            sum(total for origin, destination, total in moves if origin in spots and destination in spots),
            {spot: (stamps.get(spot), visitors.get(spot)) for spot in spots},
        )
        for course, spots in stops.items()
    }


def compute(records: QuerySet[Any], field: str, item_ids: Collection[int], fiscal_years: Collection[int]) -> Figures:
    """The sums by item that the program serves, and year: two queries."""
    totals = dict(records.filter(fiscal_year__in=fiscal_years).order_by().values_list("fiscal_year").annotate(total=Sum(field)))
    served = PlanItem.objects.filter(pk__in=item_ids, code__in=PROGRAM.codes).values_list("pk", flat=True)
    return {(item, year): Decimal(total) for item in served for year, total in totals.items()}


def behind(records: QuerySet[Any], item: int, fiscal_year: int) -> QuerySet[Any]:
    """The records behind a figure."""
    if not PlanItem.objects.filter(pk=item, code__in=PROGRAM.codes).exists():
        return records.none()
    return records.filter(fiscal_year=fiscal_year)

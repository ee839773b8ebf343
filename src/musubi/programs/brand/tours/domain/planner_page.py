"""What the planner's pages show for wishes: the plans, the one chosen, its sketch and reasons, made by one call."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from musubi.blocks.places.domain.event_days import happens_on
from musubi.blocks.places.domain.sketches import Sketch, sketch
from musubi.programs.brand.tours.domain.engine import replanned, shown_plan, three_plans
from musubi.programs.brand.tours.domain.planner_atlas import Atlas, PlanSpot
from musubi.programs.brand.tours.domain.planner_edits import edited
from musubi.programs.brand.tours.domain.planner_offers import with_offers
from musubi.programs.brand.tours.domain.planner_result import PlannedTour, Stop
from musubi.programs.brand.tours.domain.planner_wishes import Wishes
from musubi.programs.brand.tours.domain.planner_words import Told, told

FIRST_REASONS = 6
MOST_EVENTS = 20


@dataclass(frozen=True)
class Happening:
    """An event of the days planned: its stop where it is in the plan, else why not, where that is known."""

    spot: PlanSpot
    days: tuple[dt.date, ...]
    stop: Stop | None
    told: Told | None


@dataclass(frozen=True)
class PlannerPage:
    """The plans offered (one, when the visitor has made a plan of their own), which is shown, and everything about it."""

    tours: tuple[PlannedTour, ...]
    tour: PlannedTour
    choice: int
    is_own: bool
    has_changed: bool
    unmet: tuple[Told, ...]
    left_out: tuple[Told, ...]
    first_left_out: tuple[Told, ...]
    happenings: tuple[Happening, ...]
    map_plan: dict[str, Any]

    @property
    def sketch(self) -> Sketch | None:
        """The map's drawing."""
        return sketch(self.map_plan)


def plan_page(*, atlas: Atlas, wishes: Wishes, choice: int = 1) -> PlannerPage:
    """Three plans with the chosen one, or the plan that stands in the address."""
    if any(wishes.routes):
        tour = shown_plan(atlas, wishes)
        return _page(atlas, wishes, (tour,), 1, has_changed=tour.routes != wishes.routes)
    tours = three_plans(atlas, wishes)
    return _page(atlas, wishes, tours, min(max(choice, 1), len(tours)))


def edit_plan(*, atlas: Atlas, wishes: Wishes, edit: str) -> tuple[Wishes, PlannedTour]:
    """The wishes and the plan after one edit. Raises UnknownEditError."""
    changed = edited(wishes, edit)
    return changed, replanned(atlas, changed)


def _page(atlas: Atlas, wishes: Wishes, tours: tuple[PlannedTour, ...], choice: int, *, has_changed: bool = False) -> PlannerPage:
    tour = tours[choice - 1]
    unmet, left_out = with_offers(tour.unmet, atlas, wishes), tuple(told(tour.left_out, atlas, wishes))
    first = [reason for reason in tour.left_out if reason.spot is None or reason.spot.event is None][:FIRST_REASONS]  # events have their own list
    return PlannerPage(
        tours,
        tour,
        choice,
        any(wishes.routes),
        has_changed,
        unmet,
        left_out,
        with_offers(first, atlas, wishes),
        _happenings(atlas, wishes, tour, (*unmet, *left_out)),
        _map_plan(tour, wishes),
    )


def _happenings(atlas: Atlas, wishes: Wishes, tour: PlannedTour, reasons: Iterable[Told]) -> tuple[Happening, ...]:
    """The events of the days, those in the plan first."""
    stops = {stop.spot.number: stop for stop in tour.stops}
    why = {one.reason.spot.number: one for one in reasons if one.reason.spot is not None}
    found = []
    for spot in atlas.events_on(wishes.dates):
        days = tuple(day for day in wishes.dates if spot.event is not None and happens_on(spot.event, day))
        found.append(Happening(spot, days, stops.get(spot.number), why.get(spot.number)))
    found.sort(key=lambda one: (one.stop is None, one.days, one.spot.begins or 0))
    return tuple(found[:MOST_EVENTS])


def _map_plan(tour: PlannedTour, wishes: Wishes) -> dict[str, Any]:
    """The plan for maps: ends, one line a day, numbered stops, as [longitude, latitude]."""
    start, end = ([place.longitude, place.latitude] for place in (wishes.start, wishes.end))
    return {
        "ends": [{"at": at, "name": name} for at, name in {tuple(start): wishes.start.name, tuple(end): wishes.end.name}.items()],
        "days": [
            {"day": k, "way": [start, *([s.spot.longitude, s.spot.latitude] for s in day.stops), end]}
            for k, day in enumerate(tour.days, 1)
            if day.stops
        ],
        "stops": [
            {"at": [s.spot.longitude, s.spot.latitude], "number": s.number, "name": s.spot.name, "day": k}
            for k, day in enumerate(tour.days, 1)
            for s in day.stops
        ],
    }

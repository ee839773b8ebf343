"""What the planner's pages show for wishes: the plans, the one chosen, its sketch and reasons, made by one call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from musubi.blocks.places.domain.sketches import Sketch, sketch
from musubi.programs.brand.tours.domain.engine import replanned, shown_plan, three_plans
from musubi.programs.brand.tours.domain.planner_atlas import Atlas
from musubi.programs.brand.tours.domain.planner_edits import edited
from musubi.programs.brand.tours.domain.planner_result import PlannedTour
from musubi.programs.brand.tours.domain.planner_wishes import Wishes
from musubi.programs.brand.tours.domain.planner_words import Told, told

FIRST_REASONS = 6


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
    map_plan: dict[str, Any]

    @property
    def sketch(self) -> Sketch | None:
        """The map's drawing."""
        return sketch(self.map_plan)

    @property
    def first_left_out(self) -> Sequence[Told]:
        """Those that the visitor would most have liked."""
        return self.left_out[:FIRST_REASONS]


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
    return PlannerPage(
        tours,
        tour,
        choice,
        any(wishes.routes),
        has_changed,
        tuple(told(tour.unmet, atlas, wishes)),
        tuple(told(tour.left_out, atlas, wishes)),
        _map_plan(tour, wishes),
    )


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

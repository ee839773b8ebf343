"""A plan as pages, prints and calendars show it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from musubi.programs.brand.tours.domain.planner_atlas import PlanSpot


@dataclass(frozen=True)
class Leg:
    """The way to the next place: by what, how long in minutes, how many km; a ride has its departure; `spare` is slack inside."""

    mode: str
    minutes: int
    km: float
    departs: int
    spare: int = 0


@dataclass(frozen=True)
class Stop:
    """立ち寄り先: a visit of the timetable. Minutes count from midnight of its day."""

    spot: PlanSpot
    arrives: int
    begins: int
    leaves: int
    leg: Leg
    number: int
    is_pinned: bool = False
    closes: int | None = None
    other_days: tuple[int, ...] = ()  # the days, counted from 1, to which it could be moved as far as it is open

    @property
    def wait(self) -> int:
        """Minutes until it opens."""
        return self.begins - self.arrives

    @property
    def stay(self) -> int:
        """Minutes there."""
        return self.leaves - self.begins


@dataclass(frozen=True)
class PlannedDay:
    """One day: from its start at `departs` over the stops to its end at `returns`."""

    day: dt.date
    departs: int
    returns: int
    stops: tuple[Stop, ...]
    home: Leg | None
    is_ordered: bool = False

    @property
    def legs(self) -> tuple[Leg, ...]:
        """All ways of the day."""
        return (*(stop.leg for stop in self.stops), *((self.home,) if self.home else ()))


@dataclass(frozen=True)
class Reason:
    """Why a spot is not in the plan, or a wish not met: a code of docs/engine/itinerary.md with its figures; `worth` sorts."""

    code: str
    spot: PlanSpot | None
    values: Mapping[str, int | float | str | tuple[int, ...]] = field(default_factory=dict)
    worth: float = 0.0


@dataclass(frozen=True)
class PlannedTour:
    """A plan: its days, the wishes it could not meet, the spots left out; `score` is what it is worth to this visitor."""

    days: tuple[PlannedDay, ...]
    score: float
    unmet: tuple[Reason, ...]
    left_out: tuple[Reason, ...]
    rounds: int = 0
    is_approximate: bool = True

    @property
    def routes(self) -> tuple[tuple[int, ...], ...]:
        """The spots of each day by number."""
        return tuple(tuple(stop.spot.number for stop in day.stops) for day in self.days)

    @property
    def stops(self) -> tuple[Stop, ...]:
        """All stops of all days."""
        return tuple(stop for day in self.days for stop in day.stops)

    @property
    def fees(self) -> int:
        """Entrance fees known, in yen."""
        return sum(stop.spot.fee or 0 for stop in self.stops)

    @property
    def travel_minutes(self) -> int:
        """Minutes on the way, without slack."""
        return sum(leg.minutes for day in self.days for leg in day.legs)

    @property
    def walk_km(self) -> float:
        """Kilometres on foot."""
        return round(sum(leg.km for day in self.days for leg in day.legs if leg.mode == "walk"), 1)

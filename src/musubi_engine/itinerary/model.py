"""What a tour is made of: spots, days, legs, wishes, and the plan that comes out.

All times are whole numbers of one unit of the caller's choice (the readers use minutes, or the benchmark's own units).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from musubi_engine.common import InvalidDataError

UNREACHABLE = 1 << 28  # a leg that cannot be travelled
Window = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place worth a visit (立ち寄り先).

    ``windows`` has one tuple of intervals per day of the tour, in which a visit may *begin*; an empty tuple means
    closed that day. Last admission, or closing time minus the stay, is the end of an interval.
    """

    number: int
    worth: float
    stay: int
    windows: tuple[tuple[Window, ...], ...]
    fee: int = 0
    categories: tuple[int, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """One day: from place ``start`` at ``begins`` or later to place ``end`` by ``ends``; ``legs`` picks a timetable."""

    start: int
    end: int
    begins: int
    ends: int
    legs: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Legs:
    """Travel times between places: places 0..n-1 are the spots in their order, the others are stations.

    ``times[period, timetable, i, j]`` is the time on one's own (walk, bicycle, car) when leaving in that period of the
    day, periods beginning at ``period_begins``. ``rides[timetable, i, j]`` are (departure, arrival) of buses and
    trains. Whoever waits may leave later, so nobody who leaves earlier arrives later.
    """

    times: NDArray[np.int64]
    period_begins: tuple[int, ...] = (0,)
    rides: Mapping[tuple[int, int, int], tuple[Window, ...]] = field(default_factory=dict)

    @staticmethod
    def constant(times: Any) -> Legs:
        """Legs that take the same time all day."""
        matrix = np.asarray(times, dtype=np.int64)
        return Legs(matrix[np.newaxis, np.newaxis])

    def __post_init__(self) -> None:
        shape = self.times.shape
        if len(shape) != 4 or shape[2] != shape[3] or shape[0] != len(self.period_begins):
            raise InvalidDataError(f"shape {shape} is not (periods, timetables, places, places)", where="legs")


@dataclass(frozen=True, slots=True)
class Group:
    """Exactly one of these spots on each day that has one open (lunch)."""

    name: str
    spots: frozenset[int]


@dataclass(frozen=True, slots=True)
class Trip:
    """A question to the planner: spots, days and legs, with the visitor's and the city's conditions.

    ``mandatory`` maps a must-see to the day it is pinned to, or to None for any day. ``orders`` holds, per day, spots
    whose sequence is kept. A ``fee_budget`` of None is no limit.
    """

    spots: tuple[Spot, ...]
    days: tuple[Day, ...]
    legs: Legs
    fee_budget: int | None = None
    category_max: tuple[int, ...] = ()
    mandatory: Mapping[int, int | None] = field(default_factory=dict)
    forbidden: frozenset[int] = frozenset()
    groups: tuple[Group, ...] = ()
    orders: Mapping[int, tuple[int, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        numbers = [spot.number for spot in self.spots]
        known = set(numbers)
        if len(known) < len(numbers):
            raise InvalidDataError("two spots have the same number: give each its own", where="spots")
        if not self.days:
            raise InvalidDataError("a tour needs at least one day", where="days")
        for spot in self.spots:
            self._check_spot(spot)
        for day in self.days:
            if not (0 <= day.start < self.legs.times.shape[2] and 0 <= day.end < self.legs.times.shape[2]):
                raise InvalidDataError("start and end must be places of the travel times", where="days")
            if not 0 <= day.legs < self.legs.times.shape[1]:
                raise InvalidDataError("the day names a timetable that is not there", where="days")
        if len(self.spots) > self.legs.times.shape[2]:
            raise InvalidDataError("there are fewer places than spots", where="legs")
        named = {*self.mandatory, *self.forbidden, *(s for g in self.groups for s in g.spots)}
        named |= {s for order in self.orders.values() for s in order}
        if named - known:
            raise InvalidDataError(f"unknown spots {sorted(named - known)}", where="wishes")
        days = {*self.orders, *(d for d in self.mandatory.values() if d is not None)}
        if any(not 0 <= d < len(self.days) for d in days):
            raise InvalidDataError("a pin or an order names a day that is not part of the tour", where="wishes")

    def _check_spot(self, spot: Spot) -> None:
        where = f"spot {spot.number}"
        if len(spot.windows) != len(self.days):
            raise InvalidDataError("give the hours of each day of the tour", where=where)
        if spot.stay < 0 or spot.worth < 0 or spot.fee < 0:
            raise InvalidDataError("stay, worth and fee are zero or more", where=where)
        if any(c < 0 or c >= len(self.category_max) for c in spot.categories):
            raise InvalidDataError("a category has no maximum", where=where)
        for windows in spot.windows:
            ends = [-1, *(t for window in windows for t in window)]
            if any(a > b for a, b in pairwise(ends)):
                raise InvalidDataError("hours must ascend; split hours over midnight in two", where=where)

    def index(self) -> dict[int, int]:
        """From a spot's number to its place."""
        return {spot.number: i for i, spot in enumerate(self.spots)}


@dataclass(frozen=True, slots=True)
class Visit:
    """One stop of the timetable."""

    spot: int
    arrives: int
    begins: int
    leaves: int


@dataclass(frozen=True, slots=True)
class Route:
    """The timetable of one day; ``returns`` is the arrival at its end."""

    visits: tuple[Visit, ...]
    returns: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan: one route per day. ``routes`` of spot numbers is ``[[v.spot for v in r.visits] for r in days]``."""

    days: tuple[Route, ...]

    def routes(self) -> list[list[int]]:
        """The spots of each day in their order."""
        return [[visit.spot for visit in route.visits] for route in self.days]


@dataclass(frozen=True, slots=True)
class Params:
    """Settings of the search; the defaults serve all sizes.

    ``warm`` and ``cold`` are the temperatures at the beginning and the end, as parts of the collected worth;
    ``share`` of a hundred rounds fill gaps, the others take out strings of up to ``longest`` spots; ``thrift`` is what
    time saved counts.
    """

    warm: float = 0.05
    cold: float = 0.0007
    share: int = 70
    longest: int = 8
    thrift: float = 0.1
    batch: int = 50

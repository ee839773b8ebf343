"""What a visitor asked the planner for. All of it stands in the address, so a link is the whole plan and nothing is stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

DAY = 24 * 60
MOST_DAYS = 3
MOST_WISHES = 30  # must-sees or nevers in one address
LUNCH = (11 * 60, 13 * 60 + 30)  # lunch begins in between
SMALL_HOURS = 5 * 60  # a day may end until five in the morning


@dataclass(frozen=True)
class Place:
    """Where a day begins or ends: a station known here by its number, or a point; `is_rough` where only its town is known."""

    name: str
    latitude: float
    longitude: float
    number: int | None = None
    is_rough: bool = False

    @property
    def code(self) -> str:
        """As it stands in an address."""
        return str(self.number) if self.number is not None else f"{self.latitude:.5f},{self.longitude:.5f}"


@dataclass(frozen=True)
class Wishes:
    """A visitor's conditions. Minutes count from midnight; `end_minute` may lie past it.

    `must` maps a spot to the day it is pinned to, or None; `orders` per day the sequence that is kept; `routes` the plan
    shown, a tuple of spot numbers per day, or () while none was chosen.
    """

    start: Place
    end: Place
    first_day: dt.date
    days: int = 1
    begin_minute: int = 9 * 60 + 30
    end_minute: int = 17 * 60
    pace: str = "normal"
    themes: tuple[str, ...] = ()
    travel: str = "walk"
    longest_walk: int = 30
    lunch: bool = True
    budget: int | None = None
    rain: bool = False
    step_free: str = ""
    events: bool = False
    must: Mapping[int, int | None] = field(default_factory=dict)
    never: frozenset[int] = frozenset()
    orders: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    routes: tuple[tuple[int, ...], ...] = ()

    @property
    def dates(self) -> tuple[dt.date, ...]:
        """The days of the visit."""
        return tuple(self.first_day + dt.timedelta(days=k) for k in range(self.days))

    @property
    def has_lunch(self) -> bool:
        """Whether lunch is wished and the day reaches over lunchtime."""
        return self.lunch and self.begin_minute <= LUNCH[1] and self.end_minute >= LUNCH[0]

    @property
    def key(self) -> tuple[object, ...]:
        """Equal for equal wishes, whatever plan is shown."""
        return tuple((name, value) for name, value in pairs(replace(self, routes=())))


def clock(minute: int) -> str:
    """570 as 09:30; a minute of the next day as its time of day."""
    return f"{minute % DAY // 60:02d}:{minute % 60:02d}"


def minute_of(time: dt.time) -> int:
    """09:30 as 570."""
    return time.hour * 60 + time.minute


def pairs(wishes: Wishes) -> Iterable[tuple[str, str]]:
    """The wishes as parameters of an address, in one fixed order; what is as usual is left out where that is shorter."""
    yield "from", wishes.start.code
    yield "to", wishes.end.code
    yield "on", wishes.first_day.isoformat()
    yield "days", str(wishes.days)
    yield "begin", clock(wishes.begin_minute)
    yield "end", clock(wishes.end_minute)
    yield "pace", wishes.pace
    yield from (("theme", theme) for theme in sorted(wishes.themes))
    yield "by", wishes.travel
    yield "walk", str(wishes.longest_walk)
    yield from ((name, "1") for name, wanted in (("lunch", wishes.lunch), ("rain", wishes.rain), ("events", wishes.events)) if wanted)
    if wishes.budget is not None:
        yield "budget", str(wishes.budget)
    if wishes.step_free:
        yield "step_free", wishes.step_free
    yield from (("must", str(spot) if day is None else f"{spot}.{day}") for spot, day in sorted(wishes.must.items()))
    yield from (("never", str(spot)) for spot in sorted(wishes.never))
    yield from (("order", f"{day}:{'-'.join(map(str, order))}") for day, order in sorted(wishes.orders.items()) if order)
    if any(wishes.routes):
        yield "r", "_".join("-".join(map(str, route)) for route in wishes.routes)


def read_must(values: Iterable[str], days: int) -> dict[int, int | None]:
    """`12` or `12.1` (spot 12 on the second day); what is neither is left aside."""
    found: dict[int, int | None] = {}
    for value in list(values)[:MOST_WISHES]:
        spot, _dot, day = value.partition(".")
        if _number(spot):
            found[int(spot)] = int(day) if _number(day) and int(day) < days else None
    return found


def read_never(values: Iterable[str]) -> frozenset[int]:
    """Numbers of spots."""
    return frozenset(int(value) for value in list(values)[:MOST_WISHES] if _number(value))


def read_orders(values: Iterable[str], days: int) -> dict[int, tuple[int, ...]]:
    """`0:12-7-9`: on the first day 12 before 7 before 9. A spot stands in one order only."""
    found: dict[int, tuple[int, ...]] = {}
    taken: set[int] = set()
    for value in list(values)[:MOST_DAYS]:
        day, _colon, order = value.partition(":")
        if _number(day) and int(day) < days and int(day) not in found:
            spots = tuple(dict.fromkeys(int(one) for one in order.split("-") if _number(one) and int(one) not in taken))[:MOST_WISHES]
            taken.update(spots)
            found[int(day)] = spots
    return {day: order for day, order in found.items() if order}


def read_routes(value: str, days: int) -> tuple[tuple[int, ...], ...]:
    """`12-7_9`: 12 and 7 on the first day, 9 on the second."""
    if not value or len(value) > 2000:
        return ()
    seen: set[int] = set()
    routes = []
    for part in value.split("_")[:days]:
        route = tuple(dict.fromkeys(int(one) for one in part.split("-") if _number(one) and int(one) not in seen))
        seen.update(route)
        routes.append(route)
    return (*routes, *((),) * (days - len(routes)))


def _number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 9

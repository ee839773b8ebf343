"""A month as a grid of weeks from Sunday to Saturday, with what lies on each day; drawn by kernel/components/month.html."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from musubi.blocks.kernel.business_days import is_business_day

FIRST_YEAR, LAST_YEAR = 1989, 2200
SUNDAYS_FIRST = calendar.Calendar(firstweekday=calendar.SUNDAY)


@dataclass(frozen=True)
class DayEvent:
    """Something on a day: when it begins (None for the whole day), what it is, where it is told, a word on its state."""

    day: dt.date
    title: Any
    address: str
    begins: dt.time | None = None
    state: Any = ""


@dataclass(frozen=True)
class Day:
    """A day of the grid; `is_free` on weekends, holidays and around New Year."""

    date: dt.date
    is_of_month: bool
    is_today: bool
    is_free: bool
    events: tuple[DayEvent, ...]


@dataclass(frozen=True)
class Month:
    """A month's weeks; `previous` and `following` are asked for as 2020-09, "" at either end of the calendar."""

    first: dt.date
    weeks: tuple[tuple[Day, ...], ...]
    previous: str
    following: str

    @property
    def count(self) -> int:
        """How many events the month has."""
        return sum(len(day.events) for week in self.weeks for day in week if day.is_of_month)


def asked_month(text: str, today: dt.date) -> dt.date:
    """The first day of the month that an address asks for as 2020-10; of today's month where it asks for none that can be read."""
    try:
        asked = dt.datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 - a month has no time zone
    except ValueError:
        asked = today
    return (asked if FIRST_YEAR <= asked.year <= LAST_YEAR else today).replace(day=1)


def bounds_of(first: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """The moments between which the month lies in the city's time, the end exclusive."""
    zone = timezone.get_current_timezone()
    return tuple(dt.datetime.combine(day, dt.time(), tzinfo=zone) for day in (first, _shifted(first, 1)))  # type: ignore[return-value]


def build_month(first: dt.date, events: Iterable[DayEvent], *, today: dt.date) -> Month:
    """The grid of the month that begins on `first`; events of a day by their time, whole-day ones first."""
    by_day: dict[dt.date, list[DayEvent]] = defaultdict(list)
    for event in events:
        by_day[event.day].append(event)

    def day(date: dt.date) -> Day:
        found = sorted(by_day.get(date, []), key=lambda event: (event.begins or dt.time(), str(event.title)))
        return Day(date, date.month == first.month, date == today, not is_business_day(date), tuple(found))

    weeks = tuple(tuple(day(date) for date in week) for week in SUNDAYS_FIRST.monthdatescalendar(first.year, first.month))
    return Month(first, weeks, _name(_shifted(first, -1)), _name(_shifted(first, 1)))


def _shifted(first: dt.date, months: int) -> dt.date:
    number = first.year * 12 + first.month - 1 + months
    return dt.date(number // 12, number % 12 + 1, 1)


def _name(first: dt.date) -> str:
    return f"{first:%Y-%m}" if FIRST_YEAR <= first.year <= LAST_YEAR else ""

"""When a spot is open on a day, from its lines of opening hours; pure, no database.

How the lines of a spot work together:

* a line applies by date, yearly season, weekday, nth weekday of the month and national holidays (祝日, 振替休日), all at once;
* among the lines that open, those that say most of the day hold: dates before seasons, seasons before ordinary ones, and
  within these a line for holidays alone before one that does not speak of them. Lines of equal rank add up;
* a line that closes beats every line that opens, but a line with dates (臨時開館) beats all that close without dates;
* 「祝日なら翌日に移す」: the day off falls on the next day that is no holiday, 「翌平日」 on the next that is no weekend either;
* hours past midnight belong to the day on which they begin and are told of the next day from 0:00 too.

Minutes count from 0:00 of the day; 1440 is its end.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from musubi.blocks.kernel.business_days import SATURDAY, national_holidays
from musubi.blocks.places.enums import HolidayRule, OpeningRuleKind
from musubi.blocks.places.models import OpeningRule

DAY = 24 * 60
ONE_DAY = dt.timedelta(days=1)
LONGEST_SHIFT = 12  # days: no run of holidays and weekends is longer


@dataclass(frozen=True)
class HoursDraft:
    """A line that is not kept yet: read from a text or a form."""

    kind: str = OpeningRuleKind.OPEN
    weekdays: str = ""
    weeks: str = ""
    holidays: str = HolidayRule.ANY
    season_from: int | None = None
    season_to: int | None = None
    starts_on: dt.date | None = None
    ends_before: dt.date | None = None
    opens_minute: int | None = None
    closes_minute: int | None = None
    last_admission_minute: int | None = None
    note: str = ""


HoursLine = HoursDraft | OpeningRule  # what a line says, kept or not


class HasHours(Protocol):
    """A spot with its lines, prefetched where many are asked."""

    @property
    def opening_rules(self) -> object:
        """The related lines."""


@dataclass(frozen=True, order=True)
class Window:
    """Open from `opens` until `closes`; nobody is let in after `last_admission`, where one is set."""

    opens: int
    closes: int
    last_admission: int | None = None

    @property
    def opens_text(self) -> str:
        """When it opens, e.g. 9:00."""
        return clock_text(self.opens)

    @property
    def closes_text(self) -> str:
        """When it closes, e.g. 25:00 for one o'clock of the next day."""
        return clock_text(self.closes)

    @property
    def last_text(self) -> str:
        """The last admission; "" where none is set."""
        return "" if self.last_admission is None else clock_text(self.last_admission)


@dataclass(frozen=True)
class OpenDay:
    """A day: its windows, and the line that closes it."""

    day: dt.date
    windows: tuple[Window, ...]
    closed_by: HoursLine | None = None
    is_holiday: bool = False


def is_holiday(day: dt.date) -> bool:
    """A national holiday, with 振替休日 and 国民の休日."""
    return day in national_holidays(day.year)


def windows(spot: HasHours, day: dt.date) -> tuple[Window, ...]:
    """The spot's windows on `day`, in order and apart; none: closed, or no hours are known."""
    return open_day(spot.opening_rules.all(), day).windows  # type: ignore[attr-defined]


def windows_of(lines: Iterable[HoursLine], day: dt.date) -> tuple[Window, ...]:
    """The windows of these lines on `day`."""
    return open_day(lines, day).windows


def open_day(lines: Iterable[HoursLine], day: dt.date) -> OpenDay:
    """The windows of `day`, with what runs over from the day before, and why it is closed."""
    lines = list(lines)
    own, closed_by = _own(lines, day)
    before, _reason = _own(lines, day - ONE_DAY)
    carried = [
        Window(0, one.closes - DAY, None if one.last_admission is None else max(0, one.last_admission - DAY)) for one in before if one.closes > DAY
    ]
    return OpenDay(day, _joined([*carried, *own]), closed_by, is_holiday(day))


def next_days(lines: Iterable[HoursLine], first: dt.date, count: int = 14) -> list[OpenDay]:
    """`count` days from `first` on, as the preview shows them."""
    lines = list(lines)
    return [open_day(lines, first + dt.timedelta(days=number)) for number in range(count)]


def _own(lines: Sequence[HoursLine], day: dt.date) -> tuple[list[Window], HoursLine | None]:
    """The windows that begin on `day`, else the line that closes it."""
    opening = [line for line in lines if line.kind == OpeningRuleKind.OPEN and _applies(line, day)]
    closing = [line for line in lines if line.kind == OpeningRuleKind.CLOSED and _closes(line, day)]
    dated = [line for line in opening if line.starts_on is not None]
    strongest = max(closing, key=lambda line: line.starts_on is not None, default=None)
    if strongest is not None and (strongest.starts_on is not None or not dated):
        return [], strongest
    best = max(map(_rank, opening), default=0)
    return [
        Window(line.opens_minute, line.closes_minute, line.last_admission_minute)
        for line in opening
        if _rank(line) == best and line.opens_minute is not None and line.closes_minute is not None
    ], None


def _rank(line: HoursLine) -> int:
    """How much a line says of the day."""
    return 4 * (line.starts_on is not None) + 2 * (line.season_from is not None) + (line.holidays == HolidayRule.ONLY)


def _applies(line: HoursLine, day: dt.date) -> bool:
    if line.holidays == HolidayRule.ONLY and not is_holiday(day):
        return False
    return not (line.holidays == HolidayRule.NEVER and is_holiday(day)) and _falls_on(line, day)


def _closes(line: HoursLine, day: dt.date) -> bool:
    if line.holidays not in {HolidayRule.NEXT_DAY, HolidayRule.NEXT_WEEKDAY}:
        return _applies(line, day)
    if is_holiday(day):
        return False
    if _falls_on(line, day):
        return True
    earlier = (day - dt.timedelta(days=back) for back in range(1, LONGEST_SHIFT))
    return any(_falls_on(line, off) and is_holiday(off) and _moved(line, off) == day for off in earlier)


def _moved(line: HoursLine, off: dt.date) -> dt.date:
    """The day to which a day off on a holiday moves."""
    day = off + ONE_DAY
    while is_holiday(day) or (line.holidays == HolidayRule.NEXT_WEEKDAY and day.weekday() >= SATURDAY):
        day += ONE_DAY
    return day


def _falls_on(line: HoursLine, day: dt.date) -> bool:
    """By date, season, weekday and week, holidays set aside."""
    if line.starts_on is not None and not (line.starts_on <= day and (line.ends_before is None or day < line.ends_before)):
        return False
    if line.season_from is not None and line.season_to is not None:
        number = day.month * 100 + day.day
        first, last = line.season_from, line.season_to
        if not (first <= number <= last if first <= last else number >= first or number <= last):
            return False
    if line.weekdays and str(day.weekday()) not in line.weekdays:
        return False
    return not line.weeks or str((day.day - 1) // 7 + 1) in line.weeks


def _joined(found: Iterable[Window]) -> tuple[Window, ...]:
    """Windows in order, those that touch made one; the later end brings its last admission."""
    joined: list[Window] = []
    for one in sorted(found, key=lambda window: (window.opens, window.closes)):
        if joined and one.opens <= joined[-1].closes:
            last = joined.pop()
            later = one if one.closes > last.closes else last
            joined.append(Window(last.opens, later.closes, later.last_admission))
        else:
            joined.append(one)
    return tuple(joined)


def clock_text(minute: int) -> str:
    """570 as 9:30; past midnight as Japanese opening hours write it: 25:00."""
    return f"{minute // 60}:{minute % 60:02d}"

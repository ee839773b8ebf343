"""Office days of a Japanese municipality (開庁日).

Closed are Saturdays, Sundays, national holidays (国民の祝日に関する法律, through jpholiday), 29 December to
3 January (地方自治法第4条の2第2項第3号 leaves the year's end to the ordinance; cities close on these days) and the
extra days that an office sets.
"""

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from functools import lru_cache

import jpholiday

ONE_DAY = timedelta(days=1)
SATURDAY = 5


@lru_cache(maxsize=400)
def national_holidays(year: int) -> frozenset[date]:
    """Return the national holidays (祝日, 振替休日, 国民の休日) of a calendar year."""
    return frozenset(holiday.date for holiday in jpholiday.JPHoliday().year_holidays(year))


def is_year_end_closure(day: date) -> bool:
    """Tell whether ``day`` lies in 29 December to 3 January (年末年始)."""
    return (day.month == 12 and day.day >= 29) or (day.month == 1 and day.day <= 3)


def is_business_day(day: date, *, extra_holidays: Collection[date] = ()) -> bool:
    """Tell whether the office is open on ``day``; ``extra_holidays`` are the office's own closing days."""
    return day.weekday() < SATURDAY and not is_year_end_closure(day) and day not in extra_holidays and day not in national_holidays(day.year)


def business_day_on_or_after(day: date, *, extra_holidays: Collection[date] = ()) -> date:
    """Return ``day`` or the first open day after it.

    A deadline on a closed day moves there (地方自治法第4条の2第4項).
    """
    while not is_business_day(day, extra_holidays=extra_holidays):
        day += ONE_DAY
    return day


def business_day_on_or_before(day: date, *, extra_holidays: Collection[date] = ()) -> date:
    """Return ``day`` or the last open day before it."""
    while not is_business_day(day, extra_holidays=extra_holidays):
        day -= ONE_DAY
    return day


def next_business_day(day: date, *, extra_holidays: Collection[date] = ()) -> date:
    """Return the first open day after ``day``, never ``day`` itself."""
    return business_day_on_or_after(day + ONE_DAY, extra_holidays=extra_holidays)


def add_business_days(day: date, count: int, *, extra_holidays: Collection[date] = ()) -> date:
    """Go ``count`` open days forward, or back when negative; ``day`` itself is not counted.

    With 0 the answer is ``day``, or the first open day after it.
    """
    if count == 0:
        return business_day_on_or_after(day, extra_holidays=extra_holidays)
    step = ONE_DAY if count > 0 else -ONE_DAY
    left = abs(count)
    while left:
        day += step
        if is_business_day(day, extra_holidays=extra_holidays):
            left -= 1
    return day


def business_days(starts_on: date, ends_before: date, *, extra_holidays: Collection[date] = ()) -> Iterator[date]:
    """Yield the open days from ``starts_on`` until the day before ``ends_before``."""
    day = starts_on
    while day < ends_before:
        if is_business_day(day, extra_holidays=extra_holidays):
            yield day
        day += ONE_DAY

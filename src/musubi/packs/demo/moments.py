"""Days and moments of the demo."""

from __future__ import annotations

import datetime as dt
import random

from django.utils import timezone

from musubi.blocks.kernel.business_days import is_business_day


def at(year: int, month: int, day: int, hour: int = 10, minute: int = 0) -> dt.datetime:
    """A moment in the office's time zone."""
    return dt.datetime(year, month, day, hour, minute, tzinfo=timezone.get_default_timezone())


def on(day: dt.date, hour: int = 10) -> dt.datetime:
    """A day's moment."""
    return at(day.year, day.month, day.day, hour)


def open_day(year: int, month: int, chance: random.Random) -> dt.date:
    """A working day of a month."""
    while True:
        day = dt.date(year, month, chance.randint(1, 28))
        if is_business_day(day):
            return day


def working_day(day: dt.date) -> dt.date:
    """The day, or the working day before it."""
    while not is_business_day(day):
        day -= dt.timedelta(days=1)
    return day


def months(fiscal_year: int) -> list[tuple[int, int]]:
    """The twelve months from April."""
    return [(fiscal_year + (1 if month < 4 else 0), month) for month in (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)]

"""処分制限期間, in years as the ministries' tables give it, from the day on which it begins (民法 第143条の例による)."""

from __future__ import annotations

import datetime as dt

from musubi.blocks.kernel.dates import years_later

DAY = dt.timedelta(days=1)


def last_day(first: dt.date, years: int) -> dt.date:
    """The last day of a period of years: the eve of the answering day, and where there is none the month's last day."""
    answering = years_later(first, years)
    return answering - DAY if answering.day == first.day else answering


def years_passed(first: dt.date, on: dt.date) -> int:
    """Whole years of a period that are over on a day; a part of a year is cut off."""
    years = max(0, on.year - first.year)
    return years if years == 0 or last_day(first, years) < on else years - 1


def years_until(first: dt.date, last: dt.date) -> int:
    """The length in years of a period whose last day was typed; a part of a year counts as one."""
    passed = years_passed(first, last + DAY)
    return max(1, passed if passed and last_day(first, passed) == last else passed + 1)

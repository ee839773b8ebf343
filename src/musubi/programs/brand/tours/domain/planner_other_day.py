"""Another day for a spot that is closed on the days of the visit: within the week that follows the first of them."""

from __future__ import annotations

import datetime as dt

from musubi.programs.brand.tours.domain.planner_atlas import Atlas
from musubi.programs.brand.tours.domain.planner_wishes import Wishes

WEEK = 7


def days_open(atlas: Atlas, wishes: Wishes, number: int) -> list[dt.date]:
    """The days of the coming week, those of the visit left aside, on which the spot is open at some time."""
    days = (wishes.first_day + dt.timedelta(days=k) for k in range(1, WEEK + 1))
    return [day for day in days if day not in wishes.dates and atlas.windows(day).get(number)]


def first_day_for(wishes: Wishes, day: dt.date) -> dt.date:
    """The first day of a visit as long as asked that reaches `day`, moved by as little as can be."""
    return day - dt.timedelta(days=wishes.days - 1)

"""A bus company of the demo: four fictional lines as a GTFS-JP feed, from which the visitors' planner knows rides."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from musubi.programs.brand.tours.domain import planner_travel
from musubi.programs.brand.tours.domain.planner_atlas import current_atlas
from musubi.programs.brand.tours.domain.planner_preparing import prepare_travel

FEED = Path(__file__).parent / "bus"
DAYS = 120


def prepare_buses(*, today: dt.date, now: dt.datetime) -> int:
    """Compute the rides between the demo's places; returns for how many days. A timetable stands already, or there is no place: 0."""
    atlas = current_atlas()
    if planner_travel.ride_days() or not atlas.points:
        return 0
    return prepare_travel(atlas=atlas, extract=None, feed=FEED, first_day=today, days=DAYS, now=now).days

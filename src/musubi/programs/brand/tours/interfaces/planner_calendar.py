"""A plan as a calendar file (RFC 5545), one entry for each stop."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from hashlib import sha256
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vGeo

from musubi.programs.brand.tours.domain.planner_result import PlannedTour, Stop
from musubi.programs.brand.tours.domain.planner_words import duration

TOKYO = ZoneInfo("Asia/Tokyo")


def calendar_bytes(tour: PlannedTour, *, now: dt.datetime, address: str, municipality: Callable[[str], str]) -> bytes:
    """The file; the same plan has the same entry ids, so that a second download replaces the first."""
    calendar = Calendar()
    calendar.add("prodid", "-//Musubi//tours//")
    calendar.add("version", "2.0")
    for day in tour.days:
        midnight = dt.datetime.combine(day.day, dt.time(), TOKYO)
        for stop in day.stops:
            calendar.add_component(_entry(stop, midnight, now, address, municipality(stop.spot.owner)))
    return calendar.to_ical()


def _entry(stop: Stop, midnight: dt.datetime, now: dt.datetime, address: str, city: str) -> Event:
    entry = Event()
    starts = midnight + dt.timedelta(minutes=stop.begins)
    entry.add("uid", sha256(f"{stop.spot.uid} {starts.isoformat()}".encode()).hexdigest()[:32])
    entry.add("dtstamp", now)
    entry.add("dtstart", starts)
    entry.add("dtend", midnight + dt.timedelta(minutes=stop.leaves))
    entry.add("summary", f"{stop.number} {stop.spot.name}")
    entry.add("location", f"{stop.spot.place} {city}".strip())
    if stop.spot.point is not None:
        entry["geo"] = vGeo(stop.spot.point)
    entry.add("description", _("%(spot)s: ここまで%(time)s。予定の全体: %(address)s") % {
        "spot": stop.spot.name, "time": duration(stop.leg.minutes), "address": address,
    })  # fmt: skip
    entry.add("url", address)
    return entry

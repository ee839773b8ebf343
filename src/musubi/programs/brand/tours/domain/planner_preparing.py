"""Compute travel times beforehand: ways from an OpenStreetMap extract, rides from a GTFS-JP feed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from musubi.blocks.audit.domain.trail import record_event
from musubi.programs.brand.tours.domain import planner_travel
from musubi.programs.brand.tours.domain.engine import bus_rides_on, network_ways, operators, walk_kmh, wheels_kmh
from musubi.programs.brand.tours.domain.planner_atlas import Atlas
from musubi.programs.brand.tours.models import PlannerSettings


@dataclass(frozen=True)
class Prepared:
    """What was written: kinds of ways, days with rides, timetables that differ, points."""

    ways: tuple[str, ...]
    days: int
    timetables: int
    points: int


def prepare_travel(
    *,
    atlas: Atlas,
    extract: Path | None,
    feed: Path | None,
    first_day: dt.date,
    days: int,
    now: dt.datetime,
    tell: Callable[[str], object] = lambda _text: None,
) -> Prepared:
    """Write the files of `planner_travel` for all spots and stations. Raises the engine's InvalidDataError for unreadable files."""
    ways = []
    if extract is not None:
        kinds = {"walk": ("walk", True), "walk-step-free": ("walk", False), "bicycle": ("bicycle", True)}
        for kind, (mode, steps) in kinds.items():
            tell(kind)
            kmh = walk_kmh(atlas) if mode == "walk" else wheels_kmh(mode)
            planner_travel.save_ways(kind, atlas.points, network_ways(extract, atlas.points, mode=mode, steps=steps, kmh=kmh))
            ways.append(kind)
    names: dict[dt.date, str] = {}
    if feed is not None:
        for day in (first_day + dt.timedelta(days=k) for k in range(days)):
            names[day] = _prepare_day(feed, day, atlas, known=set(names.values()), tell=tell)
        planner_travel.save_ride_days(names, operators=operators(feed))
    with transaction.atomic():
        current = PlannerSettings.objects.order_by("pk").first() or PlannerSettings.objects.create()
        after = {"ways": ", ".join(ways), "days": len(names)}
        record_event(actor=None, verb="planner.travel_prepared", obj=current, now=now, after=after)
    return Prepared(tuple(ways), len(names), len(set(names.values())), len(atlas.points))


def _prepare_day(feed: Path, day: dt.date, atlas: Atlas, *, known: set[str], tell: Callable[[str], object]) -> str:
    """The name of the day's timetable; computed once for days that have the same."""
    name, rides = bus_rides_on(feed, day, atlas.points, known=known)
    if rides is not None:
        tell(day.isoformat())
        planner_travel.save_rides(name, atlas.points, rides)
    return name

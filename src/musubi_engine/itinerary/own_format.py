"""Musubi's own JSON for tours: spots with opening hours and coordinates, days, ways to move, wishes.

Times are ``"HH:MM"`` (beyond 24:00 after midnight) or minutes after midnight. docs/engine/itinerary.md has an example.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from musubi_engine.common import InvalidDataError
from musubi_engine.itinerary.gtfs import bus_rides, read_timetable
from musubi_engine.itinerary.model import Day, Group, Legs, Spot, Trip, Window
from musubi_engine.itinerary.network import Network, network_minutes, read_network, stretch
from musubi_engine.itinerary.openstreetmap import read_extract
from musubi_engine.itinerary.travel import MODES, Mode, check_near, check_points, fastest, minutes

Json = Mapping[str, Any]
DAY = 1440


def clock(value: Any, where: str) -> int:
    """Minutes after midnight from ``"09:30"`` or a number.

    >>> clock("25:15", "hours")
    1515
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise InvalidDataError(f"{value!r} is not a time: write it as 09:30", where=where)
    if isinstance(value, str):
        hours, colon, rest = value.partition(":")
        if not (colon and hours.isdigit() and rest.isdigit() and int(rest) < 60):
            raise InvalidDataError(f"{value!r} is not a time: write it as 09:30", where=where)
        return int(hours) * 60 + int(rest)
    return int(value)


def begin_windows(hours: Sequence[Sequence[Any]], stay: int, last_admission: int | None, where: str) -> tuple[Window, ...]:
    """Intervals in which a visit may begin, from opening hours: the visit ends by closing, after the last admission none.

    Hours that end before they begin run over midnight. An interval shorter than the stay vanishes; touching ones join.
    """
    spans: list[Window] = []
    for pair in hours:
        if len(pair) != 2:
            raise InvalidDataError("opening hours are pairs of opening and closing time", where=where)
        opens, shuts = clock(pair[0], where), clock(pair[1], where)
        spans.append((opens, shuts + DAY if shuts <= opens else shuts))
    joined: list[Window] = []
    for opens, shuts in sorted(spans):
        if joined and opens <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(shuts, joined[-1][1]))
        else:
            joined.append((opens, shuts))
    latest = [(o, s - stay if last_admission is None else min(s - stay, last_admission)) for o, s in joined]
    return tuple((o, s) for o, s in latest if o <= s)


def _whole(raw: Json, key: str, default: int, where: str) -> int:
    value = raw.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidDataError(f"{key} {value!r} is not a number", where=where)
    return round(value)


def _spot(raw: Json, k: int, days: int, categories: Mapping[str, int]) -> Spot:
    number = _whole(raw, "number", k + 1, f"spot {k + 1}")
    where = f"spot {number}"
    stay = _whole(raw, "stay", 30, where)
    last = clock(raw["last_admission"], where) if raw.get("last_admission") is not None else None
    by_day = raw.get("open_by_day")
    if by_day is None:
        by_day = [raw.get("open", [["00:00", "24:00"]])]
    windows = tuple(begin_windows(by_day[d % len(by_day)] or [], stay, last, where) for d in range(days))
    if raw.get("begins_at") is not None:
        starts = sorted(clock(t, where) for t in raw["begins_at"])
        windows = tuple(tuple((t, t) for t in starts if any(a <= t <= b for a, b in window)) for window in windows)
    kinds = tuple(categories[name] for name in raw.get("categories", ()) if name in categories)
    return Spot(number, float(raw.get("worth", 1)), stay, windows, _whole(raw, "fee", 0, where), kinds, raw.get("name", ""))


def _days(raw: Json, days: int | None, place: Mapping[str, int]) -> tuple[Day, ...]:
    rows = list(raw.get("days") or [])
    if not rows:
        raise InvalidDataError("the file names no day: give days with start, end, begins, ends", where="days")
    count = len(rows) if days is None else days
    found = []
    for d in range(count):
        row = rows[d % len(rows)]
        for key in ("start", "end"):
            if row.get(key) not in place:
                raise InvalidDataError(f"{key} {row.get(key)!r} is not among the places", where=f"day {d + 1}")
        begins, ends = clock(row["begins"], f"day {d + 1}"), clock(row["ends"], f"day {d + 1}")
        if ends <= begins:
            raise InvalidDataError("the day ends before it begins: write 26:00 for two at night", where=f"day {d + 1}")
        found.append(Day(place[row["start"]], place[row["end"]], begins, ends, int(row.get("timetable", 0))))
    return tuple(found)


def _network(travel: Json, mode: str, folder: Path) -> Network:
    """The network of a mode: from an OpenStreetMap extract, or from two CSV files."""
    files = travel["network"]
    if "osm" in files:
        return read_extract(folder / files["osm"], mode=mode, steps=bool(travel.get("steps", True)))
    return read_network(folder / files["nodes"], folder / files["ways"])


def _own_minutes(travel: Json, points: list[tuple[float, float]], folder: Path) -> Any:
    """Time on one's own: a network where files are given, else distance times detour, over all modes."""
    found = []
    for name in travel.get("modes", ["walk"]):
        if name == "bus":
            continue
        if name not in MODES:
            raise InvalidDataError(f"mode {name!r} is unknown: use {', '.join(MODES)} or bus", where="travel")
        base = MODES[name]
        longest = travel.get("max_walk") if name == "walk" else None
        mode = Mode(
            float(travel.get("kmh", {}).get(name, base.kmh)), float(travel.get("detour", {}).get(name, base.detour)),
            base.fixed_minutes, longest,
        )  # fmt: skip
        if "network" in travel and name != "car":
            times = network_minutes(_network(travel, name, folder), points, kmh=mode.kmh)
            if longest is not None:
                times[times > longest] = 1 << 28
        else:
            times = minutes(points, mode)
        found.append(times)
    slow = float(travel.get("slower", 1.0))
    if not found:
        raise InvalidDataError("name at least one of walk, bicycle, car beside the bus", where="travel")
    return stretch(fastest(found), slow) + int(travel.get("slack", 0)) * (1 - np.eye(len(points), dtype=np.int64))


def _legs(raw: Json, points: list[tuple[float, float]] | None, folder: Path) -> Legs:
    travel = raw.get("travel") or {}
    if "matrix" in travel:
        return Legs.constant(travel["matrix"])
    if "periods" in travel:
        begins = tuple(clock(p["begins"], "travel") for p in travel["periods"])
        return Legs(np.array([[p["matrix"]] for p in travel["periods"]], dtype=np.int64), begins)
    if points is None:
        raise InvalidDataError("give lat and lon of every spot and place, or travel.matrix", where="travel")
    own = _own_minutes(travel, points, folder)
    rides = {}
    dates = travel.get("dates", [])
    if "bus" in travel.get("modes", []):
        if "gtfs" not in travel or not dates:
            raise InvalidDataError("the bus needs gtfs (folder or zip file) and dates, one per timetable", where="travel")
        for number, stamp in enumerate(dates):
            table = read_timetable(folder / travel["gtfs"], date.fromisoformat(stamp))
            rides.update(bus_rides(table, points, number=number, access_minutes=int(travel.get("access", 12))))
    return Legs(np.stack([own] * max(1, len(dates)))[np.newaxis], (0,), rides)


def _points(raw: Json) -> list[tuple[float, float]] | None:
    rows = [*raw.get("spots", []), *raw.get("places", [])]
    if any(row.get("lat") is None or row.get("lon") is None for row in rows):
        return None
    count = len(raw.get("spots", []))
    points = [(float(row["lat"]), float(row["lon"])) for row in rows]
    check_points(points[:count], "spot")
    check_points(points[count:], "place")
    check_near(points[:count], points[count:])
    return points


def _groups(raw: Json, spots: tuple[Spot, ...]) -> tuple[tuple[Group, ...], tuple[Spot, ...]]:
    """Groups; a group with a window narrows the hours of its spots."""
    found = []
    narrowed = {spot.number: spot for spot in spots}
    for row in raw.get("groups", []):
        found.append(Group(str(row["name"]), frozenset(int(s) for s in row["spots"])))
        if row.get("window") is not None:
            first, last = (clock(t, f"group {row['name']}") for t in row["window"])
            for number in found[-1].spots & narrowed.keys():
                spot = narrowed[number]
                windows = tuple(tuple((max(a, first), min(b, last)) for a, b in day if max(a, first) <= min(b, last)) for day in spot.windows)
                narrowed[number] = Spot(number, spot.worth, spot.stay, windows, spot.fee, spot.categories, spot.name)
    return tuple(found), tuple(narrowed[spot.number] for spot in spots)


def read_own(text: str, *, days: int | None = None, folder: Path = Path()) -> Trip:
    """Read Musubi's own JSON; files it names (network, gtfs) are looked for from ``folder``."""
    try:
        raw = json.loads(text)
    except json.JSONDecodeError as error:
        raise InvalidDataError(f"line {error.lineno}: {error.msg}", where="file") from error
    rows = raw.get("spots") or []
    place = {str(row.get("id", k)): len(rows) + k for k, row in enumerate(raw.get("places", []))}
    each = _days(raw, days, place)
    maxima = raw.get("category_max", {})
    kinds = {name: c for c, name in enumerate(maxima)}
    groups, spots = _groups(raw, tuple(_spot(row, k, len(each), kinds) for k, row in enumerate(rows)))
    wishes = [w if isinstance(w, dict) else {"spot": w} for w in raw.get("mandatory", [])]
    return Trip(
        spots, each, _legs(raw, _points(raw), folder),
        fee_budget=raw.get("fee_budget"), category_max=tuple(int(v) for v in maxima.values()),
        mandatory={int(w["spot"]): w.get("day") for w in wishes},
        forbidden=frozenset(int(s) for s in raw.get("forbidden", [])), groups=groups,
        orders={int(d): tuple(int(s) for s in order) for d, order in raw.get("orders", {}).items()},
    )  # fmt: skip

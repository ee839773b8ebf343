"""Bus legs from a GTFS-JP feed (標準的なバス情報フォーマット): for every pair of places the departures worth taking.

A profile connection scan: the day's hops from stop to stop are scanned once from the last to the first per destination,
keeping for each stop the departures that nobody overtakes. Changes happen at a stop or between stops close by.
Reference: Dibbelt, Pajor, Strasser & Wagner, "Connection Scan Algorithm", ACM J. Experimental Algorithmics 23, 2018.
"""

from __future__ import annotations

import csv
import io
import zipfile
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from musubi_engine.common import InvalidDataError
from musubi_engine.itinerary.model import Window
from musubi_engine.itinerary.travel import Points, check_points, haversine_km

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CHANGE_MINUTES = 2
CHANGE_KM = 0.2
METRES_PER_MINUTE = 75.0 / 1.3  # 4.5 km/h on ways 1.3 times as long as the straight line


@dataclass(frozen=True, slots=True)
class Hop:
    """A vehicle from one stop to the next, in minutes after midnight (beyond 24:00 for the small hours)."""

    departs: int
    arrives: int
    origin: int
    target: int
    trip: int


@dataclass(frozen=True, slots=True)
class Timetable:
    """The stops of a feed and the hops of one day."""

    stops: tuple[tuple[float, float], ...]
    names: tuple[str, ...]
    hops: tuple[Hop, ...]


def _rows(feed: Path, name: str) -> Iterator[dict[str, str]]:
    if feed.is_dir():
        path = feed / name
        if path.exists():
            with path.open(encoding="utf-8-sig", newline="") as file:
                yield from csv.DictReader(file)
        return
    with zipfile.ZipFile(feed) as archive:
        inside = [n for n in archive.namelist() if n.rsplit("/", 1)[-1] == name]
        if inside:
            with archive.open(inside[0]) as raw:
                yield from csv.DictReader(io.TextIOWrapper(raw, encoding="utf-8-sig", newline=""))


def _minutes(text: str) -> int:
    hours, minutes, *_ = text.strip().split(":")
    return int(hours) * 60 + int(minutes)


def services_on(feed: Path, day: date) -> frozenset[str]:
    """The services that run on a day: the week's calendar with its exceptions."""
    stamp = day.strftime("%Y%m%d")
    running = {
        row["service_id"]
        for row in _rows(feed, "calendar.txt")
        if row["start_date"] <= stamp <= row["end_date"] and row[WEEKDAYS[day.weekday()]] == "1"
    }
    for row in _rows(feed, "calendar_dates.txt"):
        if row["date"] == stamp:
            if row["exception_type"] == "1":
                running.add(row["service_id"])
            else:
                running.discard(row["service_id"])
    return frozenset(running)


def operators(feed: Path) -> tuple[str, ...]:
    """Whose timetable it is, as the feed's agency.txt says."""
    return tuple(dict.fromkeys(row["agency_name"].strip() for row in _rows(feed, "agency.txt") if row.get("agency_name", "").strip()))


def read_timetable(feed: Path, day: date) -> Timetable:
    """Read a feed (folder or zip file) for one day."""
    stops = list(_rows(feed, "stops.txt"))
    if not stops:
        raise InvalidDataError("has no stops.txt: give the folder or zip file of a GTFS-JP feed", where=str(feed))
    number = {row["stop_id"]: k for k, row in enumerate(stops)}
    points = tuple((float(row["stop_lat"]), float(row["stop_lon"])) for row in stops)
    check_points(points, "stop")
    running = services_on(feed, day)
    trips = {row["trip_id"] for row in _rows(feed, "trips.txt") if row["service_id"] in running}
    calls: dict[str, list[tuple[int, str, str, int]]] = defaultdict(list)
    for row in _rows(feed, "stop_times.txt"):
        if row["trip_id"] in trips and row["departure_time"].strip():
            calls[row["trip_id"]].append((int(row["stop_sequence"]), row["arrival_time"], row["departure_time"], number[row["stop_id"]]))
    hops = []
    for k, name in enumerate(sorted(calls)):
        row_calls = sorted(calls[name])
        for (_, _, leaves, origin), (_, arrives, _, target) in pairwise(row_calls):
            hops.append(Hop(_minutes(leaves), _minutes(arrives), origin, target, k))
    hops.sort(key=lambda hop: (hop.departs, hop.arrives))  # stable: a trip keeps its order within one minute
    return Timetable(points, tuple(row["stop_name"] for row in stops), tuple(hops))


class _Profile:
    """Departures from one stop that nobody overtakes: both times ascend."""

    __slots__ = ("arrives", "departs")

    def __init__(self) -> None:
        self.departs: list[int] = []
        self.arrives: list[int] = []

    def earliest(self, t: int) -> int:
        k = bisect_left(self.departs, t)
        return self.arrives[k] if k < len(self.departs) else 1 << 40

    def add(self, departs: int, arrives: int) -> None:
        if self.earliest(departs) <= arrives:
            return
        k = bisect_left(self.departs, departs)
        if k < len(self.departs) and self.departs[k] == departs:
            del self.departs[k], self.arrives[k]
        while k > 0 and self.arrives[k - 1] >= arrives:
            k -= 1
            del self.departs[k], self.arrives[k]
        self.departs.insert(k, departs)
        self.arrives.insert(k, arrives)


def _walk_minutes(km: float) -> int:
    return int(-(-km * 1000 // METRES_PER_MINUTE))


def bus_rides(timetable: Timetable, points: Points, *, number: int = 0, access_minutes: int = 12) -> dict[tuple[int, int, int], tuple[Window, ...]]:
    """Rides of `Legs`: (timetable number, from, to) -> (departure, arrival) including the walks to and from the stops.

    O(p h log h) for p points and h hops of the day; run it once per set of spots and keep the result.
    """
    check_points(points, "point")
    km = haversine_km([*points, *timetable.stops])
    size = len(points)
    near = [[(s, _walk_minutes(float(km[i, size + s]))) for s in range(len(timetable.stops)) if km[i, size + s] <= 1.5] for i in range(size)]
    near = [[(s, walk) for s, walk in stops if walk <= access_minutes] for stops in near]
    changes = [
        [(t, _walk_minutes(float(km[size + s, size + t]))) for t in range(len(timetable.stops))
         if t != s and km[size + s, size + t] <= CHANGE_KM]
        for s in range(len(timetable.stops))
    ]  # fmt: skip
    rides: dict[tuple[int, int, int], tuple[Window, ...]] = {}
    for j in range(size):
        profiles = _scan(timetable, dict(near[j]), changes) if near[j] else {}
        for i in range(size):
            merged = _Profile()
            if i != j:
                for stop, walk in near[i]:
                    for departs, arrives in zip(profiles[stop].departs, profiles[stop].arrives, strict=True) if (stop in profiles) else ():
                        merged.add(departs - walk, arrives)
            if merged.departs:
                rides[number, i, j] = tuple(zip(merged.departs, merged.arrives, strict=True))
    return rides


def _scan(timetable: Timetable, exits: dict[int, int], changes: list[list[tuple[int, int]]]) -> dict[int, _Profile]:
    """Profiles of all stops towards the stops in ``exits`` (stop -> minutes on foot from there)."""
    far = 1 << 40
    profiles: dict[int, _Profile] = defaultdict(_Profile)
    staying: dict[int, int] = {}
    for hop in reversed(timetable.hops):
        arrives = min(hop.arrives + exits.get(hop.target, far), staying.get(hop.trip, far))
        if hop.target in profiles:
            arrives = min(arrives, profiles[hop.target].earliest(hop.arrives + CHANGE_MINUTES))
        if arrives >= far:
            continue
        staying[hop.trip] = arrives
        profiles[hop.origin].add(hop.departs, arrives)
        for other, walk in changes[hop.origin]:
            profiles[other].add(hop.departs - walk, arrives)
    return profiles

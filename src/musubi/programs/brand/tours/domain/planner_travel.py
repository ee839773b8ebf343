"""Travel times that were computed beforehand from an OpenStreetMap extract and a GTFS-JP feed, kept as files in MUSUBI_DATA/travel.

`prepare_travel_times` writes them; the planner reads them. What is not there is estimated by the engine.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

Points = Sequence[tuple[float, float]]
Rides = Mapping[tuple[int, int], tuple[tuple[int, int], ...]]
INDEX, OPERATORS = "rides.json", "rides-operators.txt"
WAYS_ATTRIBUTION = "道のデータ: © OpenStreetMap contributors (ODbL)"


def folder() -> Path:
    """Where the files are."""
    return Path(settings.DATA) / "travel"


def corner(point: tuple[float, float]) -> tuple[float, float]:
    """A point as it is looked up: five decimals, about a metre."""
    return round(point[0], 5), round(point[1], 5)


def save_ways(kind: str, points: Points, minutes: NDArray[np.int64]) -> None:
    """Keep minutes between points by a kind of going: walk, walk-step-free, bicycle."""
    folder().mkdir(parents=True, exist_ok=True)
    np.savez_compressed(folder() / f"ways-{kind}.npz", points=np.asarray([corner(point) for point in points]), minutes=minutes.astype(np.int32))


def ways_attribution() -> str:
    """Whose ways the times were computed from: OpenStreetMap's licence (ODbL) asks that each page made with them says so."""
    return WAYS_ATTRIBUTION if any(folder().glob("ways-*.npz")) else ""


def ways(kind: str, points: Points) -> tuple[NDArray[np.int64], NDArray[np.bool_]] | None:
    """Minutes between the points as far as they are kept, and which pairs are; None when there is no file."""
    path = folder() / f"ways-{kind}.npz"
    if not path.exists():
        return None
    row, kept = _read_ways(path, path.stat().st_mtime_ns)
    rows = np.array([row.get(corner(point), -1) for point in points])
    known = rows >= 0
    minutes = kept[np.ix_(np.maximum(rows, 0), np.maximum(rows, 0))].astype(np.int64)
    return minutes, known[:, None] & known[None, :]


@lru_cache(maxsize=4)
def _read_ways(path: Path, _changed: int) -> tuple[dict[tuple[float, float], int], NDArray[np.int32]]:
    with np.load(path) as file:
        return {(float(lat), float(lon)): k for k, (lat, lon) in enumerate(file["points"])}, file["minutes"]


def save_rides(name: str, points: Points, rides: Rides) -> None:
    """Keep the rides of one kind of day under a name."""
    folder().mkdir(parents=True, exist_ok=True)
    rows = [(i, j, *ride) for (i, j), some in sorted(rides.items()) for ride in some]
    np.savez_compressed(
        folder() / f"rides-{name}.npz", points=np.asarray([corner(point) for point in points]), rides=np.asarray(rows, dtype=np.int32).reshape(-1, 4)
    )


def rides_attribution() -> str:
    """Whose timetable the rides are from, as long as it is used."""
    path = folder() / OPERATORS
    names = path.read_text(encoding="utf-8").strip() if path.exists() else ""
    return f"バスの時刻表: {names}" if names else ""


def save_ride_days(days: Mapping[dt.date, str], *, operators: Sequence[str] = ()) -> None:
    """Keep which day has which rides, and whose timetable it is."""
    folder().mkdir(parents=True, exist_ok=True)
    (folder() / OPERATORS).write_text("、".join(operators), encoding="utf-8")
    text = json.dumps({day.isoformat(): name for day, name in sorted(days.items())}, indent=0)
    (folder() / INDEX).write_text(text, encoding="utf-8")


def ride_days() -> Mapping[str, str]:
    """The days whose rides are known."""
    path = folder() / INDEX
    return _read_index(path, path.stat().st_mtime_ns) if path.exists() else {}


@lru_cache(maxsize=2)
def _read_index(path: Path, _changed: int) -> Mapping[str, str]:
    found: Mapping[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return found


def rides_on(day: dt.date, points: Points) -> Rides:
    """Buses and trains of a day between the points: (from, to) → (departure, arrival); empty where none are known."""
    name = ride_days().get(day.isoformat())
    path = folder() / f"rides-{name}.npz"
    if name is None or not path.exists():
        return {}
    rows: dict[tuple[float, float], list[int]] = {}
    for k, point in enumerate(points):
        rows.setdefault(corner(point), []).append(k)  # a day often begins and ends at the same station
    known = _read_rides(path, path.stat().st_mtime_ns).items()
    return {(i, j): rides for (start, end), rides in known for i in rows.get(start, ()) for j in rows.get(end, ())}


@lru_cache(maxsize=8)
def _read_rides(path: Path, _changed: int) -> Mapping[tuple[tuple[float, float], tuple[float, float]], tuple[tuple[int, int], ...]]:
    with np.load(path) as file:
        points = [(float(lat), float(lon)) for lat, lon in file["points"]]
        rows = file["rides"].tolist()
    found: dict[tuple[tuple[float, float], tuple[float, float]], list[tuple[int, int]]] = {}
    for i, j, departs, arrives in rows:
        found.setdefault((points[i], points[j]), []).append((departs, arrives))
    return {pair: tuple(rides) for pair, rides in found.items()}

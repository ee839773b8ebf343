"""Travel times without a network: great-circle distance times a detour factor, per mode of travel.

The factors are defaults to be calibrated for a city with a handful of measured legs (`calibrate`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from musubi_engine.common import InvalidDataError
from musubi_engine.itinerary.model import UNREACHABLE

EARTH_KM = 6371.0088
FARTHEST_KM = 300.0
Points = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Mode:
    """A way to move: speed, the ratio of the way to the straight line, minutes lost at both ends, longest leg."""

    kmh: float
    detour: float
    fixed_minutes: float = 0.0
    longest_minutes: int | None = None


MODES = {
    "walk": Mode(4.5, 1.3),
    "bicycle": Mode(13.0, 1.3, 2.0),
    "car": Mode(25.0, 1.4, 6.0),
}


def check_points(points: Points, where: str) -> None:
    """Raise for coordinates that are no latitude and longitude, saying when they look swapped."""
    for k, (lat, lon) in enumerate(points):
        if not (-90 <= lat <= 90 and -180 <= lon <= 180):
            swapped = -90 <= lon <= 90 and -180 <= lat <= 180
            hint = "latitude and longitude look swapped" if swapped else "not a latitude and longitude in degrees"
            raise InvalidDataError(f"({lat}, {lon}): {hint}", where=f"{where} {k + 1}")


def check_near(points: Points, stations: Points) -> None:
    """Raise when a station lies far outside the map of the spots."""
    if points and stations:
        centre = (float(np.median([p[0] for p in points])), float(np.median([p[1] for p in points])))
        for k, station in enumerate(stations):
            km = float(haversine_km([centre, station])[0, 1])
            if km > FARTHEST_KM:
                raise InvalidDataError(f"lies {km:.0f} km from the spots: check its coordinates", where=f"start or end place {k + 1}")


def haversine_km(points: Points) -> NDArray[np.float64]:
    """Great-circle distances in km between all points; O(n^2).

    >>> round(float(haversine_km([(35.7869, 139.4730), (35.6812, 139.7671)])[0, 1]), 1)
    29.0
    """
    radians = np.radians(np.asarray(points, dtype=np.float64).reshape(-1, 2))
    lat, lon = radians[:, 0], radians[:, 1]
    h = np.sin((lat[:, None] - lat) / 2) ** 2 + np.cos(lat[:, None]) * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2
    found: NDArray[np.float64] = 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(h, 0, 1)))
    return found


def minutes(points: Points, mode: Mode) -> NDArray[np.int64]:
    """Whole minutes, rounded up, between all points by a mode; legs longer than the mode's longest are unreachable."""
    way = haversine_km(points) * mode.detour / mode.kmh * 60 + mode.fixed_minutes
    found = np.ceil(way - 1e-9).astype(np.int64)
    np.fill_diagonal(found, 0)
    if mode.longest_minutes is not None:
        found[found > mode.longest_minutes] = UNREACHABLE
    return found


def calibrate(measured: Iterable[tuple[float, float, float, float, float]]) -> float:
    """The detour factor of a city from measured legs (lat, lon, lat, lon, km): the ratio of the sums."""
    straight = way = 0.0
    for lat_a, lon_a, lat_b, lon_b, km in measured:
        straight += float(haversine_km([(lat_a, lon_a), (lat_b, lon_b)])[0, 1])
        way += km
    if straight <= 0:
        raise InvalidDataError("give at least one leg between two different points", where="calibration")
    return way / straight


def fastest(matrices: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """The least time over several modes, leg by leg."""
    found: Any = np.minimum.reduce([np.asarray(m, dtype=np.int64) for m in matrices])
    return found  # type: ignore[no-any-return]

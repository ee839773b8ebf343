"""A map as a drawing of the server: what prints, and what is seen without script or WebGL."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from musubi.blocks.places.domain.boundaries import Ring, boundaries

WIDTH, HEIGHT = 360, 300
MARGIN = 34
LEAST_DEGREES = 0.012  # about 1.3 km: a single spot is not drawn as if a street were a city
STEPS_KM = (0.2, 0.5, 1, 2, 5, 10)


@dataclass(frozen=True)
class SketchPin:
    """A numbered stop; `number` is "" where there is only one."""

    x: float
    y: float
    number: int | str
    day: int
    name: str


@dataclass(frozen=True)
class Sketch:
    """A drawing of WIDTH × HEIGHT: outlines as paths, one line per day, pins, the places where days begin and end, a scale."""

    outlines: tuple[str, ...]
    lines: tuple[tuple[int, str], ...]
    pins: tuple[SketchPin, ...]
    ends: tuple[tuple[float, float, str], ...]
    scale_km: float
    scale_width: float
    width: int = WIDTH
    height: int = HEIGHT


def sketch(plan: dict[str, Any]) -> Sketch | None:
    """Draw what the browser's map is told, north up, distances true; None where there is nothing to draw.

    `ends`: at, name; `days`: day, way; `stops`: at, number, name, day. Points are longitude and latitude.
    """
    points = [tuple(one["at"]) for one in (*plan["ends"], *plan["stops"])]
    if not points:
        return None
    frame = _Frame(points)
    lines = tuple((line["day"], " ".join(f"{x:.1f},{y:.1f}" for x, y in map(frame.at, line["way"]))) for line in plan["days"])
    pins = tuple(SketchPin(*frame.at(one["at"]), one["number"], one["day"], one["name"]) for one in plan["stops"])
    shown = tuple(path for boundary in boundaries() for ring in boundary.rings if (path := frame.path(ring)))
    km, width = frame.scale()
    return Sketch(shown, lines, pins, tuple((*frame.at(one["at"]), one["name"]) for one in plan["ends"]), km, width)


def one_pin(record: Any, name: str) -> dict[str, Any]:
    """A map that shows a single record, where its position is known."""
    stops = [{"at": [float(record.longitude), float(record.latitude)], "number": "", "name": name, "day": 1}] if record.latitude is not None else []
    return {"ends": [], "days": [], "stops": stops}


class _Frame:
    """Longitude and latitude to the drawing."""

    def __init__(self, points: Sequence[tuple[float, float]]) -> None:
        lons, lats = zip(*points, strict=True)
        self._lon, self._lat = (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2
        self._shrink = math.cos(math.radians(self._lat))
        wide = max((max(lons) - min(lons)) * self._shrink, LEAST_DEGREES)
        high = max(max(lats) - min(lats), LEAST_DEGREES * 0.8)
        self._zoom = min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high)

    def at(self, point: tuple[float, float]) -> tuple[float, float]:
        lon, lat = point
        return round(WIDTH / 2 + (lon - self._lon) * self._shrink * self._zoom, 1), round(HEIGHT / 2 - (lat - self._lat) * self._zoom, 1)

    def path(self, ring: Ring) -> str:
        """The outline, or "" where nothing of it can be seen."""
        points = list(map(self.at, ring))
        xs, ys = [x for x, _y in points], [y for _x, y in points]
        if max(xs) < 0 or min(xs) > WIDTH or max(ys) < 0 or min(ys) > HEIGHT:
            return ""
        return "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in _thinned(points)) + "Z"

    def scale(self) -> tuple[float, float]:
        """A round number of kilometres and its length in the drawing, at most a quarter of it."""
        per_km = self._zoom / 111.2
        km = max((step for step in STEPS_KM if step * per_km <= WIDTH / 4), default=STEPS_KM[0])
        return km, round(km * per_km, 1)


def _thinned(points: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Without points that lie within a unit of the one before."""
    found: list[tuple[float, float]] = []
    for point in points:
        if not found or abs(point[0] - found[-1][0]) + abs(point[1] - found[-1][1]) >= 1:
            found.append(point)
    return found

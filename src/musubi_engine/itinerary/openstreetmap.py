"""A network for walking or cycling from an OpenStreetMap extract (.osm, .osm.gz, .osm.bz2 or .osm.pbf)."""

from __future__ import annotations

import bz2
import gzip
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import IO, cast
from xml.parsers import expat

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from musubi_engine.common import InvalidDataError
from musubi_engine.itinerary.network import Network
from musubi_engine.itinerary.osm_pbf import Tags, read_pbf
from musubi_engine.itinerary.travel import EARTH_KM

Ways = list[tuple[list[int], Tags]]
CLOSED_TO_ALL = {"motorway", "motorway_link", "construction", "proposed", "raceway", "bus_guideway", "escape", "abandoned", "platform"}
ON_FOOT_ONLY = {"footway", "steps", "pedestrian", "corridor"}
ALLOWED = {"yes", "designated", "permissive", "official"}


def passable(tags: Tags, mode: str, *, steps: bool = True) -> bool:
    """Whether a way may be walked (``walk``) or cycled (``bicycle``); ``steps=False`` for wheelchairs and pushchairs."""
    kind = tags.get("highway", "")
    own = tags.get("foot" if mode == "walk" else "bicycle")
    if kind in {"", *CLOSED_TO_ALL} or own in {"no", "private", "use_sidepath"}:
        return False
    if kind == "steps" and (not steps or mode != "walk"):
        return False
    if own in ALLOWED:
        return True
    if tags.get("access") in {"no", "private"}:
        return False
    return mode == "walk" or kind not in ON_FOOT_ONLY


def _direction(tags: Tags, mode: str) -> int:
    """0 both ways, 1 along the way, -1 against it: people on foot may always go both ways."""
    if mode == "walk" or tags.get("oneway:bicycle") == "no":
        return 0
    return {"yes": 1, "1": 1, "true": 1, "-1": -1}.get(tags.get("oneway", ""), 0)


class _Reader:
    """Collects nodes and ways from the XML form as it streams by."""

    def __init__(self) -> None:
        self.nodes: dict[int, tuple[float, float]] = {}
        self.ways: Ways = []
        self.way: tuple[list[int], Tags] | None = None

    def start(self, name: str, values: dict[str, str]) -> None:
        if name == "node":
            self.nodes[int(values["id"])] = (float(values["lat"]), float(values["lon"]))
        elif name == "way":
            self.way = ([], {})
        elif self.way is not None and name == "nd":
            self.way[0].append(int(values["ref"]))
        elif self.way is not None and name == "tag":
            self.way[1][values["k"]] = values["v"]

    def end(self, name: str) -> None:
        if name == "way" and self.way is not None:
            if "highway" in self.way[1]:
                self.ways.append(self.way)
            self.way = None


def _refuse_entities(*_: object) -> None:
    raise ValueError


def read_xml(path: Path) -> tuple[dict[int, tuple[float, float]], Ways]:
    """Positions by node, and the ways that have a ``highway`` tag as nodes and tags."""
    opener = cast("Callable[[Path], IO[bytes]]", {".gz": gzip.open, ".bz2": bz2.open}.get(path.suffix, lambda p: p.open("rb")))
    reader, parser = _Reader(), expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.EntityDeclHandler = _refuse_entities
    try:
        with opener(path) as file:
            parser.ParseFile(file)
    except (expat.ExpatError, EOFError, OSError, KeyError, ValueError) as error:
        raise InvalidDataError("is cut off, or no OpenStreetMap XML file", where=path.name) from error
    return reader.nodes, reader.ways


def _metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Metres between two points close to each other."""
    lat, lon = np.radians(a[0] - b[0]), np.radians(a[1] - b[1]) * np.cos(np.radians((a[0] + b[0]) / 2))
    return float(np.hypot(lat, lon)) * EARTH_KM * 1000


def read_extract(path: Path, *, mode: str = "walk", steps: bool = True) -> Network:
    """The ways of an extract that a mode may use, of which the largest connected part is kept.

    A spot near a fragment without connection (an unfinished road, a way cut off at the border of the extract) then
    counts from the nearest place of the real network.
    """
    if not path.is_file():
        raise InvalidDataError("is not there: give the path of the extract", where=str(path))
    nodes, ways = read_pbf(path) if path.suffix == ".pbf" else read_xml(path)
    arcs: dict[tuple[int, int], float] = {}
    for refs, tags in ways:
        if passable(tags, mode, steps=steps):
            direction = _direction(tags, mode)
            for a, b in pairwise(refs):
                if a in nodes and b in nodes and a != b:
                    metres = _metres(nodes[a], nodes[b])
                    if direction >= 0:
                        arcs[a, b] = metres
                    if direction <= 0:
                        arcs[b, a] = metres
    if not arcs:
        raise InvalidDataError(f"holds no way open to {mode}", where=path.name)
    return _largest(nodes, arcs)


def _largest(nodes: dict[int, tuple[float, float]], arcs: dict[tuple[int, int], float]) -> Network:
    """The largest connected part of the arcs as a network."""
    names = sorted({name for pair in arcs for name in pair})
    row = {name: k for k, name in enumerate(names)}
    ends = np.array([(row[a], row[b]) for a, b in arcs], dtype=np.int64)
    metres = np.array(list(arcs.values()))
    graph = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(len(names), len(names)))
    part = connected_components(graph, directed=True, connection="strong")[1]
    kept = part == np.bincount(part).argmax()
    inside = kept[ends[:, 0]] & kept[ends[:, 1]]
    number = np.cumsum(kept) - 1
    points = np.array([nodes[name] for name in names])[kept]
    return Network(points, number[ends[inside]], metres[inside], both_directions=False)

"""Travel times on a given network of ways: Dijkstra from each place (scipy), for walking and cycling."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from musubi_engine.common import InvalidDataError
from musubi_engine.itinerary.model import UNREACHABLE
from musubi_engine.itinerary.travel import EARTH_KM, Points, check_points


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Nodes with latitude and longitude, and ways (from, to, metres) by the nodes' positions."""

    nodes: NDArray[np.float64]
    ways: NDArray[np.int64]
    metres: NDArray[np.float64]
    both_directions: bool = True


def read_network(nodes: Path, ways: Path, *, both_directions: bool = True) -> Network:
    """Read nodes.csv (id, lat, lon) and ways.csv (from, to, metres)."""
    for path in (nodes, ways):
        if not path.is_file():
            raise InvalidDataError("is not there: give the path of the file", where=str(path))
    with nodes.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    number = {row["id"]: k for k, row in enumerate(rows)}
    points = [(float(row["lat"]), float(row["lon"])) for row in rows]
    check_points(points, "node")
    pairs, metres = [], []
    with ways.open(encoding="utf-8-sig", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), 2):
            if row["from"] not in number or row["to"] not in number:
                raise InvalidDataError(f"line {line} names a node that is not in {nodes.name}", where=ways.name)
            pairs.append((number[row["from"]], number[row["to"]]))
            metres.append(float(row["metres"]))
    return Network(np.array(points), np.array(pairs, dtype=np.int64).reshape(-1, 2), np.array(metres), both_directions)


def _plane(points: NDArray[np.float64], latitude: float) -> NDArray[np.float64]:
    """Metres on a plane around a latitude: enough to find the nearest node."""
    scale = np.array([1.0, np.cos(np.radians(latitude))]) * np.radians(1.0) * EARTH_KM * 1000
    found: NDArray[np.float64] = points * scale
    return found


def network_minutes(
    network: Network, points: Points, *, kmh: float = 4.5, off_way_detour: float = 1.3, farthest_m: float = 1000.0
) -> NDArray[np.int64]:
    """Whole minutes between points over the network; the way to the nearest node is added at both ends.

    O(p (w + k log k)) for p points, w ways, k nodes. A point farther than ``farthest_m`` from every node is unreachable.
    """
    check_points(points, "point")
    size = len(network.nodes)
    graph = coo_array((network.metres, (network.ways[:, 0], network.ways[:, 1])), shape=(size, size)).tocsr()
    latitude = float(network.nodes[:, 0].mean())
    tree = cKDTree(_plane(network.nodes, latitude))
    off, nearest = tree.query(_plane(np.asarray(points, dtype=np.float64), latitude))
    distances = dijkstra(graph, directed=not network.both_directions, indices=nearest)[:, nearest]
    off = np.where(off > farthest_m, np.inf, off * off_way_detour)
    metres = distances + off[:, None] + off[None, :]
    found = np.full(metres.shape, UNREACHABLE, dtype=np.int64)
    reached = np.isfinite(metres)
    found[reached] = np.ceil(metres[reached] / (kmh * 1000 / 60) - 1e-9).astype(np.int64)
    np.fill_diagonal(found, 0)
    return found


def stretch(matrix: Sequence[Sequence[int]] | NDArray[np.int64], factor: float) -> NDArray[np.int64]:
    """Times for slower walkers (wheelchair, pushchair, small children): rounded up, unreachable stays so."""
    times = np.asarray(matrix, dtype=np.int64)
    found: NDArray[np.int64] = np.where(times >= UNREACHABLE, UNREACHABLE, np.ceil(times * factor).astype(np.int64))
    return found

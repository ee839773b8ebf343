"""Turn a `Trip` into the arrays of the search."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from musubi_engine.common.compiling import COMPILES, Floats, Ints
from musubi_engine.common.seeds import spread
from musubi_engine.itinerary.alone import day_windows, obstacle
from musubi_engine.itinerary.kernels.arrays import FAR, Data, Memory, Scratch, floats, ints, new_memory
from musubi_engine.itinerary.kernels.gap import CANDIDATES, FRONT, LABELS
from musubi_engine.itinerary.kernels.search import NEAR
from musubi_engine.itinerary.kernels.time import backward, forward
from musubi_engine.itinerary.model import Spot, Trip, Window

EXPONENTS = (1.0, 1.5, 2.0, 3.0)
LOGS = floats([-math.log((i + 0.5) / 1024) for i in range(1024)])
SCALE = 1000  # worths are kept in thousandths where they are not whole


@dataclass(frozen=True, slots=True)
class Prepared:
    """The arrays of an instance, and which spot each row stands for."""

    data: Data
    spots: tuple[int, ...]  # row -> place in ``Trip.spots``
    worth: tuple[int, ...]  # without the bonus for must-sees and groups
    scale: int
    matrix: Any


def _legs(trip: Trip, places: list[int]) -> tuple[Any, Ints, Ints]:
    """Own travel times [period][timetable][i][j] of the places in use: as an array, and flat in both directions."""
    times = np.ascontiguousarray(trip.legs.times[:, :, places][:, :, :, places], dtype=np.int32)
    flat: Any = times.ravel()
    turned: Any = np.ascontiguousarray(times.transpose(0, 1, 3, 2)).ravel()
    if np.array_equal(flat, turned):
        turned = flat  # half the memory traffic
    return times, flat if COMPILES else flat.tolist(), turned if COMPILES else turned.tolist()


def _table(trip: Trip, places: list[int]) -> Ints:
    """Begins of periods, pointers into the rides, and the rides that nobody overtakes."""
    periods, classes = len(trip.legs.period_begins), trip.legs.times.shape[1]
    row = {place: k for k, place in enumerate(places)}
    size = len(places)
    kept: dict[int, list[Window]] = {}
    for (c, i, j), rides in trip.legs.rides.items():
        if i in row and j in row:
            best: list[Window] = []
            for dep, arr in sorted(rides, reverse=True):
                if not best or arr < best[-1][1]:
                    best.append((dep, arr))
            kept[(c * size + row[i]) * size + row[j]] = best[::-1]
    head = periods + 1 + classes * size * size + 1
    head += head % 2
    pointers = np.zeros(classes * size * size + 1, dtype=np.int64)
    pairs: list[Window] = []
    lengths = np.zeros(classes * size * size, dtype=np.int64)
    for at in sorted(kept):
        lengths[at] = len(kept[at])
        pairs.extend(kept[at])
    pointers[1:] = np.cumsum(lengths)
    table = np.zeros(head + 2 * len(pairs), dtype=np.int64)
    table[: periods + 1] = [-FAR, *trip.legs.period_begins[1:], FAR]
    table[periods + 1 : periods + 1 + len(pointers)] = pointers + head // 2
    table[head:] = np.array(pairs, dtype=np.int64).ravel() if pairs else []
    return ints(table)


def _windows(trip: Trip, spots: list[Spot]) -> dict[str, Any]:
    pointers = [0]
    pairs: list[Window] = []
    for d in range(len(trip.days)):
        for spot in spots:
            pairs.extend(day_windows(trip, spot, d))
            pointers.append(len(pairs))
    return {
        "win_base": ints([d * len(spots) for d in range(len(trip.days))]),
        "win_from": ints(pointers),
        "wins": ints(pairs or [(0, 0)]),
    }


def _worths(trip: Trip, spots: list[Spot]) -> tuple[list[int], list[int], int]:
    """Worths as whole numbers: with a bonus that puts must-sees before groups before all else, and without."""
    scale = 1 if all(float(s.worth).is_integer() for s in spots) else SCALE
    plain = [round(s.worth * scale) for s in spots]
    group_bonus = sum(plain) + 1
    must_bonus = group_bonus * (1 + len(trip.groups) * len(trip.days))
    musts = {*trip.mandatory, *(s for order in trip.orders.values() for s in order)}
    members = {s for group in trip.groups for s in group.spots}
    full = [w + must_bonus * (s.number in musts) + group_bonus * (s.number in members) for w, s in zip(plain, spots, strict=True)]
    return full, plain, scale


def prepare(trip: Trip) -> Prepared:
    """Build the arrays: O(n^2) for n spots."""
    rows = [i for i in range(len(trip.spots)) if obstacle(trip, i) is None]
    spots = [trip.spots[i] for i in rows]
    stations = sorted({p for day in trip.days for p in (day.start, day.end)})
    places = rows + stations
    node = {p: len(rows) + k for k, p in enumerate(stations)}
    times, legs, back = _legs(trip, places)
    full, plain, scale = _worths(trip, spots)
    group = {s: g for g, members in enumerate(trip.groups) for s in members.spots}
    rank = {s: k + 1 for order in trip.orders.values() for k, s in enumerate(order)}
    cats = [list(spot.categories) for spot in spots]
    n, m, square = len(rows), len(trip.days), len(places) ** 2
    ranks = [rank.get(s.number, 0) for s in spots]
    data = Data(
        n=n, m=m, nodes=len(places), width=n + 2, timed=int(len(trip.legs.period_begins) > 1 or bool(trip.legs.rides)),
        periods=len(trip.legs.period_begins),
        bound=int(trip.fee_budget is not None or bool(trip.category_max) or bool(trip.groups)),
        budget=FAR if trip.fee_budget is None else trip.fee_budget, groups=len(trip.groups),
        begin_node=ints([node[day.start] for day in trip.days]), end_node=ints([node[day.end] for day in trip.days]),
        begin=ints([day.begins for day in trip.days]), end=ints([day.ends for day in trip.days]),
        leg_base=ints([day.legs * square for day in trip.days]), stride=trip.legs.times.shape[1] * square,
        legs=legs, back=back, table=_table(trip, places), stay=ints([s.stay for s in spots]), worth=ints(full),
        fee=ints([s.fee for s in spots]), cat_from=ints([0, *np.cumsum([len(c) for c in cats], dtype=np.int64)]),
        cats=ints([c for some in cats for c in some] or [0]), cat_max=ints(list(trip.category_max) or [0]),
        group=ints([group.get(s.number, -1) for s in spots]), rank=ints(ranks), **_windows(trip, spots),
    )  # fmt: skip
    return Prepared(data, tuple(rows), tuple(plain), scale, times)


def empty_plan(data: Data) -> Memory:
    """A plan without visits."""
    mem = new_memory(data)
    for r in range(data.m):
        mem.size[r] = 2
        mem.seq[r * data.width] = data.begin_node[r]
        mem.seq[r * data.width + 1] = data.end_node[r]
        forward(data, mem, r, 0)
        backward(data, mem, r, data.width)
    return mem


def powers(worth: Sequence[int]) -> Floats:
    """The worths to each exponent; a worth of 0 counts as a little, so that it is visited when nothing else is."""
    base = np.maximum(np.array(worth, dtype=np.float64), 0.1)
    return floats([base**e for e in EXPONENTS])


def scratch(ready: Prepared, seed: int, stream: int = 0) -> Scratch:
    """Room for the rounds, with the generator set to the seed."""
    data, n = ready.data, ready.data.n
    near = np.full((n, NEAR), -1)
    order = np.argsort(ready.matrix[0, 0, :n, :n], axis=1, kind="stable")[:, :NEAR]
    near[:, : order.shape[1]] = order
    return Scratch(
        rng=ints([spread(seed, stream)]), out=ints(np.zeros(n + 1)), fits=ints(np.zeros(n + 1)), gain=floats(np.zeros(n)), mark=ints(np.zeros(n)),
        count=ints(np.zeros(data.m)), near=ints(near), power=powers(list(data.worth)),
        value=floats(np.zeros(n)), where=ints(np.zeros(n)), gap=ints(np.zeros(data.m)), ratio=floats(np.zeros(n)), last=ints(np.zeros(CANDIDATES)),
        between=ints(np.zeros(CANDIDATES**2)), front=ints(np.zeros(CANDIDATES * (FRONT + 1))), label=ints(np.zeros(5 * LABELS)),
        label_gain=floats(np.zeros(LABELS)),
    )  # fmt: skip

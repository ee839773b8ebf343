"""The problem and the search's memory as flat arrays, the form on which the kernels work.

Plain Python gets lists instead of numpy arrays (several times faster there); both are indexed alike.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from musubi_engine.common.compiling import COMPILES, Floats, Ints

FAR = 1 << 40  # a time that never comes


class Data(NamedTuple):
    """An instance. Spots are 0..n-1; ``nodes`` counts them with the start and end places of the days."""

    n: int
    m: int
    nodes: int
    width: int  # room per route: all spots, start and end
    timed: int  # 1 when legs depend on the time of day
    periods: int
    bound: int  # 1 when fees, categories, groups or a fixed order matter
    budget: int
    groups: int
    begin_node: Ints
    end_node: Ints
    begin: Ints  # earliest departure of each day
    end: Ints  # latest arrival of each day
    leg_base: Ints  # offset of each day's legs: class * nodes * nodes
    stride: int  # classes * nodes * nodes
    legs: Ints  # [period][class][from][to]
    back: Ints  # the same, transposed: [period][class][to][from]
    table: Ints  # period begins (periods + 1), ride pointers [class][from][to] + 1, then rides as (departure, arrival)
    win_base: Ints  # offset of each day's windows: class * n
    win_from: Ints  # pointers into ``wins``: [class][spot] + 1, counting windows
    wins: Ints  # (opens, closes): a visit begins in between
    stay: Ints
    worth: Ints
    fee: Ints
    cat_from: Ints
    cats: Ints
    cat_max: Ints
    group: Ints  # -1: none
    rank: Ints  # 0: free; else the ranked spots of a day keep ascending ranks


class Memory(NamedTuple):
    """A plan and everything the search keeps about it."""

    seq: Ints  # nodes of each route with start and end, [day][position]
    size: Ints  # length of each route with start and end
    arr: Ints  # arrival
    begin: Ints  # begin of the visit
    dep: Ints  # departure
    late: Ints  # latest arrival that leaves the rest of the route feasible
    day: Ints  # of each spot, -1: not visited
    cat: Ints
    grp: Ints  # [day][group]
    sums: Ints  # 0 worth, 1 fee
    pos: Ints  # best place to insert, [spot][day], 0: none
    cost: Ints  # delay it causes
    dirty: Ints  # 1: ``pos`` and ``cost`` of the day are stale


class Scratch(NamedTuple):
    """Room for one round."""

    rng: Ints
    out: Ints  # spots to look at
    fits: Ints  # spots that fit somewhere
    gain: Floats  # worth of the round, per spot
    mark: Ints
    count: Ints  # per day
    near: Ints  # [spot][k] nearest spots
    power: Floats  # [exponent][spot] worth ** exponent
    value: Floats  # weighted worth per delay at the best place, per spot
    where: Ints  # that place: spot * days + day
    gap: Ints  # per day: the position before its gap, -1: none
    ratio: Floats  # gain per time of the candidates for a gap
    last: Ints  # latest begin at a candidate
    between: Ints  # [candidate][candidate] legs
    front: Ints  # [candidate][number of labels, labels]
    label: Ints  # columns: see gap.py
    label_gain: Floats


def ints(values: Any) -> Ints:
    """An array of whole numbers for the kernels."""
    array = np.ascontiguousarray(values, dtype=np.int64).ravel()
    return array if COMPILES else array.tolist()


def floats(values: Any) -> Floats:
    """An array of floating point numbers for the kernels."""
    array = np.ascontiguousarray(values, dtype=np.float64).ravel()
    return array if COMPILES else array.tolist()


def new_memory(data: Data) -> Memory:
    """An empty plan: each day goes from its start to its end."""
    room, n, m = data.m * data.width, data.n, data.m
    return Memory(
        seq=ints(np.zeros(room)), size=ints(np.zeros(m)), arr=ints(np.zeros(room)), begin=ints(np.zeros(room)), dep=ints(np.zeros(room)),
        late=ints(np.zeros(room)), day=ints(np.full(n, -1)), cat=ints(np.zeros(max(len(data.cat_max), 1))),
        grp=ints(np.zeros(max(m * data.groups, 1))), sums=ints(np.zeros(2)), pos=ints(np.zeros(n * m)),
        cost=ints(np.zeros(n * m)), dirty=ints(np.ones(m)),
    )  # fmt: skip

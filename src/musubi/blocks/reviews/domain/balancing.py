"""Who scores what, as evenly as exclusions, limits and skills allow: one minimum-cost flow, the same answer every time.

Each application takes `wanted` reviewers where it can. The n-th application of a reviewer costs 2n - 1, so that loads are
as even as possible (the sum of squares is least); a reviewer without a topic in common costs one more. A place that
nobody can take stays open and is told. The constraint matrix is that of a network, so the linear program has a whole
answer (Ahuja, Magnanti & Orlin, Network Flows, 1993, section 9.2).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array

OPEN_COST, MISMATCH, ROTATION = 1e5, 1.0, 1e-4


@dataclass(frozen=True, slots=True)
class Load:
    """A reviewer: key, at most so many applications (None: no limit), fields of skill."""

    key: int
    most: int | None = None
    topics: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Wish:
    """An application: key, how many reviewers in all, topics, who must not, and who has it already."""

    key: int
    wanted: int
    topics: frozenset[str] = frozenset()
    barred: frozenset[int] = frozenset()
    held: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Proposal:
    """New pairs (application, reviewer) in order, and how many places of which application stay open."""

    pairs: tuple[tuple[int, int], ...]
    uncovered: Mapping[int, int]


def balance(wishes: Sequence[Wish], loads: Sequence[Load]) -> Proposal:
    """Propose new pairs beside those held.

    >>> found = balance([Wish(1, 1), Wish(2, 1, barred=frozenset({7}))], [Load(7), Load(8)])
    >>> found.pairs, found.uncovered
    (((1, 7), (2, 8)), {})
    """
    taken = {load.key: sum(load.key in wish.held for wish in wishes) for load in loads}
    may = [(i, j) for i, wish in enumerate(wishes) for j, load in enumerate(loads) if load.key not in wish.barred and load.key not in wish.held]
    need = [max(0, wish.wanted - len(wish.held)) for wish in wishes]
    if not any(need):
        return Proposal((), {})
    rooms = [_room(load, taken[load.key], sum(need), len(wishes)) for load in loads]
    chosen = _solve(wishes, loads, may, need, rooms, [taken[load.key] for load in loads])
    pairs = tuple(sorted((wishes[i].key, loads[j].key) for i, j in chosen))
    covered = [sum(each == i for each, _j in chosen) for i in range(len(wishes))]
    return Proposal(pairs, {wish.key: need[i] - covered[i] for i, wish in enumerate(wishes) if need[i] > covered[i]})


def _room(load: Load, taken: int, asked: int, applications: int) -> int:
    limit = applications if load.most is None else load.most
    return max(0, min(limit - taken, asked, applications))


def _solve(
    wishes: Sequence[Wish], loads: Sequence[Load], may: Collection[tuple[int, int]], need: list[int], rooms: list[int], taken: list[int]
) -> list[tuple[int, int]]:
    n, m = len(wishes), len(loads)
    costs, rows, columns, values = [], [], [], []
    for column, (i, j) in enumerate(may):
        apart = 0.0 if wishes[i].topics & loads[j].topics or not wishes[i].topics else MISMATCH
        costs.append(apart + ROTATION * ((j - i) % m))
        rows += [i, n + j]
        columns += [column, column]
        values += [1.0, 1.0]
    column = len(costs)
    for j in range(m):  # the n-th application of a reviewer
        for nth in range(rooms[j]):
            costs.append(2.0 * (taken[j] + nth) + 1.0)
            rows.append(n + j)
            columns.append(column)
            values.append(-1.0)
            column += 1
    bounds = [(0.0, 1.0)] * column
    for i in range(n):  # places that stay open
        costs.append(OPEN_COST)
        rows.append(i)
        columns.append(column)
        values.append(1.0)
        bounds.append((0.0, float(need[i])))
        column += 1
    matrix = coo_array((values, (rows, columns)), shape=(n + m, column)).tocsr()
    result = linprog(np.array(costs), A_eq=matrix, b_eq=np.array([*need, *([0] * m)], dtype=float), bounds=bounds, method="highs-ds")
    if not result.success:  # pragma: no cover - open places make every case solvable
        raise RuntimeError(result.message)
    return [pair for pair, share in zip(may, result.x, strict=False) if share > 0.5]

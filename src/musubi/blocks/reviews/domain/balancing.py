"""Who scores what, as evenly as exclusions, limits and skills allow: one minimum-cost flow, the same answer every time.

Each application takes `wanted` reviewers where it can. The n-th application of a reviewer costs 2n - 1, so that loads are
as even as possible (the sum of squares is least); a reviewer without a topic in common costs one more. A place that
nobody can take stays open and is told. The constraint matrix is that of a network, so the linear program has a whole
answer (Ahuja, Magnanti & Orlin, Network Flows, 1993, section 9.2).

Where the office aims at a skilled reviewer for each topic of an application (`cover`), every topic that could be covered and
is not costs more than any difference of loads; that is no network any more, so whole numbers are asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import coo_array

OPEN_COST, UNSKILLED, MISMATCH, ROTATION = 1e5, 5e3, 1.0, 1e-4
GAP, WHOLE = 1e-6, 1e-6


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


def balance(wishes: Sequence[Wish], loads: Sequence[Load], *, cover: bool = False) -> Proposal:
    """Propose new pairs beside those held; with `cover`, a skilled reviewer for each topic goes before even loads.

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
    owed = _owed(wishes, loads, may) if cover else []
    chosen = _solve(wishes, loads, may, need, rooms, [taken[load.key] for load in loads], owed)
    pairs = tuple(sorted((wishes[i].key, loads[j].key) for i, j in chosen))
    covered = [sum(each == i for each, _j in chosen) for i in range(len(wishes))]
    return Proposal(pairs, {wish.key: need[i] - covered[i] for i, wish in enumerate(wishes) if need[i] > covered[i]})


def _room(load: Load, taken: int, asked: int, applications: int) -> int:
    limit = applications if load.most is None else load.most
    return max(0, min(limit - taken, asked, applications))


def _owed(wishes: Sequence[Wish], loads: Sequence[Load], may: Sequence[tuple[int, int]]) -> list[list[int]]:
    """For each topic of an application that no held reviewer covers, the places in `may` of those who would; none where nobody would."""
    topics = {load.key: load.topics for load in loads}
    of: dict[int, list[int]] = {}
    for place, (i, _j) in enumerate(may):
        of.setdefault(i, []).append(place)
    found = []
    for i, wish in enumerate(wishes):
        covered = frozenset[str]().union(*(topics.get(key, frozenset()) for key in wish.held))
        for topic in sorted(wish.topics - covered):
            skilled = [place for place in of.get(i, ()) if topic in loads[may[place][1]].topics]
            if skilled:
                found.append(skilled)
    return found


def _solve(
    wishes: Sequence[Wish],
    loads: Sequence[Load],
    may: Collection[tuple[int, int]],
    need: list[int],
    rooms: list[int],
    taken: list[int],
    owed: Sequence[Sequence[int]],
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
    equal = np.array([*need, *([0] * m)], dtype=float)
    if owed:
        result = _covered(costs, coo_array((values, (rows, columns)), shape=(n + m, column)), equal, bounds, owed)
    else:
        matrix = coo_array((values, (rows, columns)), shape=(n + m, column)).tocsr()
        result = linprog(np.array(costs), A_eq=matrix, b_eq=equal, bounds=bounds, method="highs-ds")
    if not result.success:  # pragma: no cover - open places make every case solvable
        raise RuntimeError(result.message)
    return [pair for pair, share in zip(may, result.x, strict=False) if share > 0.5]


def _covered(costs: list[float], matrix: coo_array, equal: np.ndarray, bounds: Sequence[tuple[float, float]], owed: Sequence[Sequence[int]]) -> Any:
    """The same with a column for each topic that stays uncovered: chosen skilled reviewers + that column >= 1; pairs are whole."""
    (lines, size), topics = matrix.shape, len(owed)
    rows = [*matrix.row, *(lines + k for k, skilled in enumerate(owed) for _place in skilled), *range(lines, lines + topics)]
    columns = [*matrix.col, *(place for skilled in owed for place in skilled), *range(size, size + topics)]
    values = [*matrix.data, *([1.0] * (len(rows) - len(matrix.data)))]
    whole = coo_array((values, (rows, columns)), shape=(lines + topics, size + topics)).tocsr()
    least = [*equal, *([1.0] * topics)]
    most = [*equal, *([np.inf] * topics)]
    upper = [high for _low, high in bounds] + [1.0] * topics
    question: dict[str, Any] = {
        "c": np.array([*costs, *([UNSKILLED] * topics)]),
        "constraints": LinearConstraint(whole, least, most),
        "bounds": Bounds(np.zeros(size + topics), np.array(upper)),
    }
    loose = milp(**question)  # often whole already, and then the answer
    if loose.success and np.abs(loose.x - loose.x.round()).max() < WHOLE:
        return loose
    return milp(**question, integrality=np.ones(size + topics), options={"mip_rel_gap": GAP})

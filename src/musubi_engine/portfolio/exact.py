"""Exact maximisation: a linear relaxation, then all answers near its bound; where those are too many, HiGHS on the columns that can matter.

Every answer is checked in integers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import floor

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from musubi_engine.portfolio.checks import SolverError
from musubi_engine.portfolio.near.trying import all_best
from musubi_engine.portfolio.program import NO_LIMIT, Ints
from musubi_engine.portfolio.question import MARGIN, Floats, Question

CORE, PRESOLVE, RETRIES = 40, 200, 50
NODES = 20_000  # of one search; an answer that is not proven by then is told as such, the same on every machine
OPTIMAL, INFEASIBLE = 0, 2


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """The best x, its value, and the proven bound (equal to it)."""

    x: Ints
    value: int
    bound: int


@dataclass(frozen=True, slots=True, eq=False)
class Relaxed:
    """The linear relaxation: its value, its x, by how much the value falls at least when a column leaves its bound, and the rows' prices."""

    value: float
    x: Floats
    fall: Floats
    prices: Floats

    def settled(self, value: int) -> NDArray[np.bool_]:
        """Columns that keep the relaxation's value in every answer of at least this value."""
        whole = np.abs(self.x - np.round(self.x)) < 1e-9
        return whole & (self.value - self.fall + MARGIN < value)


def _floats(bounds: Ints) -> Floats:
    found = bounds.astype(np.float64)
    found[bounds == NO_LIMIT] = np.inf
    found[bounds == -NO_LIMIT] = -np.inf
    return found


def relax(q: Question) -> Relaxed | None:
    """The linear relaxation, or None where even that has no answer."""
    low, high = _floats(q.low), _floats(q.high)
    above, below = np.isfinite(high), np.isfinite(low)
    rows = np.vstack([q.rows[above], -q.rows[below]]).astype(np.float64)
    limits = np.concatenate([high[above], -low[below]])
    found = linprog(-q.weights.astype(np.float64), A_ub=rows, b_ub=limits, bounds=np.column_stack([q.lower, q.upper]), method="highs")
    if found.status == INFEASIBLE:
        return None
    if found.status != OPTIMAL:
        raise SolverError(f"the linear relaxation ended with: {found.message}")
    prices = np.zeros(len(low))
    told, count = np.maximum(-found.ineqlin.marginals, 0), int(above.sum())
    prices[above] += told[:count]
    prices[below] -= told[count:]
    return Relaxed(-found.fun, found.x, np.abs(found.lower.marginals + found.upper.marginals), prices)


def search(q: Question) -> Answer | None:
    """Branch and bound by HiGHS without any gap; None where there is no answer.

    HiGHS works in floating point: an answer that breaks a row in integers is forbidden and the search repeated. Its
    presolve pays only beyond some two hundred free columns (measured). Raises SolverError where `NODES` prove nothing.
    """
    for _ in range(RETRIES):
        free = q.lower < q.upper
        if not free.any():
            return Answer(q.lower, int(q.weights @ q.lower), int(q.weights @ q.lower)) if q.holds(q.lower) else None
        base = q.rows @ np.where(free, 0, q.lower)
        rows = LinearConstraint(q.rows[:, free].astype(np.float64), _floats(q.low) - base, _floats(q.high) - base)
        found = milp(
            -q.weights[free].astype(np.float64), integrality=np.ones(int(free.sum())), bounds=Bounds(q.lower[free], q.upper[free]),
            constraints=rows, options={"mip_rel_gap": 0.0, "presolve": int(free.sum()) > PRESOLVE, "node_limit": NODES},
        )  # fmt: skip
        if found.status == INFEASIBLE:
            return None
        if found.status != OPTIMAL:
            raise SolverError(f"the search ended with: {found.message}")
        x = q.lower.copy()
        x[free] = np.rint(found.x).astype(np.int64)
        value = int(q.weights @ x)
        if q.holds(x):
            fixed = int(q.weights @ np.where(free, 0, q.lower))
            bound = floor(-found.mip_dual_bound + MARGIN) + fixed
            if bound > value:
                raise SolverError(f"the bound {bound} stays above the value {value}")
            return Answer(x, value, value)
        q = q.with_row(np.where(free, 1 - 2 * x, 0), 1 - int(x[free].sum()), NO_LIMIT)
    raise SolverError("no answer that holds in integers was found")


@dataclass(frozen=True, slots=True, eq=False)
class Best:
    """The best answer, the columns that are the same in every answer of that value, and another answer of it (None: the only one).

    `equals` are all answers of that value where they are known, one a row.
    """

    answer: Answer
    settled: NDArray[np.bool_]
    other: Ints | None = None
    equals: Ints | None = None


def maximise(q: Question) -> Best | None:
    """The best answer; None where there is none. Whether others count as much is not asked.

    Where answers near the bound are too many to try, the relaxation's reduced costs tell how much leaving its value costs
    for each column. HiGHS first works on the few cheapest; with the value found, a column whose cost is more than the
    distance to the relaxation is settled. If all others took part, the answer is the best; else HiGHS works on all that
    are not settled.
    """
    return _solved(q, _best_one)


def _best_one(q: Question, relaxed: Relaxed, answer: Answer, outside: NDArray[np.bool_]) -> Best:
    settled = relaxed.settled(answer.value)
    if np.all(settled[outside]):
        return Best(answer, settled)
    answer = search(q.fixed(settled, answer.x)) or answer
    return Best(answer, relaxed.settled(answer.value))


def maximise_all(q: Question) -> Best | None:
    """The same, and whether another answer counts as much.

    Where HiGHS has to search, the answer of the few cheapest columns is nearly always the best one already. So one search asks for more,
    and for what differs from it most among equals: it proves both that none is better and that none is equal, in half the time of asking
    twice.
    """
    return _solved(q, _best_and_equal)


def _best_and_equal(q: Question, relaxed: Relaxed, answer: Answer, _outside: NDArray[np.bool_]) -> Best:
    while True:
        settled = relaxed.settled(answer.value)
        free = ~settled & (q.lower < q.upper)
        differing = np.where(free, 1 - 2 * answer.x, 0)
        found = search(q.fixed(settled, answer.x).aiming(q.weights * (int(free.sum()) + 1) + differing))
        if found is None:
            raise SolverError("an answer that is known to exist was not found")
        value = int(q.weights @ found.x)
        if value == answer.value:
            return Best(answer, settled, None if np.array_equal(found.x, answer.x) else found.x)
        answer = Answer(found.x, value, value)


def _solved(q: Question, go_on: Callable[[Question, Relaxed, Answer, NDArray[np.bool_]], Best]) -> Best | None:
    """All answers near the relaxation's bound where they can be tried, else a good answer from which HiGHS goes on."""
    relaxed = relax(q)
    if relaxed is None:
        return None
    if int((q.upper - q.lower).max()) < 2 and (tried := all_best(q, relaxed.prices)) is not None:
        return _of_all(q, tried)
    started = _start(q, relaxed)
    return None if started is None else go_on(q, relaxed, *started)


def _of_all(q: Question, equals: Ints) -> Best | None:
    """The best answer where all of its value are known; the other is the one that differs most from it."""
    if not len(equals):
        return None
    value = int(q.weights @ equals[0])
    apart = (equals != equals[0]).sum(axis=1)
    other = equals[int(apart.argmax())] if len(equals) > 1 else None
    return Best(Answer(equals[0], value, value), np.all(equals == equals[0], axis=0), other, equals)


def _start(q: Question, relaxed: Relaxed) -> tuple[Answer, NDArray[np.bool_]] | None:
    """A good answer, and the columns that were kept out of the search for it."""
    rounded = np.clip(np.rint(relaxed.x).astype(np.int64), q.lower, q.upper)
    split = np.abs(relaxed.x - rounded) > 1e-9
    order = np.lexsort((np.arange(len(q.weights)), relaxed.fall, ~split))
    size = CORE + int(split.sum())
    while size < len(q.weights):
        outside = np.ones(len(q.weights), dtype=bool)
        outside[order[:size]] = False
        answer = search(q.fixed(outside, rounded))
        if answer is not None and int((~relaxed.settled(answer.value)).sum()) < 2 * size:
            return answer, outside
        size *= 2
    answer = search(q)
    return None if answer is None else (answer, np.zeros(len(q.weights), dtype=bool))

"""Exact maximisation: a linear relaxation to see which columns can matter, HiGHS on those, every answer checked in integers."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from musubi_engine.portfolio.checks import SolverError
from musubi_engine.portfolio.program import NO_LIMIT, Ints

CORE, MARGIN, RETRIES = 40, 0.01, 50
OPTIMAL, INFEASIBLE = 0, 2


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """Maximise weights . x over whole numbers lower <= x <= upper with low <= rows x <= high."""

    weights: Ints
    rows: Ints
    low: Ints
    high: Ints
    lower: Ints
    upper: Ints

    def holds(self, x: Ints) -> bool:
        """Whether an answer keeps every row and bound, in integers."""
        sums = self.rows @ x
        inside = np.all((self.low <= sums) & (sums <= self.high))
        return bool(inside and np.all((self.lower <= x) & (x <= self.upper)))

    def with_row(self, coefficients: Ints, low: int, high: int) -> Question:
        """The same with one more row."""
        return Question(
            self.weights, np.vstack([self.rows, coefficients]), np.append(self.low, low), np.append(self.high, high), self.lower, self.upper
        )

    def fixed(self, which: NDArray[np.bool_], x: Ints) -> Question:
        """The same with some columns fixed at the values of ``x``."""
        return Question(self.weights, self.rows, self.low, self.high, np.where(which, x, self.lower), np.where(which, x, self.upper))

    def aiming(self, weights: Ints) -> Question:
        """The same rows with other weights."""
        return Question(weights, self.rows, self.low, self.high, self.lower, self.upper)


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """The best x, its value, and the proven bound (equal to it)."""

    x: Ints
    value: int
    bound: int


@dataclass(frozen=True, slots=True, eq=False)
class Relaxed:
    """The linear relaxation: its value, its x, and by how much the value falls at least when a column leaves its bound."""

    value: float
    x: NDArray[np.float64]
    fall: NDArray[np.float64]

    def settled(self, value: int) -> NDArray[np.bool_]:
        """Columns that keep the relaxation's value in every answer of at least this value."""
        whole = np.abs(self.x - np.round(self.x)) < 1e-9
        return whole & (self.value - self.fall + MARGIN < value)


def _floats(bounds: Ints) -> NDArray[np.float64]:
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
    return Relaxed(-found.fun, found.x, np.abs(found.lower.marginals + found.upper.marginals))


def search(q: Question, *, presolve: bool = True) -> Answer | None:
    """Branch and bound by HiGHS without any gap; None where there is no answer.

    HiGHS works in floating point: an answer that breaks a row in integers is forbidden and the search repeated. Its
    presolve pays only beyond a hundred free columns (measured).
    """
    for _ in range(RETRIES):
        free = q.lower < q.upper
        if not free.any():
            return Answer(q.lower, int(q.weights @ q.lower), int(q.weights @ q.lower)) if q.holds(q.lower) else None
        base = q.rows @ np.where(free, 0, q.lower)
        rows = LinearConstraint(q.rows[:, free].astype(np.float64), _floats(q.low) - base, _floats(q.high) - base)
        found = milp(
            -q.weights[free].astype(np.float64), integrality=np.ones(int(free.sum())), bounds=Bounds(q.lower[free], q.upper[free]),
            constraints=rows, options={"mip_rel_gap": 0.0, "presolve": presolve and int(free.sum()) > 100},
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


def maximise(q: Question) -> tuple[Answer, NDArray[np.bool_]] | None:
    """The best answer, and the columns that are the same in every answer of that value.

    The relaxation's reduced costs tell how much leaving its value costs for each column. HiGHS first works on the few
    cheapest; with the value found, a column whose cost is more than the distance to the relaxation is settled. If all others
    took part, the answer is the best; else HiGHS works on all that are not settled.
    """
    relaxed = relax(q)
    if relaxed is None:
        return None
    answer = None
    rounded = np.clip(np.rint(relaxed.x).astype(np.int64), q.lower, q.upper)
    split = np.abs(relaxed.x - rounded) > 1e-9
    order = np.lexsort((np.arange(len(q.weights)), relaxed.fall, ~split))
    size, left = CORE + int(split.sum()), len(q.weights)
    while size < left:
        outside = np.ones(len(q.weights), dtype=bool)
        outside[order[:size]] = False
        answer = search(q.fixed(outside, rounded))
        if answer is not None:
            settled = relaxed.settled(answer.value)
            if np.all(settled[outside]):
                return answer, settled
            left = int((~settled).sum())
            if left < 2 * size:
                answer = search(q.fixed(settled, rounded)) or answer
                return answer, relaxed.settled(answer.value)
        size *= 2
    answer = search(q)
    return None if answer is None else (answer, relaxed.settled(answer.value))

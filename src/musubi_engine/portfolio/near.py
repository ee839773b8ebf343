"""All answers close to the relaxation's bound, by trying every way to leave it: what mostly proves a selection without a solver.

With the prices y of the rows (duals) and d = w - y rows, every x that keeps the rows counts w.x = bound - falls - y.slacks,
where falls add up |d| of the columns that leave the side that d prefers. So an answer within `gap` of the bound leaves it
only where that is cheap and keeps every row that has a price nearly full. Columns are tried from dear to cheap; what
exceeds the gap, or can no longer keep a row, is dropped. Any prices are right, good ones are quick.

Reference: Balas & Zemel, Operations Research 28(5), 1980 (core); Geoffrion, Mathematical Programming Study 2, 1974 (bound).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor

import numpy as np
from numpy.typing import NDArray

from musubi_engine.portfolio.program import Ints
from musubi_engine.portfolio.question import MARGIN, Floats, Question

MOST, FEW, FIRST, NARROW, WIDER, STRETCH = 4000, 100, 12, 2000, 2.0, 8
COLUMNS, TRIALS = 140, 60_000  # beyond these, trying everything rarely comes to an end (measured)


@dataclass(frozen=True, slots=True, eq=False)
class Bound:
    """What the prices say of a question: the bound, the side each column prefers, and what it costs per unit to leave it."""

    value: float
    side: Ints
    fall: Floats


def bound(q: Question, prices: Floats) -> Bound:
    """The bound on every answer by these prices; positive ones belong to a row's most, negative ones to its least."""
    gain = q.weights - prices @ q.rows
    side = np.where(gain > 0, q.upper, q.lower)
    full = np.where(prices > 0, q.high, np.where(prices < 0, q.low, 0))
    return Bound(float(prices @ full) + float(gain @ side), side, np.abs(gain))


class _Rows:
    """The rows that the columns tried can still break or that have a price, with what the columns to come can add and take."""

    def __init__(self, q: Question, prices: Floats, side: Ints, tried: NDArray[np.intp], wide: NDArray[np.intp]) -> None:
        steps = q.rows[:, tried] * np.where(side[tried] == q.upper[tried], -1, 1)
        away = q.rows[:, wide] * np.where(side[wide] == q.upper[wide], q.lower[wide] - q.upper[wide], q.upper[wide] - q.lower[wide])
        self.take, self.add = (_to_come(pick(steps, 0), pick(away, 0).sum(axis=1)) for pick in (np.minimum, np.maximum))
        start = q.rows @ side
        self.possible = bool(np.all((start + self.take[:, 0] <= q.high) & (start + self.add[:, 0] >= q.low)))
        free = (prices == 0) & (start + self.add[:, 0] <= q.high) & (start + self.take[:, 0] >= q.low)
        self.steps, self.start, self.low, self.high = (part[~free] for part in (steps, start, q.low, q.high))
        self.take, self.add = self.take[~free], self.add[~free]
        self.over, self.under = np.maximum(prices[~free], 0), np.maximum(-prices[~free], 0)

    def unused(self, sums: Ints, which: NDArray[np.intp], k: int) -> Floats:
        """What rows with a price cost at least, by what they cannot be filled with any more, before column k."""
        empty = np.maximum(self.high[which, None] - sums - self.add[which, k, None], 0)
        beyond = np.maximum(sums + self.take[which, k, None] - self.low[which, None], 0)
        cost: Floats = self.over[which] @ empty + self.under[which] @ beyond
        return cost

    def keeps(self, sums: Ints, which: NDArray[np.intp], k: int) -> NDArray[np.bool_]:
        """Whether these rows can still be kept, before column k."""
        most, least = self.high[which, None] - self.take[which, k, None], self.low[which, None] - self.add[which, k, None]
        kept: NDArray[np.bool_] = np.all((sums <= most) & (sums >= least), axis=0)
        return kept


def _to_come(steps: Ints, wide: Ints) -> Ints:
    summed = np.cumsum(steps[:, ::-1], axis=1)[:, ::-1]
    return np.hstack([summed, np.zeros((len(steps), 1), dtype=np.int64)]) + wide[:, None]


@dataclass(slots=True)
class Effort:
    """How many trials of everything are left before the question is given up."""

    left: int


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Rows of x among which are answers; `whole`: every answer within the gap is there."""

    rows: Ints
    whole: bool = True


def within(q: Question, prices: Floats, gap: float, *, most: int, effort: Effort) -> Candidates:
    """The ways that may lead to an answer within `gap` of the bound; where more than `most` are open at once, the cheapest of them go on.

    Columns of more than two values stay at their preferred side: the caller sets them.
    """
    known = bound(q, prices)
    width = q.upper - q.lower
    tried = np.flatnonzero((width == 1) & (known.fall <= gap))
    tried = tried[np.argsort(-known.fall[tried], kind="stable")]
    none, whole = np.zeros((0, len(width)), dtype=np.int64), True
    if gap < 0:
        return Candidates(none)
    if len(tried) > COLUMNS:
        return Candidates(none, whole=False)
    rows = _Rows(q, prices, known.side, tried, np.flatnonzero(width > 1))
    if not rows.possible:
        return Candidates(none)
    sums, cost = rows.start[:, None], rows.unused(rows.start[:, None], np.arange(len(rows.start)), 0)
    way = []
    for k, column in enumerate(tried):
        which = np.flatnonzero(rows.steps[:, k])
        here = sums[which]
        there = here + rows.steps[which, k, None]
        before = rows.unused(here, which, k)
        stay, leave = cost - before + rows.unused(here, which, k + 1), cost - before + rows.unused(there, which, k + 1) + known.fall[column]
        kept = np.flatnonzero((stay <= gap) & rows.keeps(here, which, k + 1))
        left = np.flatnonzero((leave <= gap) & rows.keeps(there, which, k + 1))
        effort.left -= len(cost) if most > FEW else 0
        if effort.left < 0:
            return Candidates(none, whole=False)
        if len(kept) + len(left) > most:
            worst = np.partition(np.concatenate([stay[kept], leave[left]]), most)[most]
            kept, left, whole = kept[stay[kept] < worst], left[leave[left] < worst], False
        if not len(kept) + len(left):
            return Candidates(none, whole)
        sums = np.hstack([sums[:, kept], sums[:, left]])
        sums[which, len(kept) :] = there[:, left]
        cost = np.concatenate([stay[kept], leave[left]])
        way.append((column, np.concatenate([kept, left]), len(kept)))
    return Candidates(_read(q, known.side, way, len(cost)), whole)


def _read(q: Question, side: Ints, way: list[tuple[np.intp, NDArray[np.intp], int]], count: int) -> Ints:
    """The candidates, from the last column back."""
    found = np.repeat(side[None, :], count, axis=0)
    at = np.arange(count)
    for column, came_from, kept in reversed(way):
        left = at >= kept
        found[left, column] = q.lower[column] + q.upper[column] - side[column]
        at = came_from[at]
    return found


def all_best(q: Question, prices: Floats) -> Ints | None:
    """Every best answer, one a row (none: there is no answer); None where that takes too many trials.

    The gap grows until a few cheap ways lead to an answer; what is as near to the bound as that answer then holds all that are as good.
    """
    known = bound(q, prices)
    free = np.sort(known.fall[q.lower < q.upper])
    if not len(free):
        return _best(q, q.lower[None, :])
    effort, widest = Effort(TRIALS), free.sum() + _dearest(q, prices)
    gap = max(1.0, known.value / NARROW, float(free[min(len(free) - 1, int((free < MARGIN).sum()) + FIRST)]))
    while True:
        found = within(q, prices, gap + MARGIN, most=FEW, effort=effort)
        best = _best(q, found.rows)
        if len(best):
            short = known.value - int(q.weights @ best[0])
            if found.whole and short <= gap:
                return best
            found = within(q, prices, short + MARGIN, most=MOST, effort=effort)
            return _best(q, found.rows) if found.whole else None
        if gap > widest or int((free <= gap).sum()) > COLUMNS:
            return best if found.whole else None
        gap *= WIDER


def _best(q: Question, rows: Ints) -> Ints:
    """Those that keep every row and count most."""
    sums = rows @ q.rows.T
    rows = rows[np.all((sums >= q.low) & (sums <= q.high), axis=1)]
    values = rows @ q.weights
    return rows[values == values.max()] if len(rows) else rows


def _dearest(q: Question, prices: Floats) -> float:
    """What unused rows can cost at most."""
    small, large = (np.minimum(q.rows * q.lower, q.rows * q.upper).sum(axis=1), np.maximum(q.rows * q.lower, q.rows * q.upper).sum(axis=1))
    most, least = np.where(prices > 0, q.high - small, 0), np.where(prices < 0, large - q.low, 0)
    return float(np.abs(prices) @ (most + least))


def most_of(q: Question, prices: Floats, column: int, target: int) -> int | None:
    """The largest value of `column` (of many values, weight 0) with which the others count `target` or more; -1: none; None: too many trials.

    Asked from the top down in stretches so short that little more lies within the gap.
    """
    effort, known = Effort(TRIALS), bound(q, prices)
    lowest, top, fall = int(q.lower[column]), int(q.upper[column]), float(known.fall[column])
    falling = known.side[column] == lowest and fall > 0
    if falling:  # more than this no answer can have
        top = min(top, lowest + floor((known.value - target + MARGIN) / fall))
    while top >= lowest:
        gap = known.value - target - fall * (top - lowest)
        least = max(lowest, top - int(gap / fall / STRETCH)) if falling else lowest
        lower, upper = q.lower.copy(), q.upper.copy()
        lower[column], upper[column] = least, top
        part = Question(q.weights, q.rows, q.low, q.high, lower, upper)
        found = within(part, prices, bound(part, prices).value - target + MARGIN, most=MOST, effort=effort)
        if not found.whole:
            return None
        reached = max((_largest(part, x, column) for x in found.rows if int(q.weights @ x) >= target), default=-1)
        if reached >= 0:
            return reached
        top = least - 1
    return -1


def _largest(q: Question, x: Ints, column: int) -> int:
    """The largest value of the column with which the other values keep all rows; -1: none."""
    x = x.copy()
    x[column] = 0
    sums, low, high = q.rows @ x, int(q.lower[column]), int(q.upper[column])
    for step, total, least, most in zip(q.rows[:, column].tolist(), sums.tolist(), q.low.tolist(), q.high.tolist(), strict=True):
        if step > 0:
            low, high = max(low, -((total - least) // step)), min(high, (most - total) // step)
        elif step < 0:
            low, high = max(low, -((most - total) // -step)), min(high, (total - least) // -step)
        elif not least <= total <= most:
            return -1
    return high if low <= high else -1

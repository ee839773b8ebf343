"""A question in groups of columns of which at most one is chosen, each with what its options lack to the one that the prices prefer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from musubi_engine.portfolio.program import Ints
from musubi_engine.portfolio.question import Floats, Question

NONE = -1  # the option of choosing no column
FIRST, NARROW = 12, 2000


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """The options of a group, the preferred one first: column or NONE, and against the preferred what it lacks (falls), changes in rows, in value."""

    columns: Ints
    falls: Floats
    steps: Ints
    values: Ints

    def within(self, room: float) -> int:
        """How many options lack no more than this."""
        return int(np.searchsorted(self.falls, room, side="right"))


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """The stages, from the dearest to leave to the cheapest, with the rows that can be broken at all.

    `bound` is the most an answer can count by these prices, `start` and `value` what the preferred options come to; `base` holds fixed columns,
    `place` each column's stage and option. By `spare` at most the sums of a row may still move once all is chosen.
    """

    stages: list[Stage]
    low: Ints
    high: Ints
    prices: Floats
    kept: Ints
    spare: Ints
    start: Ints
    value: int
    bound: float
    base: Ints
    dear: Floats
    place: Ints

    @classmethod
    def of(cls, q: Question, prices: Floats, moves: Ints | None = None) -> Groups:
        """Take a question apart; positive prices belong to a row's most, negative ones to its least.

        Once all is chosen, the sums of rows may still rise by `moves[0]` and fall by `moves[1]`, to keep the rows.
        """
        free = np.flatnonzero(q.lower < q.upper)
        base = q.lower.copy()
        base[free] = 0
        done = q.rows @ base
        low, high, rows = q.low - done, q.high - done, q.rows[:, free]
        members, needed = _members(rows, low, high)
        kept = _breakable(rows, low, high, members)
        moves = np.zeros((2, len(low)), dtype=np.int64) if moves is None else moves
        low, high, spare = low - moves[0], high + moves[1], moves.sum(axis=0)
        rows, low, high, prices, spare = rows[kept], low[kept], high[kept], prices[kept], spare[kept]
        weights = q.weights[free]
        gains = weights - prices @ rows
        stages, start, value = [], np.zeros(len(low), dtype=np.int64), int(q.weights @ base)
        bound = value + float(prices @ np.where(prices > 0, high, np.where(prices < 0, low, 0)))
        for columns, need in zip(members, needed, strict=True):
            options = columns if need else np.append(columns, NONE)
            gain = gains[columns] if need else np.append(gains[columns], 0.0)
            order = np.argsort(-gain, kind="stable")
            options = options[order]
            sums = np.where(options >= 0, rows[:, options], 0)
            worth = np.where(options >= 0, weights[options], 0)
            start += sums[:, 0]
            value += int(worth[0])
            bound += float(gain[order[0]])
            found = np.where(options >= 0, free[options], NONE)
            stages.append(Stage(found, gain[order[0]] - gain[order], sums - sums[:, :1], worth - worth[0]))
        stages.sort(key=_dear, reverse=True)
        place = np.full((2, len(base)), NONE)
        for k, stage in enumerate(stages):
            chosen = np.flatnonzero(stage.columns != NONE)
            place[0, stage.columns[chosen]], place[1, stage.columns[chosen]] = k, chosen
        dear = np.array([-_dear(stage) for stage in stages])
        return cls(stages, low, high, prices, kept, spare, start, value, bound, base, dear, place)

    def falls(self, values: Ints, sums: Ints) -> Floats:
        """What answers that come to these values and sums lack to the bound, but for what they leave unused."""
        full = np.where(self.prices > 0, self.high, np.where(self.prices < 0, self.low, 0))
        found: Floats = self.bound - values - self.prices @ (full[:, None] - np.where(self.prices[:, None] != 0, sums, 0))
        return found

    def first(self, room: float) -> int:
        """The first stage that can be left at no more than this cost."""
        return int(np.searchsorted(self.dear, -room, side="left"))

    def options(self, room: float) -> int:
        """How many options can be taken at no more than this cost."""
        return sum(stage.within(room) for stage in self.stages[self.first(room) :])

    def narrow(self) -> float:
        """A cost at which a few groups can be left."""
        costs = -self.dear[np.isfinite(self.dear)]
        return max(1.0, self.bound / NARROW, float(costs[-FIRST:][0]) if len(costs) else 0.0)

    def dearest(self) -> float:
        """What the dearest option costs."""
        return max((float(stage.falls[-1]) for stage in self.stages), default=0.0)

    def widest(self) -> float:
        """What an answer can cost at most."""
        least = self.start + sum((stage.steps.min(axis=1) for stage in self.stages), np.zeros_like(self.start))
        most = self.start + sum((stage.steps.max(axis=1) for stage in self.stages), np.zeros_like(self.start))
        unused = np.where(self.prices > 0, self.high - least, np.where(self.prices < 0, most - self.low, 0))
        return 1.0 + sum(float(stage.falls[-1]) for stage in self.stages) + float(np.abs(self.prices) @ np.maximum(unused, 0))


def _dear(stage: Stage) -> float:
    return float(stage.falls[1]) if len(stage.falls) > 1 else np.inf


def _members(rows: Ints, low: Ints, high: Ints) -> tuple[list[Ints], list[bool]]:
    """Groups by rows that allow one column of many, the largest first, and whether they need one; every other column is its own group."""
    single = np.flatnonzero((high == 1) & np.all((rows == 0) | (rows == 1), axis=1))
    alone = np.ones(rows.shape[1], dtype=bool)
    members, needed = [], []
    for r in sorted(single.tolist(), key=lambda r: -int(rows[r].sum())):
        columns = np.flatnonzero(rows[r])
        if len(columns) and alone[columns].all():
            alone[columns] = False
            members.append(columns)
            needed.append(bool(low[r] == 1))
    others = np.flatnonzero(alone)[:, None]
    return [*members, *others], [*needed, *[False] * len(others)]


def _breakable(rows: Ints, low: Ints, high: Ints, members: list[Ints]) -> Ints:
    """Rows that some options of the groups together break."""
    if not members:
        return np.arange(len(low))
    order = np.concatenate(members)
    begins = np.cumsum([0, *[len(columns) for columns in members[:-1]]])
    least = np.minimum(np.minimum.reduceat(rows[:, order], begins, axis=1), 0).sum(axis=1)
    most = np.maximum(np.maximum.reduceat(rows[:, order], begins, axis=1), 0).sum(axis=1)
    return np.flatnonzero((least < low) | (most > high))

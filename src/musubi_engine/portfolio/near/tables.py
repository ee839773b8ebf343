"""What the groups to come cost at least, for each row alone: dynamic programming from the cheapest group up."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from musubi_engine.portfolio.near.groups import Groups, Stage
from musubi_engine.portfolio.program import Ints
from musubi_engine.portfolio.question import Floats

CELLS = 100_000  # of the table of one row; beyond, sums share cells


class Tables:
    """What the groups to come cost at least, for options that cost at most `room`; only rows that can be broken or have a price."""

    def __init__(self, groups: Groups, room: float, begin: Ints) -> None:
        self.room, self.groups = room, groups
        self.first = groups.first(room)
        stages = groups.stages[self.first :]
        counts = [stage.within(room) for stage in stages]
        steps = [stage.steps[:, :count] for stage, count in zip(stages, counts, strict=True)]
        take, add = (_to_come([pick(each, axis=1) for each in steps], len(groups.low)) for pick in (np.min, np.max))
        low, high = begin.min(axis=1) + take[:, 0], begin.max(axis=1) + add[:, 0]
        self.active = np.flatnonzero((groups.prices != 0) | (low < groups.low + groups.spare) | (high > groups.high - groups.spare))
        self.low, self.high = groups.low[self.active], groups.high[self.active]
        self.take, self.add, self.spare = take[self.active], add[self.active], groups.spare[self.active]
        prices = groups.prices[self.active]
        self.priced = np.flatnonzero(prices)
        self.price, self.sign = np.abs(prices[self.priced, None]), np.sign(prices[self.priced, None]).astype(np.int64)
        edge = np.where(prices[:, None] > 0, self.high[:, None] - self.add, self.low[:, None] - self.take)
        self.edge = edge[self.priced]
        cells = CELLS // (len(stages) + 1)
        self.origin = low[self.active, None]
        self.width = (high - low)[self.active, None] // cells + 1
        self.coarse = bool(np.any(self.width > 1))
        flat, offsets, begins = [], [], 0
        for r, row in enumerate(self.active):
            table = self._table(r, [each[row] for each in steps], stages, int(high[row]), float(prices[r]))
            flat.append(table.ravel())
            offsets.append(begins + np.arange(len(stages) + 1) * table.shape[1])
            begins += table.size
        self.flat = np.concatenate(flat) if flat else np.zeros(0)
        self.offset = np.array(offsets, dtype=np.int64).reshape(len(self.active), len(stages) + 1)

    def _table(self, r: int, steps: list[Ints], stages: list[Stage], highest: int, price: float) -> Floats:
        """One row's costs from each stage and sum on, from the last stage back."""
        origin, width = int(self.origin[r, 0]), int(self.width[r, 0])
        begins = np.arange(origin, highest + 1, width)
        least, most = np.maximum(begins, self.low[r]), np.minimum(begins + width - 1, self.high[r])
        unused = price * (self.high[r] - most) if price >= 0 else price * (self.low[r] - least)
        table = np.empty((len(stages) + 1, len(begins)))
        table[-1] = np.where(least <= most, unused, np.inf)
        for k in range(len(stages) - 1, -1, -1):
            here, after = table[k], table[k + 1]
            here[:] = after
            for step, fall in zip(steps[k].tolist()[1:], stages[k].falls.tolist()[1:], strict=False):
                for cells in {step // width, -(-step // width)}:
                    if cells > 0:
                        np.minimum(here[:-cells], after[cells:] + fall, out=here[:-cells])
                    else:
                        np.minimum(here[-cells:], after[: len(after) + cells] + fall, out=here[-cells:])
        return table

    def rest(self, k: int, sums: Ints) -> Floats:
        """What stages from the k-th of these on, and rows left unused, cost at least."""
        if not len(self.active):
            return np.zeros(sums.shape[1])
        cells = sums - self.origin
        if self.coarse:
            cells //= self.width
        told: Floats = self.flat[cells + self.offset[:, k, None]]
        if not len(self.priced):
            least: Floats = told.max(axis=0)
            return least
        unused = self.price * np.maximum(self.sign * (self.edge[:, k, None] - sums[self.priced]), 0)
        told[self.priced] -= unused
        found: Floats = told.max(axis=0) + unused.sum(axis=0)
        return found

    def safe(self, k: int, sums: Ints) -> NDArray[np.bool_]:
        """Which rows without a price no stage from the k-th of these on can break any more."""
        least, most = (self.low + self.spare)[:, None] - self.take[:, k, None], (self.high - self.spare)[:, None] - self.add[:, k, None]
        kept: NDArray[np.bool_] = (sums >= least) & (sums <= most)
        kept[self.priced] = False
        return kept


def _to_come(steps: list[Ints], rows: int) -> Ints:
    """From each stage on, all that can be added (or taken) by row."""
    summed = np.zeros((rows, len(steps) + 1), dtype=np.int64)
    for k in range(len(steps) - 1, -1, -1):
        summed[:, k] = summed[:, k + 1] + steps[k]
    return summed

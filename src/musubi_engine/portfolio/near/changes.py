"""Many small changes of one question answered together: all share its prices, its groups and the tables of its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musubi_engine.portfolio.near.groups import NONE, Groups
from musubi_engine.portfolio.near.tables import Tables
from musubi_engine.portfolio.near.trying import BEYOND, OPTIONS, WIDER, Found, Labels, answers, follow
from musubi_engine.portfolio.program import Ints
from musubi_engine.portfolio.question import MARGIN, Floats, Question

IMPOSSIBLE, UNKNOWN, OPEN = -1, -2, -3
TOGETHER, SEVERAL = 100, 1000  # beginnings followed, ends read at a time
MANY, SPLIT = 5000, 4
PART, STRETCHES, TOO_MANY = 8, 32, 200_000


def with_column(groups: Groups, column: int) -> tuple[int, Ints]:
    """The stage and option in which this column is chosen."""
    return int(groups.place[0, column]), groups.place[1, [column]]


def without_columns(groups: Groups, columns: Ints) -> tuple[int, Ints]:
    """The stage of these columns and the options in which none of them is chosen."""
    k = int(groups.place[0, columns[0]])
    return k, np.flatnonzero(~np.isin(groups.stages[k].columns, columns))


def best_values(groups: Groups, changes: Sequence[tuple[int, Ints]]) -> list[int]:
    """What the best answer counts where a stage takes one of some options, for each change; IMPOSSIBLE: there is none; UNKNOWN: too many trials."""
    if not changes:
        return []
    found, begin = np.full(len(changes), IMPOSSIBLE), _beginnings(groups, changes)
    floor = _least(begin, begin.falls, len(changes))
    found[np.isfinite(floor)] = OPEN
    room, widest, dearest = groups.narrow(), groups.widest(), groups.dearest()
    while np.any(found == OPEN):
        if groups.options(room) > OPTIONS:
            found[found == OPEN] = UNKNOWN
            break
        labels = begin.of(np.flatnonzero(found[begin.asks] == OPEN))
        tables = Tables(groups, room, labels.sums)
        least = _least(labels, labels.falls + tables.rest(0, labels.sums[tables.active]), len(changes))
        limits = (floor + room if room >= widest else np.minimum(floor + room, least + BEYOND * room)) + MARGIN
        ready = np.flatnonzero((found == OPEN) & (least <= limits))
        for at in range(0, len(ready), TOGETHER):
            _follow_values(tables, labels, limits, ready[at : at + TOGETHER], found)
        if room >= dearest:
            found[(found == OPEN) & ((least == np.inf) | (room >= widest))] = IMPOSSIBLE
        room = min(WIDER * room, widest)
    told: list[int] = found.tolist()
    return told


def _beginnings(groups: Groups, changes: Sequence[tuple[int, Ints]]) -> Labels:
    asks = np.repeat(np.arange(len(changes)), [len(options) for _, options in changes])
    skips = np.array([changes[ask][0] for ask in asks.tolist()], dtype=np.int64)
    options = np.concatenate([np.zeros(0, dtype=np.int64), *[options for _, options in changes]])
    pairs = [(groups.stages[k], option) for k, option in zip(skips.tolist(), options.tolist(), strict=True)]
    falls = np.array([stage.falls[option] for stage, option in pairs])
    steps = np.array([stage.steps[:, option] for stage, option in pairs], dtype=np.int64).reshape(len(pairs), len(groups.low)).T
    values = np.array([stage.values[option] for stage, option in pairs], dtype=np.int64)
    return Labels(asks, skips, falls, groups.start[:, None] + steps, groups.value + values)


def _least(labels: Labels, costs: Floats, count: int) -> Floats:
    """The least cost by question."""
    found = np.full(count, np.inf)
    np.minimum.at(found, labels.asks, costs)
    return found


def _follow_values(tables: Tables, labels: Labels, limits: Floats, asks: NDArray[np.intp], into: Ints) -> None:
    """Write the best values within the limits; questions with too many trials are asked again by halves, in the end given up."""
    found = follow(tables, labels.of(np.flatnonzero(np.isin(labels.asks, asks))), limits, most=MANY)
    if found.whole:
        np.maximum.at(into, found.ends.asks, found.ends.values)
    elif len(asks) == 1:
        into[asks] = UNKNOWN
    else:
        np.minimum.at(limits, found.ends.asks, tables.groups.bound - found.ends.values + MARGIN)
        for part in np.array_split(asks, SPLIT):
            if len(part):
                _follow_values(tables, labels, limits, part, into)


@dataclass(frozen=True, slots=True, eq=False)
class Amount:
    """A grant of any amount: a column of its application, what it counts, what it adds to each row by itself and by unit, the most units."""

    column: int
    worth: int
    itself: Ints
    unit: Ints
    most: int


class Amounts:
    """For each grant the largest amount with which an answer counts `target` or more; 0: none; UNKNOWN: too many trials.

    Amounts are asked for from the largest down, in stretches so short that little more lies within the gap. A stretch is
    tried with its least amount; rows may then still move by what the stretch adds.
    """

    def __init__(self, q: Question, prices: Floats, wanted: Sequence[Amount], target: int, narrow: float) -> None:
        self.q, self.target = q, target
        self.itself, self.unit = (
            np.array(part).reshape(len(wanted), len(q.low)).T for part in ([w.itself for w in wanted], [w.unit for w in wanted])
        )
        most = np.array([each.most for each in wanted], dtype=np.int64)
        steepest = float((prices @ self.unit).max(initial=0.0))
        wide = int(most.max(initial=0)) // STRETCHES
        length = 1 + (min(wide, int(narrow / (PART * steepest))) if steepest > 0 else wide)
        moves = (length - 1) * np.stack([self.unit.max(axis=1, initial=0), -self.unit.min(axis=1, initial=0)])
        self.groups = groups = Groups.of(q, prices, moves)
        counts = -(-most // length)
        self.largest = np.zeros(len(wanted), dtype=np.int64)
        self.left = int(counts.sum()) <= TOO_MANY
        if not self.left:
            self.largest[:] = UNKNOWN
            return
        self.of = np.repeat(np.arange(len(wanted)), counts)
        nth = np.arange(len(self.of)) - np.repeat(np.cumsum(counts) - counts, counts)
        self.most = most[self.of] - nth * length
        self.least = np.maximum(self.most - length + 1, 1)
        self.stage = groups.place[0, [each.column for each in wanted]]
        first = np.array([groups.stages[k].columns[0] for k in self.stage], dtype=np.int64)
        preferred = np.where(first != NONE, q.rows[:, first], 0)[groups.kept]
        self.base = groups.start[:, None] - preferred + self.itself[groups.kept]
        self.worth = groups.value - np.where(first != NONE, q.weights[first], 0) + np.array([each.worth for each in wanted], dtype=np.int64)

    def labels(self, which: NDArray[np.intp]) -> Labels:
        """The beginnings of some stretches."""
        of = self.of[which]
        sums = self.base[:, of] + self.unit[self.groups.kept][:, of] * self.least[which]
        return Labels(np.arange(len(which)), self.stage[of], self.groups.falls(self.worth[of], sums), sums, self.worth[of])

    def found(self) -> list[int]:
        """Ask for all, the likely ones first."""
        if self.left:
            limit = self.groups.bound - self.target + MARGIN
            needs = limit - self.labels(np.arange(len(self.of))).falls
            pending, room = np.flatnonzero(needs >= 0), self.groups.narrow()
            pending = pending[np.argsort(needs[pending], kind="stable")]
            while len(pending := self._better(pending)):
                now = pending[needs[pending] <= room]
                if self.groups.options(room) > OPTIONS:
                    self.largest[self.of[pending]] = UNKNOWN
                elif len(now):
                    self._ask(now, room, limit)
                pending, room = pending[len(now) :], WIDER * room
        told: list[int] = self.largest.tolist()
        return told

    def _better(self, which: NDArray[np.intp]) -> NDArray[np.intp]:
        """Stretches that hold more than what is known."""
        known = self.largest[self.of[which]]
        better: NDArray[np.intp] = which[(known != UNKNOWN) & (self.most[which] > known)]
        return better

    def _ask(self, now: NDArray[np.intp], room: float, limit: float) -> None:
        labels = self.labels(now)
        tables = Tables(self.groups, room, labels.sums)
        now = now[labels.falls + tables.rest(0, labels.sums[tables.active]) <= limit]
        for at in range(0, len(now), TOGETHER):
            self._follow(tables, self._better(now[at : at + TOGETHER]), limit)

    def _follow(self, tables: Tables, now: NDArray[np.intp], limit: float) -> None:
        if not len(now):
            return
        found = follow(tables, self.labels(now), np.full(len(now), limit), most=MANY)
        if found.whole:
            self._read(now, found)
        elif len(now) == 1:
            self.largest[self.of[now]] = UNKNOWN
        else:
            for part in np.array_split(now, SPLIT):
                self._follow(tables, self._better(part), limit)

    def _read(self, now: NDArray[np.intp], found: Found) -> None:
        """The largest amounts that the answers found leave room for."""
        for begin in range(0, len(found.ends.asks), SEVERAL):
            self._read_some(now, found, np.arange(begin, min(begin + SEVERAL, len(found.ends.asks))))

    def _read_some(self, now: NDArray[np.intp], found: Found, which: NDArray[np.intp]) -> None:
        at = now[found.ends.asks[which]]
        of, rows = self.of[at], answers(self.groups, found, which)
        rows[self.groups.place[0][None, :] == found.ends.skips[which, None]] = 0
        sums = self.q.rows @ rows.T + self.itself[:, of]
        np.maximum.at(self.largest, of, _largest(self.q, sums, self.unit[:, of], self.least[at], self.most[at]))


def _largest(q: Question, sums: Ints, unit: Ints, least: Ints, most: Ints) -> Ints:
    """The largest number of units from least to most with which all rows hold; 0: none."""
    low, high = q.low[:, None] - sums, q.high[:, None] - sums
    size = np.maximum(np.abs(unit), 1)
    down, up = np.where(unit > 0, low, -high), np.where(unit > 0, high, -low)
    moves = unit != 0
    least = np.maximum(least, np.where(moves, -(-down // size), 0).max(axis=0))
    most = np.minimum(most, np.where(moves, up // size, most).min(axis=0))
    holds = np.all(moves | ((low <= 0) & (high >= 0)), axis=0) & (least <= most)
    return np.where(holds, most, 0)

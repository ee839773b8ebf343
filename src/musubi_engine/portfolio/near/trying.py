"""Answers within a gap of the bound, by trying every way to leave what the prices prefer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musubi_engine.portfolio.near.groups import NONE, Groups, Stage
from musubi_engine.portfolio.near.tables import Tables
from musubi_engine.portfolio.program import Ints
from musubi_engine.portfolio.question import MARGIN, Floats, Question

FEW, MOST, MERGE, OPTIONS = 500, 20_000, 300, 3_000  # beyond these, trying everything rarely comes to an end
WIDER, BEYOND, KEY = 2.0, 0.25, 1 << 62


@dataclass(frozen=True, slots=True, eq=False)
class Labels:
    """Beginnings of answers, one a column: its question, the stage it has decided beforehand (-1: none), falls, sums of rows, value."""

    asks: Ints
    skips: Ints
    falls: Floats
    sums: Ints
    values: Ints

    def of(self, which: NDArray[np.intp]) -> Labels:
        """Some of them."""
        return Labels(self.asks[which], self.skips[which], self.falls[which], self.sums[:, which], self.values[which])


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Ends of answers, and how each was reached; `whole`: all within the limits are there."""

    ends: Labels
    way: list[tuple[int, NDArray[np.intp], NDArray[np.intp]]]
    whole: bool = True


def follow(tables: Tables, begin: Labels, limits: Floats, *, most: int) -> Found:
    """All answers from these beginnings within their questions' limits; where more than `most` are open at once, those furthest within go on."""
    groups, whole, way = tables.groups, True, []
    labels = Labels(begin.asks, begin.skips, begin.falls, begin.sums[tables.active], begin.values)
    came = np.flatnonzero(labels.falls + tables.rest(0, labels.sums) <= limits[labels.asks])
    labels = labels.of(came)
    way.append((NONE, came, np.zeros(len(came), dtype=np.intp)))
    for k, stage in enumerate(groups.stages[tables.first :]):
        if not len(labels.falls):
            break
        open_ = labels.skips != tables.first + k
        came, option = _branch(labels, stage, limits, open_, stage.within(tables.room))
        falls = labels.falls[came] + stage.falls[option]
        sums = labels.sums[:, came] + stage.steps[tables.active[:, None], option]
        over = falls + tables.rest(k + 1, sums) - limits[labels.asks[came]]
        kept = np.flatnonzero(over <= 0)
        if len(kept) > MERGE:
            kept = kept[_distinct(tables.safe(k + 1, sums[:, kept]), sums[:, kept], labels.asks[came[kept]], falls[kept])]
        if len(kept) > most:
            kept, whole = kept[np.argpartition(over[kept], most)[:most]], False
        came, option = came[kept], option[kept]
        labels = Labels(labels.asks[came], labels.skips[came], falls[kept], sums[:, kept], labels.values[came] + stage.values[option])
        way.append((tables.first + k, came, option))
    fits = np.all((labels.sums >= tables.low[:, None]) & (labels.sums <= tables.high[:, None]), axis=0)
    fits &= groups.bound - labels.values <= limits[labels.asks]
    if not fits.all():
        came = np.flatnonzero(fits)
        labels = labels.of(came)
        way.append((NONE, came, np.zeros(len(came), dtype=np.intp)))
    return Found(labels, way, whole)


def _branch(labels: Labels, stage: Stage, limits: Floats, open_: NDArray[np.bool_], options: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Which label goes on with which option."""
    every = np.arange(len(labels.falls))
    came, option = [every], [np.zeros(len(every), dtype=np.intp)]
    room = np.where(open_, limits[labels.asks] - labels.falls, -1.0)
    for j in range(1, options):
        able = np.flatnonzero(room >= stage.falls[j])
        came.append(able)
        option.append(np.full(len(able), j, dtype=np.intp))
    return np.concatenate(came), np.concatenate(option)


def _distinct(safe: NDArray[np.bool_], sums: Ints, asks: Ints, falls: Floats) -> NDArray[np.intp]:
    """Those that may lead to a best answer: of labels with the same sums (where these still matter) the cheapest, equals included."""
    state = np.vstack([asks, np.where(safe, 0, sums - sums.min(axis=1, keepdims=True) + 1)])
    keys, size = [state[0]], int(state[0].max()) + 1
    for row in state[1:]:
        width = int(row.max()) + 1
        if size * width < KEY:
            keys[-1], size = keys[-1] * width + row, size * width
        else:
            keys.append(row)
            size = width
    order = np.lexsort(keys) if len(keys) > 1 else np.argsort(keys[0], kind="stable")
    new = np.ones(len(order), dtype=bool)
    new[1:] = np.any([key[order[1:]] != key[order[:-1]] for key in keys], axis=0)
    least = np.minimum.reduceat(falls[order], np.flatnonzero(new))
    found: NDArray[np.intp] = order[falls[order] <= least[np.cumsum(new) - 1] + MARGIN]
    return found


def answers(groups: Groups, found: Found, which: NDArray[np.intp]) -> Ints:
    """Some of the answers found, one a row: preferred options, but for those on the way."""
    count = len(which)
    rows = np.repeat(groups.base[None, :], count, axis=0)
    at, told = which, {}
    for k, came, option in reversed(found.way):
        if k != NONE:
            told[k] = option[at]
        at = came[at]
    for k, stage in enumerate(groups.stages):
        columns = stage.columns[told[k]] if k in told else np.full(count, stage.columns[0])
        chosen = np.flatnonzero(columns != NONE)
        rows[chosen, columns[chosen]] = 1
    return rows


def beginning(groups: Groups) -> Labels:
    """The one beginning of the question itself."""
    none = np.zeros(1, dtype=np.int64)
    return Labels(none, none - 1, np.zeros(1), groups.start[:, None], none + groups.value)


def all_best(q: Question, prices: Floats) -> Ints | None:
    """Every best answer, one a row (none: there is no answer); None where that takes too many trials.

    The gap grows until an answer lies within; what is as near to the bound as the best of these then holds all that are as good.
    """
    groups = Groups.of(q, prices)
    begin = beginning(groups)
    room, widest, most, short = groups.narrow(), groups.widest(), FEW, np.inf
    while groups.options(room) <= OPTIONS:
        tables = Tables(groups, room, begin.sums)
        least = float(tables.rest(0, begin.sums[tables.active])[0])
        limit = min(short, room if room >= widest else min(room, least + BEYOND * room)) + MARGIN
        whole = True
        if least <= limit:
            found = follow(tables, begin, np.array([limit]), most=most)
            whole = found.whole
            if len(found.ends.values):
                if whole:
                    return answers(groups, found, np.flatnonzero(found.ends.values == found.ends.values.max()))
                short = groups.bound - int(found.ends.values.max())
        if whole and room >= widest:
            return np.zeros((0, len(q.weights)), dtype=np.int64)
        if not whole:
            if most >= MOST:
                return None
            most = min(MOST, 4 * most)
        if short == np.inf:
            room = min(WIDER * room, widest)
    return None

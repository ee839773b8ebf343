"""The figures behind reasons: the best value without an application or with one of its amounts, and by how much less it would have to ask for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from musubi_engine.portfolio.checks import SolverError
from musubi_engine.portfolio.exact import maximise, relax
from musubi_engine.portfolio.near.changes import IMPOSSIBLE, UNKNOWN, Amount, Amounts, best_values, with_column, without_columns
from musubi_engine.portfolio.near.groups import Groups
from musubi_engine.portfolio.program import NO_LIMIT, Ints, Program, effect, reduced
from musubi_engine.portfolio.question import Floats, Question
from musubi_engine.portfolio.solving import question


class Figures:
    """Answers to small changes of a program, all from its own relaxation; where that takes too many trials, from the solver.

    A figure that the solver cannot prove either is UNKNOWN.
    """

    def __init__(self, program: Program) -> None:
        self.program, self.q = program, question(program)
        relaxed = relax(self.q)
        if relaxed is None:
            raise SolverError("an answer that is known to exist was not found")
        self.prices = relaxed.prices
        self.groups = Groups.of(self.q, relaxed.prices)

    def without(self, applications: Sequence[int]) -> list[int | None]:
        """What the best selection without each of these applications counts; None: there is none."""
        columns = [self.program.columns_of(k) for k in applications]
        told = best_values(self.groups, [without_columns(self.groups, each) for each in columns])
        return [self._asked(each, None) if value == UNKNOWN else _possible(value) for value, each in zip(told, columns, strict=True)]

    def with_each(self, columns: Sequence[int]) -> list[int | None]:
        """What the best selection with each of these columns counts; None: there is none."""
        told = best_values(self.groups, [with_column(self.groups, column) for column in columns])
        others = [self.program.columns_of(int(self.program.owner[column])) for column in columns]
        return [self._asked(of, c) if value == UNKNOWN else _possible(value) for value, c, of in zip(told, columns, others, strict=True)]

    def _asked(self, columns: Ints, chosen: int | None) -> int | None:
        lower, upper = self.q.lower.copy(), self.q.upper.copy()
        upper[columns] = 0
        if chosen is not None:
            lower[chosen] = upper[chosen] = 1
        try:
            found = maximise(Question(self.q.weights, self.q.rows, self.q.low, self.q.high, lower, upper))
        except SolverError:
            return UNKNOWN
        return None if found is None else found.answer.value

    def yen_less(self, applications: Sequence[int], best: int) -> list[int]:
        """By how much less each would have to ask for, at its score, to be in a selection that counts `best`; 0 where no amount helps."""
        if not applications:
            return []
        program, step = self.program, int(np.gcd.reduce(self.program.yen))
        q, prices, itself, unit = _finer(program, step, self.prices)
        asked = [program.applications[k] for k in applications]
        firsts = [int(program.columns_of(k)[0]) for k in applications]
        wanted = [Amount(first, a.score, itself[:, k], unit[:, k], a.asked // step) for first, k, a in zip(firsts, applications, asked, strict=True)]
        told = Amounts(q, prices, wanted, best, self.groups.narrow()).found()
        most = [_with_any_amount(program, k, step, best) if units == UNKNOWN else units for k, units in zip(applications, told, strict=True)]
        return [_less(a.asked, units, step) for a, units in zip(asked, most, strict=True)]


def _less(asked: int, units: int, step: int) -> int:
    if units == UNKNOWN:
        return UNKNOWN
    return asked - units * step if units else 0


def _possible(value: int) -> int | None:
    return None if value == IMPOSSIBLE else value


def _finer(program: Program, step: int, prices: Floats) -> tuple[Question, Floats, Ints, Ints]:
    """The program with rows and prices for amounts in these steps, and what a grant by itself and by step adds to each row, by application."""
    count, q = len(program.worth), question(program)
    none, ones = np.zeros(len(program.applications), dtype=np.int64), np.arange(len(program.applications))
    found = []
    for line in program.lines:
        itself = effect(line, ones, none)
        adds = effect(line, ones, none + step) - itself
        found.append(reduced(np.concatenate([effect(line, program.owner, program.yen), itself, adds]), line.low, line.high))
    parts, low, high = (np.array([each[j] for each in found]) for j in range(3))
    rows, itself, unit = np.split(parts, [count, count + len(ones)], axis=1)
    was, size = np.abs(q.rows).max(axis=1), np.abs(rows).max(axis=1)
    scaled = np.where(size > 0, prices * was / np.maximum(size, 1), 0.0)
    return Question(q.weights, rows, low, high, q.lower, q.upper), scaled, itself, unit


def _with_any_amount(program: Program, k: int, step: int, best: int) -> int:
    """The same for one application by the solver: the others, and as last column its amount in steps; 0: no amount helps."""
    others = program.owner != k
    rows, low, high = [], [], []
    for line in program.lines:
        base = np.where(others, effect(line, program.owner, program.yen), 0)
        offset = line.per_grant[k]
        down = line.low if line.low == -NO_LIMIT else line.low - offset
        up = line.high if line.high == NO_LIMIT else line.high - offset
        coefficients, down, up = reduced(np.append(base, line.per_yen[k] * step), down, up)
        rows.append(coefficients)
        low.append(down)
        high.append(up)
    zeros = np.zeros(len(program.worth) + 1, dtype=np.int64)
    upper = np.append(np.where(others, 1, 0), program.applications[k].asked // step)
    weights = np.append(np.where(others, program.worth, 0), 0)
    q = Question(weights, np.array(rows), np.array(low), np.array(high), zeros, upper)
    try:
        found = maximise(q.with_row(weights, best - program.applications[k].score, NO_LIMIT).aiming(np.append(np.zeros_like(program.worth), 1)))
    except SolverError:
        return UNKNOWN
    return 0 if found is None else int(found.answer.x[-1])

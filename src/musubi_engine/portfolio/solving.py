"""Choose whom to support: the best selection, proven, with a stated tie-break."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from musubi_engine.common import Explanation, Result
from musubi_engine.portfolio.checks import ImpossibleRulesError, SolverError
from musubi_engine.portfolio.exact import Answer, Best, maximise_all, search
from musubi_engine.portfolio.model import Call, Portfolio
from musubi_engine.portfolio.program import NO_LIMIT, Ints, Program, build, reduced
from musubi_engine.portfolio.question import Question

BITS, FEW = 16, 3


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """The program with its best answer after the tie-break."""

    program: Program
    question: Question
    x: Ints
    value: int
    other: Ints | None


def question(program: Program) -> Question:
    """Maximise what the grants count."""
    zeros = np.zeros(len(program.worth), dtype=np.int64)
    return Question(program.worth, program.rows, program.low, program.high, zeros, zeros + 1)


def _break_tie(program: Program, q: Question, best: Best) -> Ints:
    """Of all answers of the best value the one of fewest yen, then the lexicographically first."""
    if best.equals is not None:
        yen = (best.equals @ program.yen).tolist()
        earliest = (-best.equals).tolist()
        chosen: Ints = best.equals[min(range(len(yen)), key=lambda k: (yen[k], earliest[k]))]
        return chosen
    q = q.fixed(best.settled, best.answer.x).with_row(q.weights, best.answer.value, NO_LIMIT)
    free = np.flatnonzero(q.lower < q.upper)
    yen, _, _ = reduced(program.yen, 0, 0)
    least = _found(search(q.aiming(-yen)))
    q = q.with_row(yen, -NO_LIMIT, -least.value)
    x = least.x
    for begin in range(0, len(free), BITS):
        part = free[begin : begin + BITS]
        weights = np.zeros(len(yen), dtype=np.int64)
        weights[part] = 1 << np.arange(len(part) - 1, -1, -1)
        x = _found(search(q.aiming(weights))).x
        which = np.zeros(len(yen), dtype=bool)
        which[part] = True
        q = q.fixed(which, x)
    return x


def _found(answer: Answer | None) -> Answer:
    if answer is None:
        raise SolverError("an answer that is known to exist was not found")
    return answer


def optimum(call: Call, *, dropped: Collection[str] = ()) -> Solved | None:
    """The best selection without the rules dropped; None where no selection keeps the rules."""
    program = build(call, dropped=dropped)
    q = question(program)
    if not len(program.worth):
        possible = bool(np.all((program.low <= 0) & (program.high >= 0)))
        return Solved(program, q, program.worth, 0, None) if possible else None
    best = maximise_all(q)
    if best is None:
        return None
    if best.other is None:
        return Solved(program, q, best.answer.x, best.answer.value, None)
    x = _break_tie(program, q, best)
    other = best.answer.x if np.array_equal(x, best.other) else best.other
    return Solved(program, q, x, best.answer.value, other)


def clashing(call: Call) -> tuple[str, ...]:
    """Rules that no selection keeps together: the smallest set up to three, else one of which none can be spared."""
    program = build(call)
    named = list(dict.fromkeys(line.rule for line in program.lines if line.rule))
    for size in range(1, FEW + 1):
        for group in combinations(named, size):
            if not _possible(call, set(named) - set(group)):
                return group
    kept = list(named)
    for rule in named:
        if not _possible(call, set(named) - set(kept) | {rule}):
            kept.remove(rule)
    return tuple(kept)


def _possible(call: Call, dropped: Collection[str]) -> bool:
    program = build(call, dropped=dropped)
    if not len(program.worth):
        return bool(np.all((program.low <= 0) & (program.high >= 0)))
    return search(question(program).aiming(np.zeros_like(program.worth))) is not None


def awards(program: Program, x: Ints) -> dict[str, int]:
    """Application → yen, in ranked order."""
    return {program.applications[program.owner[c]].id: int(program.yen[c]) for c in np.flatnonzero(x)}


def as_portfolio(solved: Solved) -> Portfolio:
    """The selection with its proof and ties."""
    chosen = awards(solved.program, solved.x)
    differ: tuple[str, ...] = ()
    if solved.other is not None:
        others = awards(solved.program, solved.other)
        differ = tuple(sorted(a for a in {*chosen, *others} if chosen.get(a) != others.get(a)))
    return Portfolio(chosen, solved.value, solved.value, differ)


def select(call: Call, *, dropped: Collection[str] = ()) -> Solved:
    """`optimum`, or `ImpossibleRulesError` naming rules that clash."""
    solved = optimum(call, dropped=dropped)
    if solved is None:
        raise ImpossibleRulesError(clashing(call))
    return solved


def solve(call: Call) -> Result[Portfolio]:
    """Choose applications and amounts so that what the grants count is as much as possible within budget and rules.

    Definition: maximise the sum of worth(i, a) over the grants (i, a), at most one amount a an application, subject to
    the budget, limits, shares, the most grants of one applicant and what must be included; worth(i, a) is the score in
    proportion to the amount, in whole units. A multidimensional multiple-choice knapsack problem, NP-hard; the answer is
    proven by branch and bound. Ties: fewest yen, then the selection that holds the earlier in ranked order.

    >>> from musubi_engine.portfolio import Application, Call, solve
    >>> rows = (Application("1", "甲", 600, 90), Application("2", "乙", 500, 80), Application("3", "丙", 500, 60))
    >>> best = solve(Call(rows, budget=1000)).value
    >>> (dict(best.awards), best.value, best.bound)
    ({'2': 500, '3': 500}, 140, 140)

    Reference: Kellerer, Pferschy & Pisinger, Knapsack Problems, Springer 2004, chapters 9 and 11; Balas & Zemel, Operations
    Research 28(5), 1980 (working on a core); Huangfu & Hall, Mathematical Programming Computation 10, 2018 (HiGHS).
    """
    began = time.process_time()
    portfolio = as_portfolio(select(call))
    spent = time.process_time() - began
    told = [Explanation("optimal", "", {"value": portfolio.value, "bound": portfolio.bound, "yen": portfolio.yen})]
    if portfolio.alternatives:
        told.append(Explanation("tie", "", {"applications": len(portfolio.alternatives)}))
    return Result(portfolio, portfolio.value / call.unit, tuple(told), search_cpu_s=spent)


def after_withdrawal(call: Call, portfolio: Portfolio, withdrawn: Collection[str]) -> Portfolio:
    """The best way to use what withdrawn grants set free: all other grants stay as they are.

    A grant that was decided keeps its amount; of the others the best are added (繰上げ).
    """
    kept = {name: yen for name, yen in portfolio.awards.items() if name not in withdrawn}
    fixed = tuple(replace(a, least=None, asked=kept[a.id], score=a.worth(kept[a.id])) if a.id in kept else a for a in call.applications)
    changed = replace(call, applications=fixed, include=frozenset(kept), exclude=(call.exclude | set(withdrawn)) - set(kept))
    return as_portfolio(select(changed))

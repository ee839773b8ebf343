"""Why each application is in or out, what each fairness rule costs, and who comes next (補欠)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from musubi_engine.common import Explanation
from musubi_engine.portfolio.exact import maximise, relax
from musubi_engine.portfolio.model import Application, Call, Portfolio
from musubi_engine.portfolio.near import most_of
from musubi_engine.portfolio.program import NO_LIMIT, Ints, Program, build, reduced
from musubi_engine.portfolio.question import Floats, Question
from musubi_engine.portfolio.solving import awards, optimum, question


@dataclass(frozen=True, slots=True)
class Reasons:
    """What a panel asks about a selection.

    ``of`` has one reason for each application, ``prices`` what each rule costs in units of score (what the best selection
    without it counts more), ``reserve`` the applications left out in the order in which they would come next.
    """

    of: Mapping[str, Explanation]
    prices: Mapping[str, int]
    reserve: tuple[str, ...]


def explain(call: Call, portfolio: Portfolio, *, names: Collection[str] | None = None) -> Reasons:
    """Explain the selection that `solve` found; with ``names`` only these applications.

    Every figure is exact: each is the optimum of one more program. A left-out application's ``units_short`` is by how much
    its score would have to be higher for a selection with it to be as good as the best, ``yen_less`` by how much its amount
    would have to be smaller (0: no amount is small enough).
    """
    program = build(call)
    q = question(program)
    relaxed = relax(q) if len(program.worth) else None
    prices_of_rows = relaxed.prices if relaxed is not None else np.zeros(len(program.low))
    without: dict[str, dict[str, int]] = {}
    prices: dict[str, int] = {}
    for rule in call.rules():
        other = optimum(call, dropped=(rule,))
        if other is not None:  # dropping a rule leaves the selection possible
            without[rule], prices[rule] = awards(other.program, other.x), other.value - portfolio.value
    position = {a.id: k for k, a in enumerate(program.applications)}
    found: dict[str, Explanation] = {}
    for a in call.ranked():
        if names is not None and a.id not in names:
            continue
        if a.id not in position:
            found[a.id] = _not_considered(call, a)
        elif a.id in portfolio.awards:
            helped = [rule for rule, chosen in without.items() if a.id not in chosen]
            found[a.id] = _selected(q, program.columns_of(position[a.id]), a, portfolio, helped)
        else:
            keep_out = [rule for rule, chosen in without.items() if a.id in chosen]
            found[a.id] = _left_out(program, q, prices_of_rows, position[a.id], portfolio, keep_out)
    next_ones = [(int(str(e.values["units_short"])), k, name) for k, (name, e) in enumerate(found.items()) if e.code == "left_out"]
    return Reasons(found, prices, tuple(name for _, _, name in sorted(next_ones)))


def _not_considered(call: Call, a: Application) -> Explanation:
    if a.id in call.exclude:
        return Explanation("excluded", a.id)
    return Explanation("below_least_score", a.id, {"score": a.score, "least": call.least_score})


def _selected(q: Question, columns: Ints, a: Application, portfolio: Portfolio, helped: list[str]) -> Explanation:
    """How much the score could fall before a selection without it is as good."""
    upper = q.upper.copy()
    upper[columns] = 0
    other = maximise(Question(q.weights, q.rows, q.low, q.high, q.lower, upper))
    values: dict[str, int | float | str | tuple[int, ...]] = {"yen": portfolio.awards[a.id], "asked": a.asked, "thanks_to": ",".join(helped)}
    if other is None:
        return Explanation("selected_needed", a.id, values)
    return Explanation("selected", a.id, {**values, "units_spare": portfolio.value - other.answer.value})


def _left_out(program: Program, q: Question, prices: Floats, k: int, portfolio: Portfolio, keep_out: list[str]) -> Explanation:
    """The smallest change of score, and of amount, with which it would be in a selection as good as the best."""
    a, columns = program.applications[k], program.columns_of(k)
    short: int | None = None
    for c in columns:
        lower, upper = q.lower.copy(), q.upper.copy()
        upper[columns] = 0
        lower[c] = upper[c] = 1
        forced = maximise(Question(q.weights, q.rows, q.low, q.high, lower, upper))
        if forced is not None:
            needed = _score_for(a, int(program.yen[c]), portfolio.value - forced.answer.value)
            short = needed if short is None else min(short, needed)
    less = _yen_less(program, prices, k, portfolio.value)
    values: dict[str, int | float | str | tuple[int, ...]] = {"yen_less": less, "kept_out_by": ",".join(keep_out), "score": a.score}
    if short is None:
        return Explanation("cannot_be_granted", a.id, values)
    return Explanation("left_out", a.id, {**values, "units_short": short})


def _score_for(a: Application, amount: int, more: int) -> int:
    """By how much the score must rise for a grant of this amount to count ``more``."""
    target = a.worth(amount) + more
    return max(0, -(-target * a.asked // amount) - a.score)


def _yen_less(program: Program, prices: Floats, k: int, best: int) -> int:
    """By how much less the application would have to ask for; 0 where asking less does not help."""
    a = program.applications[k]
    step = int(np.gcd.reduce(program.yen))
    q = _with_any_amount(program, k, step)
    others = program.owner != k
    size = np.abs(np.column_stack([q.rows[:, :-1].max(axis=1), -q.rows[:, :-1].min(axis=1)])).max(axis=1)
    was = np.abs(np.where(others, program.rows, 0)).max(axis=1)
    scaled = np.where(size > 0, prices * was / np.maximum(size, 1), 0.0)  # the rows share other divisors here
    most = most_of(q, scaled, len(others), best - a.score)
    if most is None:  # too many ways to try: the solver
        asking = q.with_row(q.weights, best - a.score, NO_LIMIT).aiming(np.append(np.zeros_like(program.worth), 1))
        found = maximise(asking)
        most = -1 if found is None else int(found.answer.x[-1])
    return 0 if most < 1 else a.asked - most * step


def _with_any_amount(program: Program, k: int, step: int) -> Question:
    """The question of what the others count, where this application gets any amount up to what it asks for: the last column, in steps."""
    others = program.owner != k
    rows, low, high = [], [], []
    for line in program.lines:
        base = np.array(line.per_grant, dtype=np.int64)[program.owner] + np.array(line.per_yen, dtype=np.int64)[program.owner] * program.yen
        row = np.append(np.where(others, base, 0), line.per_yen[k] * step)
        offset = line.per_grant[k]
        down = line.low if line.low == -NO_LIMIT else line.low - offset
        up = line.high if line.high == NO_LIMIT else line.high - offset
        coefficients, down, up = reduced(row, down, up)
        rows.append(coefficients)
        low.append(down)
        high.append(up)
    zeros = np.zeros(len(program.worth) + 1, dtype=np.int64)
    upper = np.append(np.where(others, 1, 0), program.applications[k].asked // step)
    return Question(np.append(np.where(others, program.worth, 0), 0), np.array(rows), np.array(low), np.array(high), zeros, upper)

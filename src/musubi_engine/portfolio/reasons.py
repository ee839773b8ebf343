"""Why each application is in or out, what each fairness rule costs, and who comes next (補欠)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from musubi_engine.common import Explanation
from musubi_engine.portfolio.figures import Figures
from musubi_engine.portfolio.model import Application, Call, Portfolio
from musubi_engine.portfolio.near.changes import UNKNOWN
from musubi_engine.portfolio.program import build
from musubi_engine.portfolio.solving import awards, optimum


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

    Every figure is exact: each is the optimum of one more program; where one is not proven, the application's code says so. A
    left-out application's ``units_short`` is by how much its score would have to be higher for a selection with it to be as good
    as the best, ``yen_less`` by how much its amount would have to be smaller (0: no amount is small enough).
    """
    without: dict[str, dict[str, int]] = {}
    prices: dict[str, int] = {}
    for rule in call.rules():
        other = optimum(call, dropped=(rule,))
        if other is not None:  # dropping a rule leaves the selection possible
            without[rule], prices[rule] = awards(other.program, other.x), other.value - portfolio.value
    program = build(call)
    position = {a.id: k for k, a in enumerate(program.applications)}
    asked = [a for a in call.ranked() if names is None or a.id in names]
    chosen = [a for a in asked if a.id in position and a.id in portfolio.awards]
    left = [a for a in asked if a.id in position and a.id not in portfolio.awards]
    found = {a.id: _not_considered(call, a) for a in asked if a.id not in position}
    if chosen or left:
        figures = Figures(program)
        for a, value in zip(chosen, figures.without([position[a.id] for a in chosen]), strict=True):
            helped = [rule for rule, others in without.items() if a.id not in others]
            found[a.id] = _selected(a, portfolio, value, helped)
        where = [position[a.id] for a in left]
        for a, short, less in zip(left, _short(figures, where, portfolio.value), figures.yen_less(where, portfolio.value), strict=True):
            keep_out = [rule for rule, others in without.items() if a.id in others]
            found[a.id] = _left_out(a, short, less, keep_out)
    of = {a.id: found[a.id] for a in asked}
    next_ones = [(int(str(e.values["units_short"])), k, name) for k, (name, e) in enumerate(of.items()) if e.code == "left_out"]
    return Reasons(of, prices, tuple(name for _, _, name in sorted(next_ones)))


def _not_considered(call: Call, a: Application) -> Explanation:
    if a.id in call.exclude:
        return Explanation("excluded", a.id)
    return Explanation("below_least_score", a.id, {"score": a.score, "least": call.least_score})


def _selected(a: Application, portfolio: Portfolio, without: int | None, helped: list[str]) -> Explanation:
    """How much the score could fall before a selection without it is as good."""
    values: dict[str, int | float | str | tuple[int, ...]] = {"yen": portfolio.awards[a.id], "asked": a.asked, "thanks_to": ",".join(helped)}
    if without is None:
        return Explanation("selected_needed", a.id, values)
    if without == UNKNOWN:
        return Explanation("not_proven", a.id, values)
    return Explanation("selected", a.id, {**values, "units_spare": portfolio.value - without})


def _left_out(a: Application, short: int | None, less: int, keep_out: list[str]) -> Explanation:
    """The smallest change of score, and of amount, with which it would be in a selection as good as the best."""
    values: dict[str, int | float | str | tuple[int, ...]] = {"yen_less": less, "kept_out_by": ",".join(keep_out), "score": a.score}
    if UNKNOWN in {short, less}:
        return Explanation("not_proven", a.id, {"kept_out_by": ",".join(keep_out), "score": a.score})
    if short is None:
        return Explanation("cannot_be_granted", a.id, values)
    return Explanation("left_out", a.id, {**values, "units_short": short})


def _short(figures: Figures, where: Sequence[int], best: int) -> list[int | None]:
    """By how much each score must rise at least, of all amounts; None: no selection with it keeps the rules; UNKNOWN: not proven."""
    program = figures.program
    columns = [int(c) for k in where for c in program.columns_of(k)]
    needed: dict[int, int] = {}
    for c, value in zip(columns, figures.with_each(columns), strict=True):
        k = int(program.owner[c])
        if value == UNKNOWN or needed.get(k) == UNKNOWN:
            needed[k] = UNKNOWN
        elif value is not None:
            rise = _score_for(program.applications[k], int(program.yen[c]), best - value)
            needed[k] = min(rise, needed.get(k, rise))
    return [needed.get(k) for k in where]


def _score_for(a: Application, amount: int, more: int) -> int:
    """By how much the score must rise for a grant of this amount to count ``more``."""
    target = a.worth(amount) + more
    return max(0, -(-target * a.asked // amount) - a.score)

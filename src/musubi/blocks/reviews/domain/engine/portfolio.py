"""The door to `musubi_engine.portfolio`: plain candidates and rules in, plain results with their explanation out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from musubi.blocks.reviews.domain.selection.errors import SelectionError
from musubi.blocks.reviews.domain.selection.plain import UNIT, Candidate, Rules, SheetUnits
from musubi_engine import portfolio as engine
from musubi_engine.common import EngineError, Explanation


@dataclass(frozen=True)
class Answered:
    """A question with its answer, ready to be kept."""

    question: str
    inputs_sha256: str
    model_version: int
    result: dict[str, Any]


def answer(*, candidates: Sequence[Candidate], rules: Rules, sheets: Sequence[SheetUnits] = ()) -> Answered:
    """The best selection under the rules with proof and plain ranking. Raises SelectionError, naming who or which rules.

    `sheets` are those from which the candidates' scores were calibrated; they belong to the question and its hash.
    """
    try:
        call = _call(candidates, rules, sheets)
        best = engine.solve(call)
    except EngineError as error:
        raise _told(error) from error
    if not best.value.awards:
        raise _nobody(call)
    chosen, plain = best.value, engine.rank_until_budget(call, skip=False)
    run = engine.record(call, chosen, seed=rules.seed)
    result = {
        "awards": dict(chosen.awards),
        "value": chosen.value,
        "bound": chosen.bound,
        "tied": list(chosen.alternatives),
        "ranking": {"awards": plain.awards, "value": plain.value, "broken": list(plain.broken)},
        "explanation": [_plain(each) for each in best.explanation],
        "cpu_seconds": round(best.search_cpu_s, 3),
    }
    return Answered(engine.canonical(call), run.inputs_sha256, run.version, result)


def shake(*, question: str, rules: Mapping[str, Any]) -> dict[str, Any]:
    """In how many of the draws each application is chosen when scores are shaken."""
    found = engine.robustness(engine.restore(question), spread=rules["noise"], draws=rules["draws"], seed=rules["seed"])
    return {"draws": found.draws, "spread": found.spread, "times": dict(found.times)}


def explain(*, question: str, result: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    """Reasons of some applications, and the price of each rule (the same whatever the names)."""
    told = engine.explain(engine.restore(question), _portfolio(result), names=names)
    return {"of": {name: _plain(each) for name, each in told.of.items()}, "prices": dict(told.prices)}


def replay(*, question: str, kept: Mapping[str, Any]) -> tuple[str, ...]:
    """Which parts of a kept run a replay does not confirm; none: it is the same run.

    `kept` holds inputs_sha256, seed, version, awards and value, and draws, spread and times where scores were shaken.
    """
    call = engine.restore(question)
    now = engine.record(call, engine.solve(call).value, seed=kept["seed"])
    differ = list(engine.differences(kept, now))
    if engine.miscalibrated(call):
        differ.append("scores")
    if kept.get("times"):
        again = engine.robustness(call, spread=kept["spread"], draws=kept["draws"], seed=kept["seed"])
        if dict(again.times) != kept["times"]:
            differ.append("times")
    return tuple(differ)


def plain_ranking(*, candidates: Sequence[Candidate], rules: Rules) -> dict[str, int]:
    """Grants by score until the first that the budget no longer covers: number → yen. Raises SelectionError."""
    try:
        return dict(engine.rank_until_budget(_call(candidates, rules), skip=False).awards)
    except EngineError as error:
        raise _told(error) from error


def by_number(number: str) -> Any:
    """By which receipt numbers are sorted: 9 before 10."""
    return engine.in_order(number)


def ranked(candidates: Sequence[Candidate]) -> list[Candidate]:
    """By score, the highest first; equal scores by smaller amount, then by number, 9 before 10; without a score at the end."""
    return sorted(candidates, key=lambda each: (each.score is None, -(each.score or 0), each.asked, by_number(each.number)))


def _call(candidates: Sequence[Candidate], rules: Rules, sheets: Sequence[SheetUnits] = ()) -> engine.Call:
    decided = {row.number: row.must_be_in for row in rules.beforehand}
    return engine.Call(
        tuple(_application(each, rules) for each in candidates),
        rules.budget,
        tuple(engine.Limit(row.id, row.mark, row.value, row.least_count, row.most_count, row.least_yen, row.most_yen) for row in rules.limits),
        tuple(engine.Share(row.id, row.mark, row.value, row.at_least, row.at_most, row.of) for row in rules.shares),
        rules.per_applicant,
        frozenset(number for number, inside in decided.items() if inside),
        frozenset(number for number, inside in decided.items() if not inside),
        rules.least_score,
        UNIT,
        engine.Sheets(tuple((each.number, each.reviewer, each.units) for each in sheets)) if sheets else None,
        numbered=True,
    )


def _application(each: Candidate, rules: Rules) -> engine.Application:
    least, step, score = None, 0, each.score
    if rules.partial_percent is not None:
        wanted = -(-each.asked * rules.partial_percent // 100)
        least = min(each.asked, max(rules.step, -(-wanted // rules.step) * rules.step))
        step = rules.step
    return engine.Application(each.number, each.party, each.asked, score, dict(each.marks), least, step)  # type: ignore[arg-type]


def _portfolio(result: Mapping[str, Any]) -> engine.Portfolio:
    return engine.Portfolio(result["awards"], result["value"], result["bound"], tuple(result["tied"]))


def _plain(each: Explanation) -> dict[str, Any]:
    return {"code": each.code, "values": asdict(each)["values"]}


def _nobody(call: engine.Call) -> SelectionError:
    """Only a selection of nobody keeps the rules, which answers no question: names the rules that leave nobody."""
    marked = tuple(replace(each, marks={**each.marks, "any": "any"}) for each in call.applications)
    somebody = engine.Limit("any", "any", "any", least_count=1)
    about: tuple[str, ...] = ()
    try:
        engine.solve(replace(call, applications=marked, limits=(*call.limits, somebody)))
    except engine.ImpossibleRulesError as error:
        about = tuple(rule for rule in error.rules if rule != somebody.id)
    if not about and call.least_score:
        about = ("least_score",)
    return SelectionError("impossible_rules", _("この決まりでは、採れる申請が1件もありません。決まりをどれか緩めてください"), about=about)


def _told(error: EngineError) -> SelectionError:
    """The engine's error in the office's words."""
    if isinstance(error, engine.MissingScoresError):
        message = _("評点のない申請があります: %(numbers)s") % {"numbers": "、".join(error.ids)}
        return SelectionError(error.code, message, about=error.ids)
    if isinstance(error, engine.ImpossibleRulesError):
        return SelectionError(error.code, _("すべての決まりを守る選び方がありません。決まりをどれか緩めてください"), about=error.rules)
    if isinstance(error, engine.RepeatedApplicationError):
        return SelectionError(error.code, _("同じ受付番号の申請が2つあります。申請の一覧を確かめてください"))
    if isinstance(error, engine.SolverError):
        return SelectionError(error.code, _("計算が最後まで証明できませんでした。決まりを変えてやり直すか、システムの担当に知らせてください"))
    return SelectionError(error.code, _("計算に入れる値が正しくありません: %(told)s") % {"told": error})

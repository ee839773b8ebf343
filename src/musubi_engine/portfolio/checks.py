"""Refuse a selection that cannot be made: what is wrong, where, and what to do."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from musubi_engine.common import EngineError, InvalidDataError

if TYPE_CHECKING:  # the model checks itself with this module
    from musubi_engine.portfolio.model import Application, Call, Limit, Share

MOST_AMOUNTS = 200
RESERVED = {"budget", "per_applicant", "include"}


class RepeatedApplicationError(InvalidDataError):
    """Two applications with the same id."""

    code = "repeated_application"


class MissingScoresError(InvalidDataError):
    """Applications without a score."""

    code = "missing_scores"

    def __init__(self, ids: tuple[str, ...]) -> None:
        super().__init__("no score yet: complete the review, or exclude them", where=f"applications {', '.join(ids)}")
        self.ids = ids


class ImpossibleRulesError(InvalidDataError):
    """Rules that no selection keeps; ``rules`` is a set of them that clashes and of which none can be spared."""

    code = "impossible_rules"

    def __init__(self, rules: tuple[str, ...]) -> None:
        text = "no selection keeps this rule: relax it" if len(rules) == 1 else "no selection keeps these rules together: relax one of them"
        super().__init__(text, where=f"rules {', '.join(rules)}")
        self.rules = rules


class SolverError(EngineError):
    """The solver gave no proven answer."""

    code = "solver"


def _whole(value: object, low: int, what: str, where: str) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < low:
        raise InvalidDataError(f"{what} is {value!r}: give a whole number of {low} or more", where=where)


def check_call(call: Call) -> None:
    """Raise `InvalidDataError` unless the question makes sense."""
    _whole(call.budget, 0, "the budget", "budget")
    if call.budget == 0:
        raise InvalidDataError("the budget is 0: nothing can be granted; give the amount of this call", where="budget")
    _whole(call.unit, 1, "the unit of scores", "unit")
    counts = Counter(a.id for a in call.applications)
    twice = sorted(name for name, count in counts.items() if count > 1)
    if twice:
        raise RepeatedApplicationError("the id stands there twice: give each its own", where=f"application {twice[0]}")
    missing = tuple(a.id for a in call.applications if a.score is None and a.id not in call.exclude)
    if missing:
        raise MissingScoresError(missing)
    for application in call.applications:
        _check_application(application, scored=application.id not in call.exclude)
    unknown = sorted((call.include | call.exclude) - set(counts))
    if unknown:
        raise InvalidDataError(f"unknown applications {unknown}", where="include or exclude")
    both = sorted(call.include & call.exclude)
    if both:
        raise InvalidDataError(f"applications {both} are to be included and excluded: take them off one list", where="include")
    if call.per_applicant is not None:
        _whole(call.per_applicant, 1, "the most grants of one applicant", "per_applicant")
    _check_rules(call)


def _check_application(a: Application, *, scored: bool) -> None:
    where = f"application {a.id}"
    _whole(a.asked, 1, "the amount asked for", where)
    if scored:
        _whole(a.score, 0, "the score", where)
    if a.least is None:
        return
    _whole(a.least, 1, "the least amount", where)
    _whole(a.step, 1, "the step", where)
    if a.least > a.asked:
        raise InvalidDataError(f"the least amount {a.least} is more than the {a.asked} asked for", where=where)
    if (a.asked - a.least) // a.step >= MOST_AMOUNTS:
        raise InvalidDataError(f"more than {MOST_AMOUNTS} amounts between least and asked: take a larger step", where=where)


def _check_rules(call: Call) -> None:
    seen = set(RESERVED)
    rules: tuple[Limit | Share, ...] = (*call.limits, *call.shares)
    for rule in rules:
        if rule.id in seen:
            raise InvalidDataError("another rule has the same id: give each its own", where=f"rule {rule.id}")
        seen.add(rule.id)
        if not any(a.marks.get(rule.mark) == rule.value for a in call.applications):
            raise InvalidDataError(f"no application has {rule.mark} = {rule.value}: is it written as in the applications?", where=f"rule {rule.id}")
    for limit in call.limits:
        for low, high, what in ((limit.least_count, limit.most_count, "count"), (limit.least_yen, limit.most_yen, "yen")):
            _whole(low, 0, f"least {what}", f"rule {limit.id}")
            if high is not None:
                _whole(high, 0, f"most {what}", f"rule {limit.id}")
    _check_shares(call)


def _check_shares(call: Call) -> None:
    for share in call.shares:
        if share.of not in {"awarded", "budget"}:
            raise InvalidDataError(f"{share.of!r} is not awarded or budget", where=f"rule {share.id}")
        for part in (share.at_least, share.at_most):
            _whole(part, 0, "a share", f"rule {share.id}")
            if part > 1000:
                raise InvalidDataError(f"a share of {part} thousandths is more than all", where=f"rule {share.id}")

"""Rating scales: load them from the reference file, and rate a figure by a scale's rules with an explanation."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.indicators.domain.figures import Figure
from musubi.blocks.indicators.domain.numbers import number_text, percent_text
from musubi.blocks.indicators.enums import RuleKind
from musubi.blocks.indicators.models import RatingRule, RatingScale, RatingStep
from musubi.blocks.indicators.models.rating import WITH_THRESHOLD

REFERENCE = Path(__file__).resolve().parents[1] / "data" / "rating_scales.toml"
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Step:
    """A step of a scale."""

    mark: str
    label: str
    label_en: str
    tone: str


@dataclass(frozen=True)
class Rule:
    """A rule of a scale; `threshold` in percent."""

    kind: RuleKind
    step: Step
    threshold: Decimal | None = None


@dataclass(frozen=True)
class Scale:
    """A scale with its steps, the best first, and its rules in the order in which they are asked."""

    code: str
    name: str
    name_en: str
    subject: str
    source: str
    source_url: str
    note: str
    steps: tuple[Step, ...]
    rules: tuple[Rule, ...] = ()

    @property
    def is_mechanical(self) -> bool:
        """Whether rules choose the step; otherwise people do."""
        return bool(self.rules)

    def step(self, mark: str) -> Step:
        """The step of that mark. Raises LookupError."""
        for step in self.steps:
            if step.mark == mark:
                return step
        raise LookupError(f"scale {self.code} has no step {mark}")


@dataclass(frozen=True)
class Rated:
    """The step that the rules give (None where no rule holds), and why in words."""

    step: Step | None
    explanation: str


class ScaleFileError(ValueError):
    """A file of rating scales cannot be used; the message names the scale and what to mend."""

    code = "scale_file"


@transaction.atomic
def load_scales(*, actor: Any, now: dt.datetime, path: Path = REFERENCE) -> int:
    """Bring the scales of the reference file into the database; returns how many were added or changed.

    Running it again changes nothing. Scales that a city added under codes of its own stay as they are. Raises
    ScaleFileError for a file that cannot be used; then nothing is kept.
    """
    kept = {scale.code: scale for scale in scales()}
    changed = 0
    for order, new in enumerate(_read_scales(path)):
        if kept.get(new.code) == new:
            continue
        changed += 1
        record = _write(new, order)
        after = {"code": new.code, "name": new.name, "source": new.source}
        record_event(actor=actor, verb="rating_scale.loaded", obj=record, now=now, after=after)
    return changed


def _read_scales(path: Path) -> list[Scale]:
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8")).get("scale", [])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ScaleFileError(_("%(file)s を読めません: %(reason)s") % {"file": path.name, "reason": error}) from error
    found = []
    for number, data in enumerate(given, start=1):
        try:
            found.append(_from_reference(data))
        except (KeyError, TypeError, ValueError, ArithmeticError) as error:
            told = {"number": number, "code": data.get("code", "") if isinstance(data, dict) else "", "reason": error}
            raise ScaleFileError(_("%(number)d番目の評価基準(%(code)s)を読めません。直すところ: %(reason)s") % told) from error
    return found


def _from_reference(data: dict[str, Any]) -> Scale:
    steps = tuple(Step(each["mark"], each["label"], each["label_en"], each["tone"]) for each in data["steps"])
    by_mark = {step.mark: step for step in steps}
    rules = tuple(
        Rule(RuleKind(each["kind"]), by_mark[each["step"]], Decimal(each["threshold"]) if "threshold" in each else None)
        for each in data.get("rules", ())
    )
    for rule in rules:
        if (rule.kind in WITH_THRESHOLD) != (rule.threshold is not None):
            raise ValueError(f"threshold of {rule.kind.value}")
    for key in ("code", "name", "source"):
        if not data.get(key):
            raise ValueError(key)
    texts = {key: data.get(key, "") for key in ("code", "name", "name_en", "subject", "source", "source_url", "note")}
    return Scale(**texts, steps=steps, rules=rules)


def _write(scale: Scale, order: int) -> RatingScale:
    values = {key: getattr(scale, key) for key in ("name", "name_en", "subject", "source", "source_url", "note")}
    record, _created = RatingScale.objects.update_or_create(code=scale.code, defaults={**values, "order": order})
    record.rules.all().delete()
    record.steps.all().delete()
    steps = RatingStep.objects.bulk_create(
        RatingStep(scale=record, order=number, mark=step.mark, label=step.label, label_en=step.label_en, tone=step.tone)
        for number, step in enumerate(scale.steps)
    )
    by_mark = {step.mark: step for step in steps}
    RatingRule.objects.bulk_create(
        RatingRule(scale=record, order=number, step=by_mark[rule.step.mark], kind=rule.kind, threshold=rule.threshold)
        for number, rule in enumerate(scale.rules)
    )
    return record


def scales() -> list[Scale]:
    """Every scale, in three queries."""
    found = []
    for record in RatingScale.objects.prefetch_related("steps", "rules"):
        steps = {step.pk: Step(step.mark, step.label, step.label_en, step.tone) for step in record.steps.all()}
        rules = tuple(Rule(RuleKind(rule.kind), steps[rule.step_id], _plain(rule.threshold)) for rule in record.rules.all())
        texts = {key: getattr(record, key) for key in ("code", "name", "name_en", "subject", "source", "source_url", "note")}
        found.append(Scale(**texts, steps=tuple(steps.values()), rules=rules))
    return found


def _plain(threshold: Decimal | None) -> Decimal | None:
    return None if threshold is None else threshold.normalize()


def scale(code: str) -> Scale:
    """The scale of that code. Raises LookupError."""
    for found in scales():
        if found.code == code:
            return found
    raise LookupError(f"no rating scale {code}")


def rate(scale: Scale, row: Figure) -> Rated:
    """The step on which a figure falls, by the first rule that holds; no query.

    A rule whose value is missing is passed over; then only a rule that holds may give a step, never `otherwise`, and the
    step for what cannot be rated (`unknown`) is given instead.
    """
    unknown = next((rule.step for rule in scale.rules if rule.kind is RuleKind.UNKNOWN), None)
    if row.actual is None:
        return Rated(unknown, _("実績がないため評価できません"))
    missing = ""
    for rule in scale.rules:
        if rule.kind is RuleKind.UNKNOWN:
            continue
        if rule.kind is RuleKind.OTHERWISE:
            return Rated(unknown, missing) if missing else Rated(rule.step, _("どの条件にも当たりません(%(facts)s)") % {"facts": _facts(row)})
        verdict = _ASK[rule.kind](row, (rule.threshold or Decimal(0)) / HUNDRED)
        if verdict.holds:
            return Rated(rule.step, verdict.words)
        if verdict.holds is None:
            missing = missing or verdict.words
    return Rated(unknown, missing or _("どの条件にも当たりません(%(facts)s)") % {"facts": _facts(row)})


@dataclass(frozen=True)
class _Verdict:
    """Whether a rule holds (None: a value is missing), and the words for it."""

    holds: bool | None
    words: str


def _facts(row: Figure) -> str:
    parts = [_("実績 %(value)s") % {"value": _number(row, row.actual)}]
    if row.target is not None:
        parts.append(_("目標 %(value)s") % {"value": _number(row, row.target.value)})
    if row.baseline is not None:
        parts.append(_("基準 %(value)s") % {"value": _number(row, row.baseline)})
    return "、".join(parts)


def _number(row: Figure, value: Decimal | None) -> str:
    return f"{number_text(value)}{row.subject.unit}"


def _no_target() -> _Verdict:
    return _Verdict(None, _("その年度の目標値がないため評価できません"))


def _no_baseline() -> _Verdict:
    return _Verdict(None, _("基準値がないため評価できません"))


def _gain(row: Figure, than: Decimal) -> Decimal:
    """By how much the actual is better than a value."""
    actual = row.actual or Decimal(0)
    return than - actual if row.improves_down else actual - than


def _above_target(row: Figure, _threshold: Decimal) -> _Verdict:
    if row.target is None:
        return _no_target()
    return _Verdict(_gain(row, row.target.value) > 0, _("目標値を超えています(%(facts)s)") % {"facts": _facts(row)})


def _reaches_target(row: Figure, _threshold: Decimal) -> _Verdict:
    if row.target is None:
        return _no_target()
    return _Verdict(_gain(row, row.target.value) >= 0, _("目標値に達しています(%(facts)s)") % {"facts": _facts(row)})


def _above_baseline(row: Figure, _threshold: Decimal) -> _Verdict:
    if row.baseline is None:
        return _no_baseline()
    return _Verdict(_gain(row, row.baseline) > 0, _("基準値を超えています(%(facts)s)") % {"facts": _facts(row)})


def _below_baseline(row: Figure, _threshold: Decimal) -> _Verdict:
    if row.baseline is None:
        return _no_baseline()
    return _Verdict(_gain(row, row.baseline) < 0, _("基準値を下回っています(%(facts)s)") % {"facts": _facts(row)})


def _within_baseline(row: Figure, threshold: Decimal) -> _Verdict:
    if row.baseline is None:
        return _no_baseline()
    words = _("基準値からの下落が%(threshold)s以内です(%(facts)s)") % {"threshold": percent_text(threshold), "facts": _facts(row)}
    return _Verdict(_gain(row, row.baseline) >= -abs(row.baseline) * threshold, words)


def _ratio(value: Decimal | None, threshold: Decimal, words: str, missing: str) -> _Verdict:
    if value is None:
        return _Verdict(None, missing)
    return _Verdict(value >= threshold, words % {"value": percent_text(value), "threshold": percent_text(threshold)})


def _to_target(row: Figure, threshold: Decimal) -> _Verdict:
    if row.target is None:
        return _no_target()
    if row.to_target is None and row.reached:
        return _Verdict(True, _("目標値に達しています(%(facts)s)") % {"facts": _facts(row)})
    words = _("目標÷実績は%(value)sで、%(threshold)s以上です") if row.improves_down else _("実績÷目標は%(value)sで、%(threshold)s以上です")
    return _ratio(row.to_target, threshold, words, _("目標値が0以下のため、実績÷目標を計算できません"))


def _from_baseline(row: Figure, threshold: Decimal) -> _Verdict:
    if row.target is None:
        return _no_target()
    words = _("(実績−基準)÷(目標−基準)は%(value)sで、%(threshold)s以上です")
    missing = _("基準値がないか目標値と同じため、(実績−基準)÷(目標−基準)を計算できません")
    return _ratio(row.from_baseline, threshold, words, missing)


def _pace(row: Figure, threshold: Decimal) -> _Verdict:
    words = _("経過した年数の分の目標に対して%(value)sで、%(threshold)s以上です")
    missing = _("基準年度か最終年度の目標値がないため、経過した年数の分の目標を計算できません")
    return _ratio(None if row.improves_down else row.pace, threshold, words, missing)


_ASK: dict[RuleKind, Callable[[Figure, Decimal], _Verdict]] = {
    RuleKind.ABOVE_TARGET: _above_target,
    RuleKind.REACHES_TARGET: _reaches_target,
    RuleKind.ABOVE_BASELINE: _above_baseline,
    RuleKind.BELOW_BASELINE: _below_baseline,
    RuleKind.WITHIN_BASELINE: _within_baseline,
    RuleKind.TO_TARGET: _to_target,
    RuleKind.FROM_BASELINE: _from_baseline,
    RuleKind.PACE: _pace,
}

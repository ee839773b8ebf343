"""The terms of a call as one typed document: lanes, costs, questions, checks, documents, obligations, rules.

Terms are data: the next kind of call needs a file, not code. `read_terms` takes what a file or a form gave and tells
every fault by its place; `faults_of` says what is missing before a call can open.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, asdict, dataclass, field, fields
from typing import Any

from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.amounts.types import RULE_TYPES, parse_rate
from musubi.blocks.applications.enums import BlindMode, ObligationKind, ScorePublicity, ScoreUsed, Stage

QUESTION_KINDS = ("text", "long_text", "integer", "yen", "date", "choice", "choices", "yes_no")
MOST_LEVEL = 100
MOST_KEPT = 100  # years
ANCHORS = ("decided", "completed", "confirmed", "year_end", "each_year")


@dataclass(frozen=True)
class Lane:
    """区分: applicants choose one; rules, questions and documents may belong to one."""

    key: str
    name: str
    note: str = ""


@dataclass(frozen=True)
class CostCategory:
    """経費の区分."""

    key: str
    name: str
    note: str = ""
    lane: str = ""


@dataclass(frozen=True)
class Question:
    """A field of the form; `points` gives a choice its self-scored points, beside `choices` in the same order."""

    key: str
    label: str
    kind: str = "text"
    stage: str = "application"
    required: bool = True
    section: str = ""
    help: str = ""
    choices: tuple[str, ...] = ()
    points: tuple[int, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    lane: str = ""


@dataclass(frozen=True)
class Check:
    """要件: asked of the applicant before the form ("can I apply?"), and looked at by a clerk afterwards."""

    key: str
    label: str
    basis: str = ""
    wanted: bool = True
    stop: str = ""
    ask: bool = True
    evidence: str = ""


@dataclass(frozen=True)
class RequiredDocument:
    """提出書類: at which stage, whether always or only after an answer."""

    key: str
    label: str
    stage: str = "application"
    required: bool = True
    help: str = ""
    when_question: str = ""
    when_answer: str = ""
    lane: str = ""


@dataclass(frozen=True)
class ObligationTerm:
    """届出・報告: counted in days from an anchor, or every year (`month`, `day`) for some years."""

    key: str
    label: str
    kind: str
    anchor: str = "completed"
    days: int = 30
    month: int = 3
    day: int = 31
    years: int = 1


@dataclass(frozen=True)
class Criterion:
    """審査項目: `anchors` tell in words what each level means, from `lowest` upwards; points are level × `weight`.

    An `independent` one (波及効果 and the like) is told beside the total and never in it. `round` 0 stands in every round of the review.
    """

    key: str
    label: str
    anchors: tuple[str, ...] = ()
    weight: int = 1
    lowest: int = 1
    independent: bool = False
    round: int = 0
    help: str = ""
    lane: str = ""

    @property
    def highest(self) -> int:
        """The best level."""
        return self.lowest + len(self.anchors) - 1

    @property
    def full(self) -> int:
        """Points of the best level."""
        return self.highest * self.weight

    def levels(self) -> list[tuple[int, str]]:
        """Each level with what it means, the best first, as score sheets show them."""
        return [(self.lowest + place, text) for place, text in reversed(list(enumerate(self.anchors)))]


@dataclass(frozen=True)
class RuleTerm:
    """A rule of the amount or of admission, by its type and parameters."""

    key: str
    type: str
    label: str = ""
    lane: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Terms:
    """Everything that freezes when a call opens."""

    lanes: tuple[Lane, ...] = ()
    categories: tuple[CostCategory, ...] = ()
    questions: tuple[Question, ...] = ()
    checks: tuple[Check, ...] = ()
    documents: tuple[RequiredDocument, ...] = ()
    obligations: tuple[ObligationTerm, ...] = ()
    rules: tuple[RuleTerm, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    conditions: str = ""
    asset_limit: int = 500_000
    blind: str = "single"
    score_publicity: str = "office"
    calibrates: bool = False
    score_used: str = "raw"
    score_clause: str = ""
    portfolio: bool = False
    keep_years: int = 0
    keep_clause: str = ""

    def questions_of(self, stage: str, lane: str = "") -> list[Question]:
        """The form's fields at a stage for a lane."""
        return [each for each in self.questions if each.stage == stage and each.lane in ("", lane)]

    def documents_of(self, stage: str, *, lane: str = "", answers: Mapping[str, Any] | None = None) -> list[RequiredDocument]:
        """The documents of a stage that this case has to do with."""
        given = answers or {}
        return [
            each
            for each in self.documents
            if each.stage == stage
            and each.lane in ("", lane)
            and (not each.when_question or str(given.get(each.when_question, "")) == each.when_answer)
        ]

    def criteria_of(self, *, round_number: int, lane: str | None = None) -> list[Criterion]:
        """The rows of the score sheet (採点表) of a round; with a lane, those that an application of it is scored by."""
        return [each for each in self.criteria if each.round in (0, round_number) and (lane is None or each.lane in ("", lane))]

    def rules_for_amount(self) -> bool:
        """Whether the terms compute a sum at all."""
        return any(rule.type in {"rate", "rate_by_year", "flat"} for rule in self.rules)


SECTIONS: dict[str, type] = {
    "lanes": Lane,
    "categories": CostCategory,
    "questions": Question,
    "checks": Check,
    "documents": RequiredDocument,
    "obligations": ObligationTerm,
    "rules": RuleTerm,
    "criteria": Criterion,
}


@dataclass(frozen=True)
class TermsFault:
    """Something wrong with the terms, at a row of a section."""

    section: str
    key: str
    message: str


class TermsError(Exception):
    """The terms cannot be read; `faults` names each place."""

    code = "terms"

    def __init__(self, faults: list[TermsFault]) -> None:
        super().__init__("; ".join(f"{fault.section}/{fault.key}: {fault.message}" for fault in faults))
        self.faults = faults


def read_terms(content: Mapping[str, Any]) -> Terms:
    """Terms from a file, a form or a stored version. Raises TermsError with every fault by section and row."""
    faults: list[TermsFault] = []
    found: dict[str, Any] = {}
    for section, kind in SECTIONS.items():
        rows = []
        for number, raw in enumerate(content.get(section) or (), start=1):
            try:
                rows.append(_row(kind, raw))
            except (TypeError, ValueError, KeyError) as error:
                key = str(raw.get("key", number)) if isinstance(raw, Mapping) else str(number)
                faults.append(TermsFault(section, key, str(error)))
        found[section] = tuple(rows)
    terms = Terms(
        **found,
        conditions=str(content.get("conditions") or ""),
        asset_limit=int(content.get("asset_limit") or 500_000),
        blind=str(content.get("blind") or BlindMode.SINGLE),
        score_publicity=str(content.get("score_publicity") or ScorePublicity.OFFICE),
        calibrates=content.get("calibrates") is True,
        score_used=str(content.get("score_used") or ScoreUsed.RAW),
        score_clause=str(content.get("score_clause") or ""),
        portfolio=content.get("portfolio") is True,
        keep_years=int(content.get("keep_years") or 0),
        keep_clause=str(content.get("keep_clause") or ""),
    )
    faults += list(_inconsistent(terms))
    if faults:
        raise TermsError(faults)
    return terms


def _row(kind: type, raw: Any) -> Any:
    if not isinstance(raw, Mapping):
        raise TypeError(_("行の形が違います"))
    values: dict[str, Any] = {}
    for each in fields(kind):
        if each.name not in raw:
            if each.default is MISSING and each.default_factory is MISSING:
                raise ValueError(_("「%(name)s」がありません") % {"name": each.name})
            continue
        value = raw[each.name]
        values[each.name] = tuple(value) if isinstance(value, list | tuple) else value
    return kind(**values)


def _inconsistent(terms: Terms) -> Iterator[TermsFault]:
    lanes = {lane.key for lane in terms.lanes}
    for section in SECTIONS:
        seen: set[str] = set()
        for row in getattr(terms, section):
            if row.key in seen:
                yield TermsFault(section, row.key, _("キー「%(key)s」が2回あります。別のキーにしてください") % {"key": row.key})
            seen.add(row.key)
            if getattr(row, "lane", "") and row.lane not in lanes:
                yield TermsFault(section, row.key, _("区分「%(lane)s」がありません") % {"lane": row.lane})
    if not 0 <= terms.keep_years <= MOST_KEPT:
        yield TermsFault("conditions", "keep_years", _("保存期間は1年から%(most)d年までです") % {"most": MOST_KEPT})
    yield from _question_faults(terms)
    yield from _rule_faults(terms)
    yield from _criterion_faults(terms)
    for owed in terms.obligations:
        if owed.kind not in dict(ObligationKind.of_terms()) or owed.anchor not in ANCHORS:
            yield TermsFault("obligations", owed.key, _("種類か起算日が正しくありません"))


def _question_faults(terms: Terms) -> Iterator[TermsFault]:
    keys = {question.key for question in terms.questions}
    for question in terms.questions:
        if question.kind not in QUESTION_KINDS or question.stage not in Stage.values:
            yield TermsFault("questions", question.key, _("質問の種類か段階が正しくありません"))
        if question.kind in {"choice", "choices"} and not question.choices:
            yield TermsFault("questions", question.key, _("選択肢を書いてください"))
        if question.points and len(question.points) != len(question.choices):
            yield TermsFault("questions", question.key, _("点数の数が、選択肢の数と合いません"))
    for document in terms.documents:
        if document.stage not in Stage.values:
            yield TermsFault("documents", document.key, _("段階が正しくありません"))
        if document.when_question and document.when_question not in keys:
            yield TermsFault("documents", document.key, _("質問「%(key)s」がありません") % {"key": document.when_question})


def _criterion_faults(terms: Terms) -> Iterator[TermsFault]:
    if terms.blind not in BlindMode.values or terms.score_publicity not in ScorePublicity.values:
        yield TermsFault("criteria", "", _("審査の匿名か、評点の公開区分が正しくありません"))
    yield from _score_faults(terms)
    for criterion in terms.criteria:
        if len(criterion.anchors) < 2 or not all(text.strip() for text in criterion.anchors):
            yield TermsFault("criteria", criterion.key, _("段階ごとの目安を、低い段階から順に、2つ以上書いてください"))
        if criterion.weight < 1 or criterion.lowest < 0 or criterion.round < 0 or criterion.highest > MOST_LEVEL:
            yield TermsFault("criteria", criterion.key, _("重みは1以上、最低の段階と審査の回は0以上の整数、段階は100までにしてください"))
    if terms.criteria and all(criterion.independent for criterion in terms.criteria):
        yield TermsFault("criteria", terms.criteria[0].key, _("合計に入れる審査項目が1つもありません"))


def _score_faults(terms: Terms) -> Iterator[TermsFault]:
    if terms.score_used not in ScoreUsed.values:
        yield TermsFault("criteria", "", _("順位と選定に使う点が正しくありません"))
    if terms.score_used != ScoreUsed.CALIBRATED:
        return
    if not terms.calibrates:
        yield TermsFault("criteria", "", _("甘辛をならした点を使う募集では、採点の甘辛も示します。そこにも印を付けてください"))
    if not terms.score_clause.strip():
        yield TermsFault("criteria", "", _("甘辛をならした点を使うと定めた、要綱・募集要項の条文を書いてください"))


def _rule_faults(terms: Terms) -> Iterator[TermsFault]:
    keys = {question.key for question in terms.questions}
    categories = {category.key for category in terms.categories}
    for rule in terms.rules:
        if rule.type not in RULE_TYPES:
            yield TermsFault("rules", rule.key, _("決まりの種類「%(type)s」がありません") % {"type": rule.type})
            continue
        for parameter in RULE_TYPES[rule.type].parameters:
            value = rule.parameters.get(parameter.name)
            if value in (None, "", [], ()):
                if parameter.required:
                    yield TermsFault("rules", rule.key, _("「%(name)s」を入れてください") % {"name": parameter.label})
                continue
            message = _parameter_fault(parameter.kind, value, keys, categories)
            if message:
                yield TermsFault("rules", rule.key, f"{parameter.label}: {message}")


def _parameter_fault(kind: str, value: Any, questions: set[str], categories: set[str]) -> str:
    try:
        if kind == "rate":
            parse_rate(str(value))
        elif kind in {"yen", "integer"}:
            int(value)
        elif kind == "pairs":
            for year, rate in dict(value).items():
                int(year)
                parse_rate(str(rate))
    except (TypeError, ValueError, ZeroDivisionError):
        return _("「%(value)s」は読めません") % {"value": value}
    if kind == "question" and value not in questions:
        return _("質問「%(key)s」がありません") % {"key": value}
    if kind == "keys" and not set(value) <= categories:
        return _("経費の区分「%(key)s」がありません") % {"key": "、".join(sorted(set(value) - categories))}
    return ""


def as_content(terms: Terms) -> dict[str, Any]:
    """The terms as JSON keeps them; `read_terms` gives them back."""
    plain: dict[str, Any] = json.loads(json.dumps(asdict(terms), ensure_ascii=False))
    return plain


def content_sha256(content: Mapping[str, Any]) -> str:
    """The hash of canonical terms."""
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()

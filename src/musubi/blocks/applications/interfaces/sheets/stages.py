"""The forms whose questions stand in a call's terms: 申請書, 交付申請書, 実績報告書."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.applicant.sections import sections_of
from musubi.blocks.applications.domain.corrections import stage_of
from musubi.blocks.applications.domain.terms import Question, Terms, read_terms
from musubi.blocks.applications.enums import Stage
from musubi.blocks.applications.interfaces.own_form_page import as_text, store_of
from musubi.blocks.applications.interfaces.sheets.model import EMPTY_DAY, Field, Group, Sheet, Table, day_text, yen_text
from musubi.blocks.applications.models import Application

EMPTY_ROWS = 6


def stage_sheet(application: Application, stage: str, *, filled: bool) -> Sheet:
    """A stage's form, blank or with what was handed in."""
    terms = read_terms(application.terms.content)
    receipt = application.receipts.filter(stage=stage).order_by("-received_at", "-pk").first() if filled else None
    store = store_of(application, stage) if filled else {}
    sections = sections_of(terms, stage, application.lane)
    asked = [Group(section.name, [_question(each, store.get(each.key)) for each in section.questions]) for section in sections]
    groups = [Group("", _head(application, terms, stage, filled=filled)), *asked]
    day = timezone.localdate(receipt.received_at) if receipt is not None else None
    return Sheet(
        title=_title(stage),
        sentence=_sentence(stage),
        groups=groups,
        tables=_tables(application, terms, stage, filled=filled),
        enclosed=[each.label for each in terms.documents_of(stage, lane=application.lane, answers=store_of(application, stage))],
        on=day,
        received_on=_received_on(application, stage) if filled else None,
    )


def _title(stage: str) -> str:
    return {Stage.GRANT: _("交付申請書"), Stage.REPORT: _("実績報告書")}.get(Stage(stage), _("申請書"))


def _sentence(stage: str) -> str:
    return {
        Stage.GRANT: _("採択された次の事業について、補助金等の交付を受けたいので、関係書類を添えて申請します。"),
        Stage.REPORT: _("補助金等の交付を受けた次の事業が完了したので、関係書類を添えて報告します。"),
    }.get(Stage(stage), _("次のとおり、関係書類を添えて申請します。"))


def _received_on(application: Application, stage: str) -> Any:
    return application.reported_on if stage == Stage.REPORT else application.received_on


def _head(application: Application, terms: Terms, stage: str, *, filled: bool) -> list[Field]:
    known = filled or stage_of(application) != Stage.APPLICATION or bool(application.title)
    rows = [Field(_("事業名"), application.title if known else "")]
    if stage != Stage.APPLICATION:
        sums = {Stage.REPORT: (_("交付決定額"), application.decided_now)}.get(Stage(stage), (_("申請額"), application.requested))
        rows.append(Field(sums[0], yen_text(sums[1])))
    if terms.lanes and stage == Stage.APPLICATION:
        rows.append(Field(_("区分"), choices=[(lane.name, filled and lane.key == application.lane) for lane in terms.lanes]))
    if stage == Stage.REPORT:
        rows.append(Field(_("事業の完了日"), day_text(application.completed_on if filled else None)))
    return rows


def _question(question: Question, value: Any) -> Field:
    chosen = [str(each) for each in value] if isinstance(value, list) else [str(value)] if value not in (None, "") else []
    if question.choices:
        return Field(question.label, choices=[(choice, choice in chosen) for choice in question.choices])
    if question.kind == "yes_no":
        return Field(question.label, choices=[(_("はい"), chosen == ["yes"]), (_("いいえ"), chosen == ["no"])])
    text = as_text(question, value)
    if question.kind == "yen":
        return Field(question.label, f"{text}円" if text else yen_text(None))
    if question.kind == "date":
        return Field(question.label, text or EMPTY_DAY)
    return Field(question.label, text, tall=question.kind == "long_text")


def _tables(application: Application, terms: Terms, stage: str, *, filled: bool) -> list[Table]:
    if not terms.categories or stage == Stage.GRANT:
        return []
    names = {each.key: each.name for each in terms.categories}
    lines = application.costs.filter(stage=stage) if filled else []
    heads = [_("経費の区分"), _("内容"), _("支払先"), _("領収日"), _("金額(税込・円)"), _("うち消費税(円)")]
    rows: list[list[str | int | None]] = [
        [names.get(line.category, line.category), line.label, line.payee, day_text(line.receipt_on) if line.receipt_on else "", line.amount, line.tax]
        for line in lines
    ]
    if rows:
        rows.append([_("合計"), "", "", "", sum(line.amount for line in lines), sum(line.tax for line in lines)])
    else:
        rows = [["", "", "", "", None, None] for _number in range(EMPTY_ROWS)]
    title = _("経費(%(names)s)") % {"names": "、".join(names.values())}
    made = [Table(title, heads, [14, 24, 18, 16, 16, 12], rows)]
    if stage == Stage.APPLICATION:
        aid: list[list[str | int | None]] = [[each.granter, each.name, each.amount] for each in application.other_aid.all()] if filled else []
        made.append(Table(_("ほかの補助"), [_("交付元"), _("補助金の名称"), _("金額(円)")], [30, 44, 26], aid or [["", "", None]] * 2))
    return made

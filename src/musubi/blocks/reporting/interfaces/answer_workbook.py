"""The Excel form of a reply: one row an input, with a visible id, so that it survives offices that strip files clean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import translation
from django.utils.translation import gettext as _

from musubi.blocks.indicators.domain.numbers import number_text
from musubi.blocks.indicators.models import IndicatorActual
from musubi.blocks.kernel.dates import format_fiscal_year
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.workbooks.reading import Cell, WorkbookError, read_sheets, rows_under
from musubi.blocks.kernel.workbooks.scanning import Fault
from musubi.blocks.kernel.workbooks.writing import Sheet, SheetColumn, workbook_bytes
from musubi.blocks.reporting.domain.answers import EntryAnswer, entries_of
from musubi.blocks.reporting.enums import AnswerKind, FutureDirection, Progress
from musubi.blocks.reporting.interfaces.answer_form import QuantityField
from musubi.blocks.reporting.models import ProgressReport, Reply, ReplyEntry

COVER, ANSWERS = "表紙", "回答"
ID, CODE, NAME, WHAT, LAST, ANSWER, HOW = "行ID", "番号", "事業", "項目", "前年度", "回答", "書き方"
HEADINGS = [ID, CODE, NAME, WHAT, LAST, ANSWER, HOW]
KINDS = {AnswerKind.ANSWER: "回答する", AnswerKind.SAME_AS_LAST: "前年同", AnswerKind.NOT_APPLICABLE: "該当なし"}
LONGEST = 4000
# The form is Japanese whatever the language of the one who downloads it: it goes to Japanese bodies.


@dataclass(frozen=True)
class CellChange:
    """A cell of a returned form that differs from what the reply says now; with an `error` it cannot be taken."""

    address: str
    row_id: str
    code: str
    what: str
    before: str
    after: str
    value: Any = None
    error: str = ""


@translation.override("ja")
def answer_workbook(reply: Reply) -> bytes:
    """The form of one organisation: equal input gives equal bytes."""
    call = reply.call
    cover = [
        ["照会", call.title],
        ["年度", format_fiscal_year(call.fiscal_year)],
        ["回答する組織", reply.organization.name],
        ["回答期限", format_date(call.due_on, weekday=True)],
        ["照会ID", call.uid],
        ["回答ID", reply.uid],
        ["", "「回答」のシートの「回答」の列だけに書いてください。行IDと見出しは消さないでください。"],
    ]
    columns = [
        SheetColumn(ID, 26),
        SheetColumn(CODE, 8),
        SheetColumn(NAME, 28),
        SheetColumn(WHAT, 22),
        SheetColumn(LAST, 30),
        SheetColumn(ANSWER, 44),
        SheetColumn(HOW, 34),
    ]
    rows = [row for entry in entries_of(reply) for row in _rows(entry, _last(entry))]
    sheets = [Sheet(COVER, [SheetColumn("", 16), SheetColumn("", 70)], cover, heading=False), Sheet(ANSWERS, columns, rows)]
    return workbook_bytes(sheets, title=call.title)


def _last(entry: ReplyEntry) -> tuple[ProgressReport | None, dict[int, Decimal]]:
    year = entry.reply.call.fiscal_year
    report = ProgressReport.objects.filter(item=entry.item, fiscal_year__lt=year).order_by("-fiscal_year").first()
    ids = [value.indicator_id for value in entry.values.all()]
    return report, dict(IndicatorActual.objects.filter(indicator__in=ids, fiscal_year=year - 1).values_list("indicator", "value"))


def _rows(entry: ReplyEntry, last: tuple[ProgressReport | None, dict[int, Decimal]]) -> list[list[Any]]:
    report, values = last
    item = [entry.item.code, entry.item.display_name]
    answered = entry.kind != AnswerKind.BLANK
    choices = "・".join(str(label) for _value, label in Progress.reportable())
    directions = "・".join(str(label) for label in FutureDirection.labels)
    rows = [[f"{entry.uid}:kind", *item, "この事業について", "", KINDS.get(AnswerKind(entry.kind), ""), "・".join(KINDS.values())]]
    for value in entry.values.all():
        indicator = value.indicator
        typed = number_text(value.value) if value.value is not None else ""
        unit = f"数字だけ。単位は{indicator.unit}" if indicator.unit else "数字だけ"
        rows.append([f"{entry.uid}:{indicator.code}", *item, indicator.name, number_text(values.get(indicator.pk)), typed, unit])
    told = report.get_progress_display() if report else ""
    rows.append(
        [f"{entry.uid}:progress", *item, "計画と比べた進み方", told, entry.get_progress_display() if entry.progress else "", f"{choices} から1つ"]
    )
    for name, what in (("done", "進んだこと"), ("problems", "困っていること・これからの対応")):
        before = getattr(report, name) if report else ""
        rows.append([f"{entry.uid}:{name}", *item, what, before, getattr(entry, name) if answered else "", "文で書く"])
    way = entry.get_direction_display() if entry.direction else ""
    rows.append([f"{entry.uid}:direction", *item, "今後の方向性", report.get_direction_display() if report else "", way, f"{directions} から1つ"])
    return rows


def read_answer(reply: Reply, data: bytes) -> list[CellChange]:
    """What a returned form says otherwise than the reply, cell by cell. Raises WorkbookError for the file as a whole."""
    sheets = read_sheets(data)
    if ANSWERS not in sheets:
        raise WorkbookError("no_sheet", _("シート「%(name)s」がありません。送った様式に書いてもらってください") % {"name": ANSWERS})
    _check_cover(reply, sheets.get(COVER, []))
    found = rows_under(ANSWERS, sheets[ANSWERS], HEADINGS)
    entries = {entry.uid: entry for entry in entries_of(reply)}
    changes, seen = [], set()
    for _number, cells in found.rows:
        row_id = str(cells[ID].value or "").strip()
        uid, _colon, field = row_id.partition(":")
        if uid not in entries or row_id in seen:
            message = _("この行IDは、この回答のものではありません") if uid not in entries else _("同じ行IDが2つあります。1つにしてください")
            changes.append(CellChange(cells[ID].address, row_id, "", "", "", str(cells[ANSWER].value or ""), error=message))
            continue
        seen.add(row_id)
        change = _compare(entries[uid], field, cells[ANSWER], str(cells[WHAT].value or ""))
        if change is not None:
            changes.append(change)
    return changes


def _check_cover(reply: Reply, rows: Sequence[Sequence[Any]]) -> None:
    told = {str(row[0]).strip(): str(row[1]).strip() for row in rows if len(row) > 1}
    if told.get("回答ID", reply.uid) != reply.uid:
        year = told.get("年度", "")
        message = _("別の照会の様式です(%(title)s %(year)s %(body)s)。この照会の様式を選んでください")
        raise WorkbookError("other_form", message % {"title": told.get("照会", ""), "year": year, "body": told.get("回答する組織", "")})


def _compare(entry: ReplyEntry, field: str, cell: Cell, what: str) -> CellChange | None:
    values = {value.indicator.code: value for value in entry.values.all()}
    common = {"address": cell.address, "row_id": f"{entry.uid}:{field}", "code": entry.item.code, "what": what}
    text = "" if cell.value is None else str(cell.value).strip()
    if isinstance(cell.value, Fault):
        return CellChange(**common, before="", after=text, error=_("セルがエラーになっています。値を書き直してください"))
    try:
        if field in values:
            before = values[field].value
            after = QuantityField(unit=values[field].indicator.unit).clean(_number(cell.value, text))
            same, told = before == after, (number_text(before), number_text(after))
        elif field in {"kind", "progress", "direction"}:
            before = getattr(entry, field)
            after = _choice(field, text)
            same, told = before == after or (not after and before == AnswerKind.BLANK), (_label(field, before), text)
        elif field in {"done", "problems"}:
            before, after = getattr(entry, field), _short(text)
            same, told = before == after, (before, after)
        else:
            return CellChange(**common, before="", after=text, error=_("この行IDの項目はありません"))
    except forms.ValidationError as error:
        return CellChange(**common, before="", after=text, error=" ".join(error.messages))
    return None if same else CellChange(**common, before=told[0], after=told[1], value=after)


def _number(value: Any, text: str) -> str:
    return number_text(Decimal(str(value))) if isinstance(value, int | float) and not isinstance(value, bool) else text


def _short(text: str) -> str:
    if len(text) > LONGEST:
        raise forms.ValidationError(_("%(limit)d字までにしてください") % {"limit": LONGEST})
    return text


def _choice(field: str, text: str) -> str:
    if not text:
        return ""
    labels: dict[str, str]
    with translation.override("ja"):
        if field == "kind":
            labels = {label: str(value) for value, label in KINDS.items()}
        else:
            choices: Any = Progress.reportable() if field == "progress" else FutureDirection.choices
            labels = {str(label): value for value, label in choices}
    if text not in labels:
        raise forms.ValidationError(_("「%(text)s」は選べません。%(all)s のどれかにしてください") % {"text": text, "all": "・".join(labels)})
    return labels[text]


def _label(field: str, value: str) -> str:
    if field == "kind":
        return KINDS.get(AnswerKind(value), "")
    choices: Any = Progress if field == "progress" else FutureDirection
    return str(choices(value).label) if value else ""


def taken(current: Mapping[str, EntryAnswer], changes: Sequence[CellChange]) -> dict[str, EntryAnswer]:
    """The answer with the chosen cells put in; a program with any of them counts as answered."""
    made = dict(current)
    for change in changes:
        entry, field = made[change.code], change.row_id.partition(":")[2]
        if field in {"kind", "progress", "done", "problems", "direction"}:
            text: Any = {field: change.value or (AnswerKind.ANSWER if field == "kind" else "")}
            entry = replace(entry, **text)
        else:
            entry = replace(entry, values={**entry.values, field: change.value})
        if entry.kind == AnswerKind.BLANK:
            entry = replace(entry, kind=AnswerKind.ANSWER)
        made[change.code] = entry
    return made

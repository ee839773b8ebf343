"""Score sheets in Excel: one workbook per reviewer out, read back row by row and cell by cell; the results of a panel."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.terms import Criterion
from musubi.blocks.kernel.text import normalise
from musubi.blocks.kernel.workbooks.reading import Cell, SheetRows, WorkbookError, read_sheets, rows_under
from musubi.blocks.kernel.workbooks.writing import Sheet, SheetColumn, workbook_bytes
from musubi.blocks.reviews.domain.files import name_for_reviewers
from musubi.blocks.reviews.domain.panels import criteria_of, terms_of
from musubi.blocks.reviews.domain.results import EntryResult
from musubi.blocks.reviews.domain.sheets import SheetContent, faults_of
from musubi.blocks.reviews.enums import SheetStatus
from musubi.blocks.reviews.models import ReviewAssignment, Reviewer

SHEET, ANCHORS = "採点", "目安"
ROW, NUMBER, PARTY, TITLE = "行ID", "整理番号", "申請者", "事業名"
FOR_APPLICANT, INTERNAL = "申請者への意見", "内部の意見"


def heading_of(criterion: Criterion) -> str:
    """The heading of a criterion's column, with its scale."""
    beside = "・参考" if criterion.independent else ""
    return f"{criterion.label}({criterion.lowest}–{criterion.highest}{beside})"


def write_sheets(reviewer: Reviewer, assignments: list[ReviewAssignment]) -> bytes:
    """The reviewer's workbook: a row for each application, what was kept so far, and what each level means on a second sheet."""
    panel = reviewer.panel
    terms, criteria = terms_of(panel), criteria_of(panel)
    columns = [
        SheetColumn(ROW, 14, note="この列は消さないでください"),
        SheetColumn(NUMBER, 8, is_text=False),
        SheetColumn(PARTY, 24),
        SheetColumn(TITLE, 30),
        *(SheetColumn(heading_of(each), 12, is_text=False, note=_anchors(each)) for each in criteria),
        SheetColumn(FOR_APPLICANT, 40),
        SheetColumn(INTERNAL, 40),
    ]
    rows = []
    for assignment in assignments:
        entry = assignment.entry
        sheet = getattr(assignment, "sheet", None)
        levels = {score.criterion: score.level for score in sheet.scores.all()} if sheet is not None else {}
        cells: list[Any] = [assignment.uid, entry.number, name_for_reviewers(entry.application, terms), entry.application.title]
        cells += [levels.get(each.key) if each.lane in ("", entry.application.lane) else "—" for each in criteria]
        rows.append([*cells, sheet.applicant_comment if sheet else "", sheet.internal_comment if sheet else ""])
    anchors = [[each.label, level, text] for each in criteria for level, text in each.levels()]
    sheets = [
        Sheet(SHEET, columns, rows),
        Sheet(ANCHORS, [SheetColumn("審査項目", 24), SheetColumn("段階", 8, is_text=False), SheetColumn("目安", 60)], anchors),
    ]
    return workbook_bytes(sheets, title=f"{panel} {reviewer}")


def _anchors(criterion: Criterion) -> str:
    return "\n".join(f"{level} {text}" for level, text in criterion.levels())


@dataclass(frozen=True)
class ReadCell:
    """A score as read: heading, what was typed, its address, and what is wrong with it ("" where nothing is)."""

    heading: str
    value: Any
    address: str
    fault: str = ""


@dataclass(frozen=True)
class ReadRow:
    """A row as read: its assignment (None where the row is not of this reviewer), its cells, and what is wrong with the row."""

    number: int
    assignment: ReviewAssignment | None
    cells: list[ReadCell]
    content: SheetContent | None = None
    fault: str = ""
    locked: bool = False

    @property
    def ready(self) -> bool:
        """Can be handed in as it stands."""
        return self.content is not None and not self.fault and not self.locked and not any(cell.fault for cell in self.cells)


@dataclass
class Preview:
    """Everything that the workbook says, before anything is kept."""

    rows: list[ReadRow] = field(default_factory=list)

    @property
    def ready(self) -> list[ReadRow]:
        """Rows that would be handed in."""
        return [row for row in self.rows if row.ready]

    @property
    def faulty(self) -> int:
        """Rows with something wrong; they are left as they are."""
        return sum(not row.ready and not row.locked and bool(row.fault or any(cell.fault for cell in row.cells)) for row in self.rows)


def read_back(data: bytes, reviewer: Reviewer) -> Preview:
    """What a returned workbook says. Raises WorkbookError for a file, sheet or heading that cannot be read, or another panel's workbook."""
    criteria = criteria_of(reviewer.panel)
    sheets = read_sheets(data)
    if SHEET not in sheets:
        raise WorkbookError(
            "sheet_missing", _("シート「%(sheet)s」がありません。お渡ししたエクセルに記入して、送り直してください") % {"sheet": SHEET}
        )
    headings = [ROW, *(heading_of(each) for each in criteria), FOR_APPLICANT, INTERNAL]
    table = rows_under(SHEET, sheets[SHEET], headings)
    known = {
        row.uid: row
        for row in ReviewAssignment.objects.filter(reviewer=reviewer, ended_at__isnull=True).select_related("entry__application__party", "sheet")
    }
    return _preview(table, known, criteria)


def _preview(table: SheetRows, known: Mapping[str, ReviewAssignment], criteria: list[Criterion]) -> Preview:
    found = Preview()
    counts = Counter(str(cells[ROW].value or "").strip() for _number, cells in table.rows)
    for number, cells in table.rows:
        uid = str(cells[ROW].value or "").strip()
        assignment = known.get(uid)
        if assignment is None:
            fault = _("この審査委員の行ではありません。別の審査・別の委員のエクセルでないか、確かめてください")
            found.rows.append(ReadRow(number, None, [], fault=fault if uid else _("行IDがありません。お渡ししたエクセルの行を使ってください")))
        elif counts[uid] > 1:  # which of them counts is not ours to guess
            found.rows.append(ReadRow(number, assignment, [], fault=_("同じ行IDの行が2つあります。1つにしてください")))
        else:
            found.rows.append(_read_row(number, assignment, cells, criteria))
    if found.rows and all(row.assignment is None for row in found.rows):
        raise WorkbookError("other_panel", _("別の審査か、別の審査委員のエクセルです。この委員にお渡ししたファイルを選んでください"))
    return found


def _read_row(number: int, assignment: ReviewAssignment, cells: Mapping[str, Cell], criteria: list[Criterion]) -> ReadRow:
    own = [each for each in criteria if each.lane in ("", assignment.entry.application.lane)]
    levels: dict[str, int | None] = {}
    unreadable: dict[str, str] = {}
    for criterion in own:
        cell = cells[heading_of(criterion)]
        levels[criterion.key] = None if cell.is_empty else _level(cell, criterion, unreadable)
    content = SheetContent(levels, {}, _text(cells[FOR_APPLICANT]), _text(cells[INTERNAL]))
    faults = {**faults_of(own, content, whole=True), **unreadable}
    shown = [ReadCell(each.label, cells[heading_of(each)].value, cells[heading_of(each)].address, faults.get(each.key, "")) for each in own]
    shown += [
        ReadCell(heading, None, cells[heading].address, faults[name])
        for name, heading in (("applicant_comment", FOR_APPLICANT), ("internal_comment", INTERNAL))
        if name in faults
    ]
    sheet = getattr(assignment, "sheet", None)
    locked = sheet is not None and sheet.status == SheetStatus.SUBMITTED
    empty = all(level is None for level in levels.values()) and not unreadable
    return ReadRow(number, assignment, shown, content, _("まだ採点していません") if empty and not locked else "", locked)


def _level(cell: Cell, criterion: Criterion, unreadable: dict[str, str]) -> int | None:
    value = cell.value
    if isinstance(value, str):
        text = normalise(value).strip()
        value = int(text) if text.isdigit() and text.isascii() and len(text) < 4 else value
    if isinstance(value, bool) or not isinstance(value, int):
        words = {"value": str(cell.value)[:20], "lowest": criterion.lowest, "highest": criterion.highest}
        unreadable[criterion.key] = _("「%(value)s」は点として読めません。%(lowest)dから%(highest)dまでの数にしてください") % words
        return None
    return value


def _text(cell: Cell) -> str:
    return "" if cell.is_empty else str(cell.value).strip()


def write_results(results: list[EntryResult], criteria: list[Criterion], reviewers: list[Reviewer]) -> bytes:
    """採点集計 in the order of numbers: each reviewer's points, the mean, what stands beside the total, comments on a second sheet."""
    beside = [each for each in criteria if each.independent]
    columns = [
        SheetColumn(NUMBER, 8, is_text=False),
        SheetColumn("受付番号", 16),
        SheetColumn(PARTY, 26),
        SheetColumn(TITLE, 30),
        *(SheetColumn(str(each), 12, is_text=False) for each in reviewers),
        SheetColumn("平均", 10, is_text=False),
        SheetColumn("満点", 8, is_text=False),
        SheetColumn("順位(参考)", 10, is_text=False),
        *(SheetColumn(f"{each.label}(参考・平均)", 14, is_text=False) for each in beside),
        SheetColumn("除斥・回避", 20),
    ]
    rows, comments = [], []
    for row in results:
        application = row.entry.application
        points = {sheet.reviewer.pk: sheet.points for sheet in row.sheets}
        mean = None if row.mean is None else round(float(row.mean), 2)
        extra = [round(float(row.beside[each.key]), 2) if each.key in row.beside else None for each in beside]
        rows.append(
            [
                row.entry.number,
                application.number,
                str(application.party),
                application.title,
                *(points.get(each.pk) for each in reviewers),
                mean,
                row.full,
                row.place,
                *extra,
                "、".join(map(str, row.excluded)),
            ]
        )
        comments += [
            [row.entry.number, str(sheet.reviewer), sheet.applicant_comment, sheet.internal_comment]
            for sheet in row.sheets
            if sheet.applicant_comment or sheet.internal_comment
        ]
    told = [SheetColumn(NUMBER, 8, is_text=False), SheetColumn("審査委員", 16), SheetColumn(FOR_APPLICANT, 50), SheetColumn(INTERNAL, 50)]
    return workbook_bytes([Sheet("採点集計", columns, rows), Sheet("意見", told, comments)], title="採点集計")

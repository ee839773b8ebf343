"""The plan workbook (計画台帳): every table of the plan as a sheet, out and in again without a difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from musubi.blocks.kernel.identifiers import new_uid
from musubi.blocks.kernel.workbooks.reading import WorkbookError, read_sheets, rows_under
from musubi.blocks.kernel.workbooks.writing import Sheet, SheetColumn, workbook_bytes
from musubi.blocks.vision.domain.document import Column, ColumnKind, PlanDocument, Problem, TableSpec
from musubi.blocks.vision.domain.tables import specs
from musubi.blocks.vision.interfaces.cells import CellError, read, written

COVER, ROW_ID = "使い方", "行ID"
REVISION_LABEL = "改定番号"
WIDTHS = {ColumnKind.LONG_TEXT: 48, ColumnKind.BOOLEAN: 10, ColumnKind.INTEGER: 10, ColumnKind.FISCAL_YEAR: 12}
HELP = (
    "この表は、計画のすべてを書き出したものです。直して保存し、画面から取り込むと、変わったところを確かめてから反映できます。",
    "・見出しの行と、行IDの列は変えないでください。新しい行は、行IDを空のまま下に足します。",
    "・行を消しても、取り込むときに「残す」か「取り除く」かを選べます。",
    "・年度は「2018」「平成30年度」「H30」のどれでも入力できます。はい・いいえは「はい」「いいえ」で入力します。",
    "・番号の先頭の0や、「=」で始まる文字は、そのまま文字として扱います。",
)


@dataclass
class ReadWorkbook:
    """What was read: the document, its problems at their cells, and the revision from which it was written out."""

    document: PlanDocument
    problems: list[Problem] = field(default_factory=list)
    cells: dict[tuple[str, str, str], str] = field(default_factory=dict)  # (table, uid, column) → 体系!C12
    revision: int | None = None
    sheets: set[str] = field(default_factory=set)


def sheet_title(spec: TableSpec) -> str:
    """The sheet's name: always Japanese, so that a workbook written in English reads back."""
    with override("ja"):
        return str(spec.title)


def heading(column: Column) -> str:
    """The column's heading in Japanese."""
    with override("ja"):
        return str(column.header)


def write_workbook(document: PlanDocument, *, revision: int, title: str) -> bytes:
    """The workbook of a plan; equal documents give equal bytes."""
    cover: list[list[Any]] = [[title], [REVISION_LABEL, revision], *([line] for line in HELP)]
    sheets = [Sheet(COVER, [SheetColumn("", 90), SheetColumn("", 12, is_text=False)], cover, heading=False)]
    for spec in specs():
        columns = [SheetColumn(ROW_ID, 18), *(_sheet_column(column) for column in spec.columns)]
        rows = [
            [uid, *(written(column, row.get(column.key)) for column in spec.columns)]
            for uid, row in document.rows(spec.name).items()
        ]
        sheets.append(Sheet(sheet_title(spec), columns, rows))
    return workbook_bytes(sheets, title=title)


def _sheet_column(column: Column) -> SheetColumn:
    with override("ja"):
        choices = tuple(str(label) for _value, label in column.choices)
        if column.kind is ColumnKind.BOOLEAN:
            choices = ("はい", "いいえ")
        is_text = column.kind in {ColumnKind.TEXT, ColumnKind.LONG_TEXT, ColumnKind.CHOICE, ColumnKind.BOOLEAN} or (
            column.kind is ColumnKind.REFERENCE and column.to != "levels"
        )
        return SheetColumn(heading(column), WIDTHS.get(column.kind, 20), is_text, choices)


def read_workbook(data: bytes, *, known: PlanDocument | None = None) -> ReadWorkbook:
    """Read a plan workbook. With `known`, row ids must be those of that plan; without it every row is new.

    Raises WorkbookError for what is wrong with the file as a whole; problems of cells are in the result.
    """
    raw = read_sheets(data)
    found = ReadWorkbook(PlanDocument({}), revision=_revision(raw.get(COVER, [])))
    tables: dict[str, dict[str, dict[str, Any]]] = {}
    for spec in specs():
        name = sheet_title(spec)
        if name not in raw:
            continue
        found.sheets.add(spec.name)
        rows = rows_under(name, raw[name], [ROW_ID, *(heading(column) for column in spec.columns)])
        tables[spec.name] = {}
        for number, cells in rows.rows:
            uid = _uid(spec, name, number, cells, known, tables[spec.name], found)
            tables[spec.name][uid] = {
                column.key: _value(spec, column, uid, cells[heading(column)], name, found) for column in spec.columns
            }
    if not tables:
        raise WorkbookError("no_sheet", _("計画台帳のシートが見つかりません。この画面から書き出したブックを使ってください"))
    found.document = PlanDocument(tables)
    return found


def _revision(cover: list[list[Any]]) -> int | None:
    for row in cover:
        if row and row[0] == REVISION_LABEL and len(row) > 1 and isinstance(row[1], int | float):
            return int(row[1])
    return None


def _uid(
    spec: TableSpec,
    sheet: str,
    number: int,
    cells: Mapping[str, Any],
    known: PlanDocument | None,
    rows: Mapping[str, Any],
    found: ReadWorkbook,
) -> str:
    cell = cells[ROW_ID]
    given = "" if cell.is_empty else str(cell.value).strip()
    uid = given if known is not None and given else new_uid()
    message = ""
    if known is not None and given:
        if given not in known.rows(spec.name):
            message = _("行ID「%(uid)s」はこの計画にありません。新しい行なら、行IDを空にしてください") % {"uid": given[:40]}
        elif given in rows:
            message = _("行ID「%(uid)s」が2行にあります。写した行なら、行IDを空にしてください") % {"uid": given[:40]}
    if message:
        uid = new_uid()
        found.problems.append(Problem(spec.name, uid, "", message))
    found.cells[spec.name, uid, ""] = f"{sheet}!{cell.address}"
    return uid


def _value(spec: TableSpec, column: Column, uid: str, cell: Any, sheet: str, found: ReadWorkbook) -> Any:
    found.cells[spec.name, uid, column.key] = f"{sheet}!{cell.address}"
    try:
        return read(column, cell.value)
    except CellError as error:
        found.problems.append(Problem(spec.name, uid, column.key, str(error)))
        return None

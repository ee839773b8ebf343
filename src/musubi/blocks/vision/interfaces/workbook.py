"""The plan workbook (計画台帳): every table of the plan as a sheet, out and in again without a difference."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from musubi.blocks.kernel.workbooks.reading import WorkbookError, read_sheets, rows_under
from musubi.blocks.kernel.workbooks.writing import Sheet, SheetColumn, workbook_bytes
from musubi.blocks.vision.domain.document import Column, ColumnKind, PlanDocument
from musubi.blocks.vision.domain.tables import specs
from musubi.blocks.vision.interfaces.cells import written
from musubi.blocks.vision.interfaces.sheet_rows import (
    ROW_ID,
    ReadWorkbook,
    SheetReader,
    heading,
    resolve_references,
    sheet_title,
)

COVER = "使い方"
REVISION_LABEL = "改定番号"
CHECK_HEADINGS = ("シート名", "行数", "照合記号")
WIDTHS = {ColumnKind.LONG_TEXT: 48, ColumnKind.BOOLEAN: 10, ColumnKind.INTEGER: 10, ColumnKind.FISCAL_YEAR: 12}
HELP = (
    "この表は、計画のすべてを書き出したものです。直して保存し、画面から取り込むと、変わったところを確かめてから反映できます。",
    "・見出しの行と、行IDの列は変えないでください。新しい行は、行IDを空のまま下に足します。",
    "・行を消しても、取り込むときに「残す」か「取り除く」かを選べます。",
    "・年度は「2018」「平成30年度」「H30」のどれでも入力できます。はい・いいえは「はい」「いいえ」で入力します。",
    "・番号の先頭の0や、「=」で始まる文字は、そのまま文字として扱います。",
    "・この使い方のシートは消さないでください。書き出した後にほかの人が変えたところを見分けるために使います。",
)
TEMPLATE_HELP = (
    "新しい計画を登録するための空の様式です。左のシートから順に入力し、画面の「新しい計画として取り込む」で選びます。",
    "・行IDは空のままにします。取り込むときに付きます。",
    "・組織: 担当する課や団体。組織コードは、ほかのシートから参照するための短い記号です。",
    "・計画: 1行だけ入力します。 ・計画期間: 前期・後期や、毎年度の実施計画などを1行ずつ入力します。",
    "・階層: 上から順に1、2、3…と番号を付け、この計画での呼び名(例: 政策、施策、事業)を入力します。3階層でも5階層でもかまいません。",
    "・体系: 番号は計画書のとおり(例: A-1、11-1-2-05)に入力し、上位の番号で親を示します。",
    "・担当: 1つの項目に、いくつでも組織を付けられます。 ・指標・目標値・実績値: 基準年度は指標ごとに違ってもかまいません。",
    "・年度は「2018」「平成30年度」「H30」のどれでも入力できます。はい・いいえは「はい」「いいえ」で入力します。",
    "・分からないところは空のままにし、確認事項のシートに書いておきます。",
)
TEMPLATE_TITLE = "計画台帳(空の様式)"


def write_template() -> bytes:
    """The workbook without a plan, to be filled in: every sheet with its headings and choices."""
    cover = [[TEMPLATE_TITLE], *([line] for line in TEMPLATE_HELP)]
    sheets = [Sheet(COVER, [SheetColumn("", 90)], cover, heading=False)]
    sheets += [Sheet(sheet_title(spec), [SheetColumn(ROW_ID, 18), *(_sheet_column(column) for column in spec.columns)]) for spec in specs()]
    return workbook_bytes(sheets, title=TEMPLATE_TITLE)


def write_workbook(document: PlanDocument, *, revision: int, title: str) -> bytes:
    """The workbook of a plan; equal documents give equal bytes."""
    cover: list[list[Any]] = [[title], [REVISION_LABEL, revision], *([line] for line in HELP), [], [*CHECK_HEADINGS]]
    sheets = [Sheet(COVER, [SheetColumn("", 90), *[SheetColumn("", 18, is_text=False)] * 2], cover, heading=False)]
    for spec in specs():
        found = document.rows(spec.name)
        columns = [SheetColumn(ROW_ID, 18), *(_sheet_column(column) for column in spec.columns)]
        rows = [[uid, *(written(column, row.get(column.key)) for column in spec.columns)] for uid, row in found.items()]
        sheets.append(Sheet(sheet_title(spec), columns, rows))
        cover.append([sheet_title(spec), len(found), document.fingerprint(spec.name)])
    return workbook_bytes(sheets, title=title)


def _sheet_column(column: Column) -> SheetColumn:
    with override("ja"):
        choices = tuple(str(label) for _value, label in column.choices)
        if column.kind is ColumnKind.BOOLEAN:
            choices = ("はい", "いいえ")
        is_text = column.kind not in {ColumnKind.INTEGER, ColumnKind.DECIMAL, ColumnKind.FISCAL_YEAR, ColumnKind.REFERENCE} or (
            column.kind is ColumnKind.REFERENCE and column.to != "levels"
        )
        return SheetColumn(heading(column), WIDTHS.get(column.kind, 20), is_text, choices)


def read_workbook(data: bytes, *, known: PlanDocument | None = None) -> ReadWorkbook:
    """Read a plan workbook. With `known`, row ids must be those of that plan; without it every row is new.

    Raises WorkbookError for what is wrong with the file as a whole; problems of cells are in the result.
    """
    raw = read_sheets(data)
    found = ReadWorkbook(PlanDocument({}))
    _read_cover(raw.get(COVER, []), found)
    tables: dict[str, dict[str, dict[str, Any]]] = {}
    for spec in specs():
        name = sheet_title(spec)
        if name in raw:
            sheet = rows_under(name, raw[name], [ROW_ID, *(heading(column) for column in spec.columns)])
            tables[spec.name] = SheetReader(spec, sheet, known, found).rows()
            for column in sheet.unknown:
                note = _("シート「%(sheet)s」の列「%(column)s」は計画台帳の項目ではないため、読みません")
                found.notes.append(note % {"sheet": name, "column": column})
        elif known is None or known.rows(spec.name):
            found.notes.append(_("シート「%(sheet)s」がありません。この表は変えません") % {"sheet": name})
    if not tables:
        raise WorkbookError("no_sheet", _("計画台帳のシートが見つかりません。この画面から書き出したブックを使ってください"))
    titles = {COVER, *(sheet_title(spec) for spec in specs())}
    for name in (name for name, rows in raw.items() if name not in titles and any(any(row) for row in rows)):
        note = _("シート「%(sheet)s」は計画台帳の表ではないため、読みません。名前を変えたときは、元の名前に戻してください")
        found.notes.append(note % {"sheet": name})
    resolve_references(tables, known)
    found.document = PlanDocument(tables)
    return found


def _read_cover(cover: list[list[Any]], found: ReadWorkbook) -> None:
    tables = {sheet_title(spec): spec.name for spec in specs()}
    for row in cover:
        label, value, mark = (*row, "", "", "")[:3]
        if label == REVISION_LABEL and isinstance(value, int | float) and not isinstance(value, bool):
            found.revision = int(value)
        elif label in tables and mark:
            found.fingerprints[tables[label]] = str(mark).strip()

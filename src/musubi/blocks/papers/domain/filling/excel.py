"""Fill and check Excel files with tags; a row of `{%tr for … %}` repeats the rows up to its `{%tr endfor %}`."""

from __future__ import annotations

import copy
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from musubi.blocks.papers.domain.canonical import canonical
from musubi.blocks.papers.domain.filling.tags import STRAY, TAG, Finding, Place, Vocabulary, check, environment

MOST_ROWS = 20_000
BRACE = re.compile(r"[{}｛｝]")
SIDES = ("left", "center", "right")


@dataclass
class Line:
    """A row of the template: its cells' values and looks, its height, its merges within the row."""

    number: int
    cells: list[tuple[int, Any, Any]]
    height: float | None
    merges: list[tuple[int, int]]


@dataclass
class Block:
    """Rows repeated or kept by a statement; the outermost block has none."""

    statement: str = ""
    parts: list[Line | Block] = field(default_factory=list)


def check_excel(content: bytes, vocabulary: Vocabulary) -> list[Finding]:
    """What could not be filled in the file; [] when it can be used."""
    book = _open(content)
    if book is None:
        return [Finding(_("ファイル"), _("Excelのファイル(.xlsx)として開けません。Excelで開いて「Excelブック」として保存し直してから選んでください"))]
    findings = check(_places(book), vocabulary)
    findings += [
        Finding(_("シート「%(sheet)s」") % {"sheet": sheet.title}, _("非表示のシートは使えません。表示するか、削除してください"))
        for sheet in book.worksheets
        if sheet.sheet_state != "visible"
    ]
    for sheet in book.worksheets:
        findings += [*_mixed_rows(sheet), *_never_filled(sheet)]
    return [*findings, *_lost(content)]


def fill_excel(content: bytes, values: Mapping[str, Any]) -> bytes:
    """The file with its tags filled: a cell that is one tag takes the value's own type; text never becomes a formula."""
    book = _open(content)
    if book is None:
        raise InvalidFileException(_("Excelのファイルとして開けません"))
    writer = _Writer()
    for sheet in book.worksheets:
        if any(_statements(cell) or "{{" in str(cell.value) for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)):
            writer.fill(sheet, values)
    buffer = io.BytesIO()
    book.save(buffer)
    return canonical(_without_moments(buffer.getvalue()))


def _open(content: bytes) -> Any:
    try:
        return load_workbook(io.BytesIO(content))
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError, TypeError, AttributeError, SyntaxError):
        return None


def _without_moments(content: bytes) -> bytes:
    """Openpyxl writes the moment of saving into the document's properties: put a fixed one there."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            data = source.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>1980-01-01T00:00:00Z", data)
            made.writestr(name, data)
    return target.getvalue()


def _places(book: Any) -> Iterator[Place]:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and BRACE.search(cell.value):
                    label = _("シート「%(sheet)s」の%(cell)s") % {"sheet": sheet.title, "cell": cell.coordinate}
                    yield Place(label, cell.value, sheet.title, sheet.title)


def _statements(cell: Any) -> list[str]:
    return [match["statement"] for match in TAG.finditer(cell.value) if match["statement"] is not None] if isinstance(cell.value, str) else []


def _mixed_rows(sheet: Worksheet) -> list[Finding]:
    """A row that opens or closes a repetition holds nothing else."""
    found = []
    for row in sheet.iter_rows():
        filled = [cell for cell in row if cell.value not in (None, "")]
        with_statement = [cell for cell in filled if _statements(cell)]
        for cell in with_statement:
            if len(filled) > 1 or not TAG.fullmatch(str(cell.value).strip()):
                where = _("シート「%(sheet)s」の%(cell)s") % {"sheet": sheet.title, "cell": cell.coordinate}
                found.append(Finding(where, _("繰り返しと条件の指定は、1行に1つだけ、ほかに何もない行へ書いてください")))
                break
            if any(statement.split()[0] in {"else", "elif"} for statement in _statements(cell)):
                where = _("シート「%(sheet)s」の%(cell)s") % {"sheet": sheet.title, "cell": cell.coordinate}
                found.append(Finding(where, _("Excelでは else と elif を使えません。もう一つ if を書いてください")))
    return found


def _never_filled(sheet: Worksheet) -> list[Finding]:
    """Tags where Excel files are not filled: formulas, comments, the sheet's name, headers and footers."""
    found = []
    for row in sheet.iter_rows():
        for cell in row:
            where = _("シート「%(sheet)s」の%(cell)s") % {"sheet": sheet.title, "cell": cell.coordinate}
            if cell.data_type == "f" and STRAY.search(str(cell.value)):
                found.append(Finding(where, _("数式の中に項目は書けません。値をセルに入れ、数式からはそのセルを見てください")))
            if cell.comment is not None and STRAY.search(cell.comment.text):
                found.append(Finding(where, _("コメントの中の項目は埋められません。セルに書いてください")))
    parts = [getattr(getattr(sheet, name), side).text for name in ("oddHeader", "oddFooter", "evenHeader", "evenFooter") for side in SIDES]
    if STRAY.search(sheet.title) or any(STRAY.search(text or "") for text in parts):
        where = _("シート「%(sheet)s」") % {"sheet": sheet.title}
        found.append(Finding(where, _("シートの名前やヘッダー・フッターの項目は埋められません。セルに書いてください")))
    return found


def _lost(content: bytes) -> list[Finding]:
    """What filling would drop: shapes, text boxes and charts."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        drawings = [archive.read(name) for name in names if name.startswith("xl/drawings/drawing")]
    if any(name.startswith("xl/charts/") for name in names) or any(b":sp>" in each or b":sp " in each for each in drawings):
        return [Finding(_("ファイル"), _("図形・テキストボックス・グラフは、埋めたあとに残りません。削除するか、セルの文字にしてください"))]
    return []


class _Writer:
    def __init__(self) -> None:
        self._environment = environment()
        self._environment.autoescape = False  # cells hold text, not markup

    def fill(self, sheet: Worksheet, values: Mapping[str, Any]) -> None:
        rows = _lines(sheet)
        tall = [merged for merged in list(sheet.merged_cells.ranges) if merged.min_row != merged.max_row]
        for merged in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(merged))
        made = list(self._expand(_blocks(rows), dict(values)))
        if len(made) > MOST_ROWS:
            raise ValueError(_("行が%(count)d行を超えます") % {"count": MOST_ROWS})
        sheet.delete_rows(1, sheet.max_row)
        where: dict[int, int] = {}
        for number, (line, scope) in enumerate(made, start=1):
            where.setdefault(line.number, number)
            self._write(sheet, number, line, scope)
        for merged in tall:
            if merged.min_row in where and merged.max_row in where:
                sheet.merge_cells(
                    start_row=where[merged.min_row], end_row=where[merged.max_row], start_column=merged.min_col, end_column=merged.max_col
                )

    def _expand(self, block: Block, scope: dict[str, Any]) -> Iterator[tuple[Line, dict[str, Any]]]:
        for part in block.parts:
            if isinstance(part, Line):
                yield part, scope
            elif part.statement.startswith("for "):
                name, _in, source = (piece.strip() for piece in part.statement.removeprefix("for ").partition(" in "))
                rows = list(self._value(source, scope) or [])
                for index, row in enumerate(rows):
                    loop = {"index": index + 1, "index0": index, "first": index == 0, "last": index == len(rows) - 1, "length": len(rows)}
                    yield from self._expand(part, {**scope, name: row, "loop": loop})
            elif self._value(part.statement.removeprefix("if "), scope):
                yield from self._expand(part, scope)

    def _value(self, source: str, scope: Mapping[str, Any]) -> Any:
        return self._environment.compile_expression(source, undefined_to_none=False)(**scope)

    def _write(self, sheet: Worksheet, number: int, line: Line, scope: Mapping[str, Any]) -> None:
        for column, value, style in line.cells:
            cell = sheet.cell(number, column)
            cell._style = copy.copy(style)  # noqa: SLF001 - openpyxl's documented way to copy a look
            if isinstance(value, str) and ("{{" in value):
                _put(cell, self._text(value, scope))
            elif value is not None:
                cell.value = value
        sheet.row_dimensions[number].height = line.height
        for first, last in line.merges:
            sheet.merge_cells(start_row=number, end_row=number, start_column=first, end_column=last)

    def _text(self, value: str, scope: Mapping[str, Any]) -> Any:
        whole = TAG.fullmatch(value.strip())
        if whole and whole["value"]:
            return self._value(whole["value"], scope)
        return self._environment.from_string(value).render(**scope)


def _put(cell: Cell, value: Any) -> None:
    if isinstance(value, Decimal):
        cell.value = int(value) if value == value.to_integral_value() else float(value)
    elif isinstance(value, str):
        cell.value = value
        cell.data_type = "s"  # what looks like a formula stays text
    else:
        cell.value = value


def _lines(sheet: Worksheet) -> list[Line]:
    flat = [merged for merged in sheet.merged_cells.ranges if merged.min_row == merged.max_row]
    found = []
    for row in sheet.iter_rows(min_row=1, max_row=sheet.max_row):
        number = row[0].row or 0
        cells = [(cell.column or 0, cell.value, cell._style) for cell in row if cell.value is not None or cell.has_style]  # noqa: SLF001 - as above
        merges = [(merged.min_col, merged.max_col) for merged in flat if merged.min_row == number]
        found.append(Line(number, cells, sheet.row_dimensions[number].height, merges))
    return found


def _blocks(rows: Sequence[Line]) -> Block:
    """The rows as nested blocks; the template was checked, so every block closes."""
    outer = Block()
    stack = [outer]
    for line in rows:
        statement = next((match["statement"] for _column, value, _look in line.cells if (match := _statement(value))), None)
        if statement is None:
            stack[-1].parts.append(line)
        elif statement.startswith("end"):
            stack.pop()
        elif statement.startswith(("for ", "if ")):
            inner = Block(statement)
            stack[-1].parts.append(inner)
            stack.append(inner)
    return outer


def _statement(value: Any) -> Any:
    found = TAG.fullmatch(value.strip()) if isinstance(value, str) else None
    return found if found and found["statement"] else None

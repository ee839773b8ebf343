"""A filled office file read back as the parts of a paper, so that its PDF and its page say the same words."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _
from docx import Document
from docx.table import Table
from openpyxl import load_workbook

from musubi.blocks.kernel.eras import format_date
from musubi.blocks.papers.domain.composed.model import Cell, Grid, Lines, Part
from musubi.blocks.papers.domain.filling.files import suffix_of
from musubi.blocks.papers.domain.filling.tags import number_text

HEADINGS = ("Heading", "Title", "見出し", "表題")
LEAST, MOST = 1, 12  # shares of the page's width


def parts_of(file_name: str, content: bytes) -> tuple[list[Part], bool]:
    """The file's words in their order, and whether it lies across."""
    return _of_excel(content) if suffix_of(file_name) == ".xlsx" else _of_word(content)


class _Collector:
    """Lines and tables as they come, under the last heading."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self._heading = ""
        self._lines: list[str] = []

    def heading(self, text: str) -> None:
        self.close()
        self._heading = text

    def line(self, text: str) -> None:
        self._lines.append(text)

    def table(self, rows: Sequence[Sequence[Cell]]) -> None:
        """The first row becomes the head."""
        if self._lines:
            self.close()
        head = [cell if isinstance(cell, str) else number_text(cell) for cell in rows[0]]
        self.parts.append(Grid(self._heading, head, _widths(rows), rows[1:], _("該当なし")))
        self._heading = ""

    def close(self) -> None:
        if self._lines or self._heading:
            self.parts.append(Lines(self._heading, self._lines))
        self._heading, self._lines = "", []


def _widths(rows: Sequence[Sequence[Cell]]) -> list[int]:
    """Shares by the longest word of each column."""
    longest = [max(len(str(cell or "")) for cell in column) for column in zip(*rows, strict=True)]
    return [min(MOST, max(LEAST, -(-length // 4))) for length in longest]


def _of_word(content: bytes) -> tuple[list[Part], bool]:
    document = Document(io.BytesIO(content))
    made = _Collector()
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            rows = list(_word_rows(block))
            if rows:
                made.table(rows)
        elif block.text.strip():
            is_heading = (block.style.name or "").startswith(HEADINGS) if block.style is not None else False
            (made.heading if is_heading else made.line)(block.text.strip())
    made.close()
    section = document.sections[0]
    return made.parts, (section.page_width or 0) > (section.page_height or 0)


def _word_rows(table: Table) -> Iterator[list[str]]:
    seen: set[int] = set()
    kept = []  # cells of merged areas come again; their elements are held so that their ids stay theirs
    for row in table.rows:
        cells = []
        for cell in row.cells:
            element = cell._tc  # noqa: SLF001 - python-docx has no public mark of a merged cell
            cells.append("" if id(element) in seen else "\n".join(each.text for each in cell.paragraphs).strip())
            seen.add(id(element))
            kept.append(element)
        if any(cells):
            yield cells


def _of_excel(content: bytes) -> tuple[list[Part], bool]:
    book = load_workbook(io.BytesIO(content))
    made = _Collector()
    across = False
    for sheet in book.worksheets:
        across = across or sheet.page_setup.orientation == "landscape"
        if len(book.worksheets) > 1:
            made.heading(sheet.title)
        table: list[list[Cell]] = []
        for row in sheet.iter_rows():
            values = [_value(cell) for cell in row]
            filled = [value for value in values if value not in (None, "")]
            if len(filled) > 1:
                table.append(values)
                continue
            _flush(made, table)
            if filled:
                made.line(filled[0] if isinstance(filled[0], str) else number_text(filled[0]))
        _flush(made, table)
    made.close()
    return made.parts, across


def _flush(made: _Collector, table: list[list[Cell]]) -> None:
    """Rows of several cells that follow one another are a table; columns that are empty all the way are left out."""
    if table:
        used = [index for index in range(len(table[0])) if any(row[index] not in (None, "") for row in table)]
        made.table([[row[index] for index in used] for row in table])
        table.clear()


def _value(cell: Any) -> Cell:
    value = cell.value
    if cell.data_type == "f":
        return _("(Excelの数式)")
    if isinstance(value, bool) or value is None:
        return None if value is None else str(value)
    if isinstance(value, dt.datetime | dt.date):
        return format_date(value.date() if isinstance(value, dt.datetime) else value)
    if isinstance(value, int | float):
        if "%" in cell.number_format:
            return f"{value * 100:.1f}%"
        return value if isinstance(value, int) else number_text(round(value, 6))
    return str(value).strip()

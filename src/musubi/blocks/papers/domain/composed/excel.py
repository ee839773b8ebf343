"""A composed paper as an Excel sheet, set up for printing on A4."""

from __future__ import annotations

import datetime as dt
import re

from django.utils.timezone import get_default_timezone

from musubi.blocks.papers.domain.composed.model import Facts, Grid, Lines, Paper
from musubi.blocks.papers.domain.excel import LINE, Book, Sheet, lines_of

COLUMNS, TOTAL = 12, 120  # the page is twelve columns wide; a part's columns take whole ones of them
SHADE = "#F0F0F0"
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")


def to_excel(paper: Paper) -> bytes:
    """The file; equal papers are equal bytes."""
    moment = dt.datetime.combine(paper.dated, dt.time(), tzinfo=get_default_timezone())
    book = Book(title=paper.title, dated=moment)
    width = TOTAL / COLUMNS * (1.4 if paper.landscape else 1)
    name = NOT_IN_NAMES.sub(" ", paper.label or paper.title)[:31].strip() or "1"
    sheet = book.sheet(name, widths=[width] * COLUMNS, landscape=paper.landscape)
    row = _head(sheet, paper, width)
    for part in paper.parts:
        if part.title:
            row = _line(sheet, row + 1, part.title, width, bold=True, font_size=11)
        if isinstance(part, Facts):
            for label, value in part.rows:
                _spans(sheet, row, [(label, 3), (value, COLUMNS - 3)], width, first_shaded=True)
                row += 1
        elif isinstance(part, Grid):
            row = _grid(sheet, row, part, width)
        else:
            row = _lines(sheet, row, part, width)
    return book.content()


def _head(sheet: Sheet, paper: Paper, width: float) -> int:
    row = 0
    if paper.label:
        sheet.span(0, COLUMNS - 2, COLUMNS - 1, paper.label, border=1, align="center", font_size=11)
        row = 1
    row = _line(sheet, row, paper.title, width, bold=True, font_size=16)
    for line in paper.above:
        row = _line(sheet, row, line, width)
    return row


def _line(sheet: Sheet, row: int, text: str, width: float, **style: object) -> int:
    sheet.span(row, 0, COLUMNS - 1, text, **style)
    size = float(str(style.get("font_size", 10)))
    sheet.height(row, LINE * size / 10 * lines_of(text, width * COLUMNS * 10 / size) + 4)
    return row + 1


def _grid(sheet: Sheet, row: int, part: Grid, width: float) -> int:
    if not part.rows:
        return _line(sheet, row, part.empty, width)
    spans = _shares(part.widths)
    _spans(sheet, row, list(zip(part.head, spans, strict=True)), width, shaded=True)
    for cells in part.rows:
        row += 1
        _spans(sheet, row, list(zip(cells, spans, strict=True)), width)
    return row + 1


def _lines(sheet: Sheet, row: int, part: Lines, width: float) -> int:
    if not part.lines:
        return _line(sheet, row, part.empty, width)
    for number, text in enumerate(part.lines, 1):
        row = _line(sheet, row, f"{number}. {text}" if part.numbered else text, width)
    return row


def _shares(widths: object) -> list[int]:
    """Whole columns for shares, at least one each, together all of them (Hamilton's method); more shares than columns stay one each."""
    shares = [float(width) for width in widths]  # type: ignore[attr-defined]
    exact = [share / sum(shares) * COLUMNS for share in shares]
    spans = [max(1, int(value)) for value in exact]
    order = sorted(range(len(spans)), key=lambda index: exact[index] - spans[index], reverse=True)
    for index in order * COLUMNS:
        if sum(spans) >= COLUMNS:
            break
        spans[index] += 1
    for index in sorted(range(len(spans)), key=lambda index: -spans[index]) * COLUMNS:
        if sum(spans) <= max(COLUMNS, len(spans)):
            break
        if spans[index] > 1:
            spans[index] -= 1
    return spans


def _spans(sheet: Sheet, row: int, cells: list[tuple[object, int]], width: float, *, shaded: bool = False, first_shaded: bool = False) -> None:
    column, most = 0, 1
    for index, (value, span) in enumerate(cells):
        style: dict[str, object] = {"border": 1}
        if shaded or (first_shaded and index == 0):
            style |= {"bg_color": SHADE, "bold": True}
        if isinstance(value, int):
            style["num_format"] = "#,##0"
        sheet.span(row, column, column + span - 1, value, **style)
        most = max(most, lines_of(str(value or ""), width * span))
        column += span
    sheet.height(row, LINE * most + 4)

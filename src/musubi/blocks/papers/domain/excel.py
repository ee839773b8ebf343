"""Workbooks that survive an office: text stays text, no macros, no hidden sheets, set up for printing."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any
from unicodedata import east_asian_width

import xlsxwriter
from xlsxwriter.format import Format

from musubi.blocks.papers.domain.canonical import canonical
from musubi.blocks.papers.domain.fonts import GOTHIC

A4 = 9
LINE = 13.5  # points, for 10-point text
OPTIONS = {
    "in_memory": True,
    # Nothing typed by anyone becomes a formula, a link or a number by its looks.
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def lines_of(text: str, width: float) -> int:
    """How many lines a text takes in a column: a Japanese character is as wide as two others."""
    cells = [sum(2 if east_asian_width(c) in "WFA" else 1 for c in part) for part in text.split("\n")]
    return sum(max(1, -(-cell // max(1, int(width) - 1))) for cell in cells)


class Book:
    """A workbook being written. `dated` is the moment it names as its creation, so that equal books are equal bytes."""

    def __init__(self, *, title: str, dated: dt.datetime) -> None:
        self._buffer = io.BytesIO()
        # What has no format of its own, page numbers among it. XlsxWriter writes into the mapping, so each book has its own;
        # with a scheme, Excel would take the theme's font instead.
        plain = {"font_name": GOTHIC, "font_size": 11, "font_scheme": "none"}
        self._book = xlsxwriter.Workbook(self._buffer, {**OPTIONS, "default_format_properties": plain})
        created = dated.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0)
        self._book.set_properties({"title": title, "author": "", "created": created})
        self._styles: dict[tuple[tuple[str, Any], ...], Format] = {}

    def style(self, **properties: Any) -> Format:
        """A cell format in the book's font; equal ones are shared. Properties are XlsxWriter's."""
        full = {"font_name": GOTHIC, "font_size": 10, "valign": "top", "text_wrap": True, **properties}
        key = tuple(sorted(full.items()))
        if key not in self._styles:
            self._styles[key] = self._book.add_format(full)
        return self._styles[key]

    def sheet(self, name: str, *, widths: Sequence[float], landscape: bool = False, repeat_rows: tuple[int, int] | None = None) -> Sheet:
        """A new sheet: A4, one page wide, page numbers at the foot; `repeat_rows` (first, last) print on every page."""
        made = self._book.add_worksheet(name)
        made.set_paper(A4)
        made.fit_to_pages(1, 0)
        made.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        made.set_footer("&C&P / &N")
        if landscape:
            made.set_landscape()
        if repeat_rows is not None:
            made.repeat_rows(*repeat_rows)
            made.freeze_panes(repeat_rows[1] + 1, 0)
        for column, width in enumerate(widths):
            made.set_column(column, column, width)
        return Sheet(self, made, widths)

    def content(self) -> bytes:
        """The finished file; nothing can be written afterwards."""
        self._book.close()
        return canonical(self._buffer.getvalue())


class Sheet:
    """One sheet of a book."""

    def __init__(self, book: Book, made: Any, widths: Sequence[float]) -> None:
        self._book = book
        self._made = made
        self._widths = widths

    def put(self, row: int, column: int, value: Any, **style: Any) -> None:
        """Write one value: text as text, whole numbers as numbers, days as days, None as an empty cell."""
        form = self._book.style(**style)
        if value is None or value == "":
            self._made.write_blank(row, column, None, form)
        elif isinstance(value, bool):
            self._made.write_boolean(row, column, value, form)
        elif isinstance(value, int | float):
            self._made.write_number(row, column, value, form)
        elif isinstance(value, dt.date):
            dated = self._book.style(**{"num_format": "yyyy/mm/dd", **style})
            self._made.write_datetime(row, column, dt.datetime(value.year, value.month, value.day), dated)  # noqa: DTZ001 - Excel's days know no zone
        else:
            self._made.write_string(row, column, str(value), form)

    def put_row(self, row: int, values: Sequence[Any], **style: Any) -> None:
        """Write a row from its first column on, high enough for its longest wrapped text."""
        for column, value in enumerate(values):
            self.put(row, column, value, **style)
        lines = (lines_of(str(value), width) for value, width in zip(values, self._widths, strict=False))
        self._made.set_row(row, LINE * max(lines, default=1) + 3)

    def span(self, row: int, first: int, last: int, value: Any, **style: Any) -> None:
        """One value over several columns of a row, as `put` writes it."""
        if last > first:
            self._made.merge_range(row, first, row, last, "", self._book.style(**style))
        self.put(row, first, value, **style)

    def height(self, row: int, points: float) -> None:
        """How high a row is; Excel draws none higher than 409 points."""
        self._made.set_row(row, min(409.0, points))

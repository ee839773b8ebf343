"""Write Excel workbooks that survive: no macros, hidden sheets or passwords, text that stays text, the same bytes each time."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter

CREATED = dt.datetime(2018, 1, 1)  # noqa: DTZ001 - the format has no zone; fixed, so that equal content gives equal bytes
LONGEST_LIST = 255


@dataclass(frozen=True)
class SheetColumn:
    """A column: heading, width in characters, whether values are text, the choices offered, a note on the heading."""

    heading: str
    width: int = 16
    is_text: bool = True
    choices: tuple[str, ...] = ()
    note: str = ""


@dataclass
class Sheet:
    """A sheet: columns and rows; `free` lines stand above nothing else (a cover sheet)."""

    name: str
    columns: Sequence[SheetColumn]
    rows: Iterable[Sequence[Any]] = field(default_factory=list)
    heading: bool = True


def workbook_bytes(sheets: Sequence[Sheet], *, title: str) -> bytes:
    """The workbook. Text is written as text, whatever it looks like; numbers as numbers; None as an empty cell."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False},
    )
    book.set_properties({"title": title, "created": CREATED})
    formats = {
        "head": book.add_format({"bold": True, "bg_color": "#E8F1FE", "border": 1, "text_wrap": True, "valign": "top"}),
        "text": book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"}),
        "number": book.add_format({"num_format": "0.##########", "valign": "top"}),
        "whole": book.add_format({"num_format": "0", "valign": "top"}),
    }
    for sheet in sheets:
        _write_sheet(book.add_worksheet(sheet.name), sheet, formats)
    book.close()
    return buffer.getvalue()


def _write_sheet(page: Any, sheet: Sheet, formats: dict[str, Any]) -> None:
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    for index, column in enumerate(sheet.columns):
        page.set_column(index, index, column.width, formats["text"] if column.is_text else None)
        if sheet.heading:
            page.write_string(0, index, column.heading, formats["head"])
            if column.note:
                page.write_comment(0, index, column.note, {"x_scale": 2, "y_scale": 1.5})
            if column.choices and len(",".join(column.choices)) <= LONGEST_LIST:
                page.data_validation(1, index, 5000, index, {"validate": "list", "source": list(column.choices), "error_type": "warning"})
    if sheet.heading:
        page.freeze_panes(1, 2)
        page.repeat_rows(0)
    for number, row in enumerate(sheet.rows, start=1 if sheet.heading else 0):
        for index, value in enumerate(row):
            _write_value(page, number, index, value, formats)


def _write_value(page: Any, row: int, column: int, value: Any, formats: dict[str, Any]) -> None:
    if value is None or value == "":
        page.write_blank(row, column, None, formats["text"])
    elif isinstance(value, bool):
        page.write_boolean(row, column, value)
    elif isinstance(value, int):
        page.write_number(row, column, value, formats["whole"])
    elif isinstance(value, float):
        page.write_number(row, column, value, formats["number"])
    else:
        page.write_string(row, column, str(value), formats["text"])

"""Read a table as municipalities publish it: CSV in UTF-8 (with BOM or not), CP932 or UTF-16, with commas, tabs or semicolons; Excel."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from musubi.blocks.kernel.workbooks.reading import LARGEST_FILE, MOST_ROWS, WorkbookError, read_sheets
from musubi.blocks.opendata.domain.errors import OpenDataError
from musubi.blocks.opendata.domain.specs import match_columns

ENCODINGS = ("utf-8-sig", "cp932")
DELIMITERS = (",", "\t", ";")
HEADING_SEARCH = 6  # rows in which the headings may stand: titles and notes come first in some files


@dataclass(frozen=True)
class Table:
    """Headings and the rows under them with their line in the file; `encoding` as it was read, "xlsx" for a workbook.

    `sheet_rows`: line → row of a spreadsheet that opens the file, where cells with line breaks set them apart.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    encoding: str
    delimiter: str
    sheet_rows: Mapping[int, int]


def read_table(data: bytes) -> Table:
    """The table of a file. Raises OpenDataError."""
    if not data.strip(b"\0\r\n\t "):
        raise OpenDataError("empty", _("ファイルが空です。中身のあるファイルを選んでください"), "file")
    if len(data) > LARGEST_FILE:
        raise OpenDataError("too_large", _("20MBまでのファイルを選んでください"), "file")
    if data.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        return _under_headings(_sheet(data), "xlsx", "")
    text, encoding = _text(data)
    delimiter = max(DELIMITERS, key=text.splitlines()[0].count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        lines, before = [], 0
        for cells in reader:
            lines.append((before + 1, cells))
            before = reader.line_num
    except csv.Error as error:
        raise OpenDataError("broken", _("表として読めません。CSVかExcelで保存し直してください"), "file") from error
    return _under_headings(lines, encoding, delimiter)


def _text(data: bytes) -> tuple[str, str]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: Sequence[str] = ("utf-16",)
    elif b"\0" in data[:4096]:  # no other encoding of a text has it
        encodings = ("utf-16-le",)
    else:
        encodings = ENCODINGS
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text, "utf-8" if encoding == "utf-8-sig" and not data.startswith(b"\xef\xbb\xbf") else encoding
    raise OpenDataError("encoding", _("文字コードが分かりません。UTF-8かシフトJISで保存し直してください"), "file")


def _sheet(data: bytes) -> list[tuple[int, list[str]]]:
    try:
        sheets = read_sheets(data)
    except WorkbookError as error:
        raise OpenDataError(error.code, str(error), "file") from error
    best = max(sheets.values(), key=lambda rows: max((_known(row) for row in rows[:HEADING_SEARCH]), default=0), default=[])
    return [(number, [cell_text(value) for value in row]) for number, row in enumerate(best, 1)]


def cell_text(value: Any) -> str:
    """A cell as the text that a CSV would hold: whole numbers without .0, days as ISO, times as 9:00."""
    if isinstance(value, bool):
        return "有" if value else "無"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    if isinstance(value, dt.time):
        return f"{value.hour}:{value.minute:02d}"
    return "" if value is None else str(value)


def _known(cells: Sequence[Any]) -> int:
    return len(match_columns([str(cell) for cell in cells]))


def _under_headings(lines: list[tuple[int, list[str]]], encoding: str, delimiter: str) -> Table:
    candidates = [number for number, (_line, cells) in enumerate(lines[:HEADING_SEARCH]) if _known(cells)]
    if not candidates:
        raise OpenDataError("headings", _("見出しの行が見つかりません。1行目に「名称」などの列名があるか確かめてください"), "file")
    at = max(candidates, key=lambda number: (_known(lines[number][1]), -number))
    headings = tuple(str(cell).strip() or _("%(number)d列目(見出しなし)") % {"number": number} for number, cell in enumerate(lines[at][1], 1))
    rows = tuple((line, tuple(cells)) for line, cells in lines[at + 1 :] if any(str(cell).strip() for cell in cells))
    if len(rows) > MOST_ROWS:
        raise OpenDataError("too_many", _("%(limit)d行までに分けてください") % {"limit": MOST_ROWS}, "file")
    apart = {line: number for number, (line, _cells) in enumerate(lines, 1) if line != number}
    return Table(headings, rows, encoding, delimiter, apart)

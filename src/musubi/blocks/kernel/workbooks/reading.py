"""Open an uploaded Excel workbook safely and read its cells with their addresses.

What people really send: password-protected files, macros, old .xls, CSV renamed, ODS, broken or hostile zips, sheets
that a sanitiser stripped. Each is refused with a message that says what to do; nothing is ever executed.
"""

from __future__ import annotations

import datetime as dt
import io
import unicodedata
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from musubi.blocks.kernel.workbooks.scanning import Extent, scan_sheets

MEGABYTE = 1024 * 1024
LARGEST_FILE = 20 * MEGABYTE
LARGEST_CONTENT = 200 * MEGABYTE
LARGEST_RATIO = 200
MOST_ENTRIES = 2_000
MOST_ROWS = 20_000
MOST_COLUMNS = 500
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class WorkbookError(Exception):
    """The file cannot be used as a whole; the message says why and what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Cell:
    """A value and where it stands, e.g. C12."""

    value: Any
    address: str

    @property
    def is_empty(self) -> bool:
        """Nothing typed, or only spaces."""
        return self.value is None or (isinstance(self.value, str) and not self.value.strip())


@dataclass(frozen=True)
class SheetRows:
    """A sheet under its heading row: per row its number and cells by heading."""

    name: str
    headings: Mapping[str, str]  # heading → column letters
    rows: tuple[tuple[int, Mapping[str, Cell]], ...]
    unknown: tuple[str, ...] = ()  # headings with values below them that nobody asked for


def column_letters(index: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def check_file(data: bytes) -> None:
    """Raise WorkbookError for anything that is not a plain .xlsx of reasonable size."""
    if not data:
        raise WorkbookError("empty", _("ファイルが空です。保存し直してから選んでください"))
    if len(data) > LARGEST_FILE:
        size = len(data) / MEGABYTE
        raise WorkbookError("too_large", _("%(size).0fMBあります。20MBまでにしてください(写真や図を除くと小さくなります)") % {"size": size})
    if data.startswith(OLE):
        _refuse_ole(data)
    if not data.startswith(b"PK"):
        raise WorkbookError("not_excel", _("Excelブック(.xlsx)ではありません。Excelで開き「.xlsx」で保存してから選んでください"))
    _check_zip(data)


def _refuse_ole(data: bytes) -> None:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise WorkbookError("encrypted", _("パスワードが付いています。パスワードを外して保存してから選んでください"))
    raise WorkbookError("old_format", _("古い形式(.xls)です。「Excelブック(.xlsx)」で保存し直してから選んでください"))


def _check_zip(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            broken = None if _too_big(entries) else archive.testzip()
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError, RuntimeError) as error:
        raise WorkbookError("broken", _("ファイルが壊れています。Excelで開いて保存し直してから選んでください")) from error
    if _too_big(entries):
        raise WorkbookError("bomb", _("中身が大きすぎます。使っていないシートや図を除いて、保存し直してください"))
    if broken:
        raise WorkbookError("broken", _("ファイルが壊れています。Excelで開いて保存し直してから選んでください"))
    if any(name.endswith("vbaProject.bin") for name in names):
        raise WorkbookError("macro", _("マクロが入っています。「Excelブック(.xlsx)」(マクロなし)で保存し直してください"))
    if "content.xml" in names:
        raise WorkbookError("ods", _("OpenDocument形式(.ods)です。「Excelブック(.xlsx)」で保存し直してください"))
    if "xl/workbook.xml" not in names:
        raise WorkbookError("not_excel", _("Excelブック(.xlsx)ではありません。Excelで開き「.xlsx」で保存してから選んでください"))


def _too_big(entries: list[zipfile.ZipInfo]) -> bool:
    content = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    return len(entries) > MOST_ENTRIES or content > LARGEST_CONTENT or (content > 10 * MEGABYTE and content / packed > LARGEST_RATIO)


def read_sheets(data: bytes) -> dict[str, list[list[Any]]]:
    """Sheet name → rows of raw values from A1 on; a cell that holds an error is a Fault. Raises WorkbookError."""
    check_file(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            extents = scan_sheets(archive)
        for name, extent in extents.items():
            _check_extent(name, extent)
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        hidden = [sheet.name for sheet in book.sheets_metadata if sheet.visible != SheetVisibleEnum.Visible]
        if hidden:
            raise WorkbookError("hidden", _("非表示のシート「%(name)s」があります。再表示するか削除してから選んでください") % {"name": hidden[0]})
        names = [sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        unseen = [name for name in names if name not in extents]
        if unseen:  # never lay out a sheet whose size is not known
            raise WorkbookError("broken", _("ファイルが壊れています。Excelで開いて保存し直してから選んでください"))
        sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in names}
    except (CalamineError, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise WorkbookError("broken", _("ファイルが壊れています。Excelで開いて保存し直してから選んでください")) from error
    for name, rows in sheets.items():
        _put_faults(rows, extents[name])
    return sheets


def _check_extent(name: str, extent: Extent) -> None:
    if extent.rows > MOST_ROWS:
        message = _("シート「%(name)s」が%(rows)d行あります。%(limit)d行までに分けてください")
        raise WorkbookError("too_many_rows", message % {"name": name, "rows": extent.rows, "limit": MOST_ROWS})
    if extent.columns > MOST_COLUMNS:
        message = _("シート「%(name)s」の右のほう(%(column)s列)に値があります。使っていない列を削除してから選んでください")
        raise WorkbookError("too_wide", message % {"name": name, "column": column_letters(extent.columns - 1)})


def _put_faults(rows: list[list[Any]], extent: Extent) -> None:
    for (row, column), fault in extent.faults.items():
        while len(rows) <= row:
            rows.append([])
        rows[row].extend([""] * (column + 1 - len(rows[row])))
        rows[row][column] = fault


def same_heading(text: str) -> str:
    """A heading as it is compared: its width and the spaces and line breaks inside it do not count."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def rows_under(name: str, raw: list[list[Any]], headings: list[str], heading_row: int = 0) -> SheetRows:
    """The rows under the heading row, by heading; columns may stand in any order, rows without any value are left out.

    Raises WorkbookError naming headings that are missing or stand twice.
    """
    titles = [same_heading(str(value)) for value in raw[heading_row]] if len(raw) > heading_row else []
    wanted = {heading: same_heading(heading) for heading in headings}
    twice = [heading for heading, title in wanted.items() if titles.count(title) > 1]
    if twice:
        message = _("シート「%(sheet)s」に見出し「%(heading)s」が2つあります。1つにしてください")
        raise WorkbookError("heading_twice", message % {"sheet": name, "heading": twice[0]})
    missing = [heading for heading, title in wanted.items() if title not in titles]
    if missing:
        message = _("シート「%(sheet)s」の%(row)d行目に見出し%(heading)sがありません。見出しの行は消さず、名前も変えないでください")
        named = _("、").join(_("「%(heading)s」") % {"heading": heading} for heading in missing[:5])
        told = {"sheet": name, "row": heading_row + 1, "heading": named}
        raise WorkbookError("heading_missing", message % told)
    place = {heading: titles.index(title) for heading, title in wanted.items()}
    rows, others = [], {index for index in range(len(titles)) if index not in place.values()}
    unknown: set[int] = set()
    for number, values in enumerate(raw[heading_row + 1 :], start=heading_row + 2):
        cells = {
            heading: Cell(_plain(values[index]) if index < len(values) else None, f"{column_letters(index)}{number}")
            for heading, index in place.items()
        }
        unknown |= {index for index in others if index < len(values) and not Cell(values[index], "").is_empty}
        if any(not cell.is_empty for cell in cells.values()):
            rows.append((number, cells))
    extra = tuple(str(raw[heading_row][index]).strip() or column_letters(index) for index in sorted(unknown))
    return SheetRows(name, {heading: column_letters(index) for heading, index in place.items()}, tuple(rows), extra)


def _plain(value: Any) -> Any:
    """Whole floats as integers, line ends as one newline; everything else as read."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "")
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date()
    return value

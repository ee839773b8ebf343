"""Read the tax agency's files: 30 columns without headings, UTF-8 or CP932, plain or zipped; each row becomes a value or a problem.

Resource definition: 国税庁法人番号公表サイト リソース定義書(CSV形式). A problem names line, column and what to do.
"""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

from musubi.blocks.parties.domain.errors import PartyError
from musubi.blocks.parties.domain.naming import has_right_check_digit
from musubi.blocks.parties.enums import CloseCause, CorporationProcess, LegalForm

COLUMNS = (
    "sequence", "number", "process", "correct", "updated_on", "changed_on", "name", "name_image", "kind", "prefecture", "city", "street",
    "address_image", "prefecture_code", "city_code", "postcode", "address_outside", "address_outside_image", "closed_on", "close_cause",
    "successor_number", "change_reason", "assigned_on", "latest", "name_en", "prefecture_en", "city_en", "address_outside_en", "kana", "hidden",
)  # fmt: skip
TITLES = {
    "sequence": "一連番号", "number": "法人番号", "process": "処理区分", "updated_on": "更新年月日", "changed_on": "変更年月日",
    "name": "商号又は名称", "kind": "法人種別", "prefecture": "都道府県", "city": "市区町村", "street": "丁目番地等",
    "prefecture_code": "都道府県コード", "city_code": "市区町村コード", "postcode": "郵便番号", "closed_on": "登記記録の閉鎖等年月日",
    "close_cause": "登記記録の閉鎖等の事由", "successor_number": "承継先法人番号", "assigned_on": "法人番号指定年月日",
    "latest": "最新履歴", "kana": "フリガナ", "hidden": "検索対象除外",
}  # fmt: skip
CHUNK = 1 << 20
LARGEST_UNPACKED = 4 << 30  # the whole country is about 1.2 GB


@dataclass(frozen=True)
class CorporationRow:
    """One record of the file, checked."""

    line: int
    values: dict[str, Any]
    is_latest: bool

    @property
    def number(self) -> str:
        """The 法人番号."""
        return str(self.values["legal_entity_number"])

    @property
    def place(self) -> tuple[dt.date, int]:
        """What orders the records of a corporation."""
        return self.values["updated_on"], self.values["sequence"]


@dataclass(frozen=True)
class RowProblem:
    """A row that cannot be taken in: its line, its column (0: the whole row), and what is wrong."""

    line: int
    column: int
    message: str

    def __str__(self) -> str:
        place = _("%(line)d行目") % {"line": self.line}
        if self.column:
            name = COLUMNS[self.column - 1]
            place += _(" %(column)d列目(%(title)s)") % {"column": self.column, "title": TITLES.get(name, name)}
        return f"{place}: {self.message}"


class _CellError(Exception):
    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


@contextmanager
def open_file(path: Path) -> Iterator[IO[bytes]]:
    """The CSV's bytes, out of its zip archive if it is in one. Raises PartyError."""
    if not zipfile.is_zipfile(path):
        with path.open("rb") as stream:
            yield stream
        return
    with zipfile.ZipFile(path) as archive:
        members = [one for one in archive.infolist() if one.filename.lower().endswith(".csv")]
        if len(members) != 1 or members[0].flag_bits & 1 or members[0].file_size > LARGEST_UNPACKED:
            raise PartyError("zip", _("ZIPの中に、パスワードのないCSVが1つだけ入っているファイルを選んでください"), "file")
        with archive.open(members[0]) as stream:
            yield stream


def encoding_of(path: Path) -> str:
    """UTF-8 where every byte fits, else CP932: the agency publishes both."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with open_file(path) as stream:
        try:
            while chunk := stream.read(CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp932"
    return "utf-8-sig"


def read_rows(path: Path, encoding: str) -> Iterator[CorporationRow | RowProblem]:
    """Every row of the file in order, checked; a heading row that somebody put on top is passed over."""
    with open_file(path) as stream:
        reader = csv.reader(io.TextIOWrapper(stream, encoding=encoding, errors="surrogateescape", newline=""))
        while True:
            try:
                cells = next(reader, None)
            except csv.Error as error:
                yield RowProblem(reader.line_num, 0, _("CSVとして読めません(%(error)s)") % {"error": error})
                continue
            if cells is None:
                return
            if not cells or (reader.line_num == 1 and cells[1:2] in (["corporateNumber"], ["法人番号"])):
                continue
            yield check_row(reader.line_num, cells)


def check_row(line: int, cells: list[str]) -> CorporationRow | RowProblem:
    """The row as values of Corporation, or its first problem."""
    if len(cells) != len(COLUMNS):
        return RowProblem(line, 0, _("30列ではなく%(count)d列あります。カンマや引用符が壊れていないか確かめてください") % {"count": len(cells)})
    broken = next((place for place, cell in enumerate(cells, start=1) if any("\udc80" <= char <= "\udcff" for char in cell)), 0)
    if broken:
        return RowProblem(line, broken, _("文字が壊れています。ファイルをもう一度取り直してください"))
    row = dict(zip(COLUMNS, (cell.strip() for cell in cells), strict=True))
    try:
        return CorporationRow(line, _values(row), is_latest=row["latest"] != "0")
    except _CellError as error:
        return RowProblem(line, COLUMNS.index(error.name) + 1, str(error))


def _values(row: dict[str, str]) -> dict[str, Any]:
    return {
        "legal_entity_number": _number(row, "number"),
        "process": _code(row, "process", CorporationProcess.of_code),
        "sequence": _whole(row, "sequence"),
        "updated_on": _day(row, "updated_on", required=True),
        "changed_on": _day(row, "changed_on"),
        "name": _name(row),
        "legal_form": _code(row, "kind", LegalForm.of_code),
        "prefecture": row["prefecture"][:10],
        "city": row["city"][:20],
        "street": row["street"][:300],
        "municipality_code": _municipality(row),
        "postcode": _postcode(row),
        "address_outside": row["address_outside"][:300],
        "closed_on": _day(row, "closed_on"),
        "close_cause": _code(row, "close_cause", CloseCause.of_code) if row["close_cause"] else "",
        "successor_number": _number(row, "successor_number") if row["successor_number"] else "",
        "change_reason": row["change_reason"][:500],
        "assigned_on": _day(row, "assigned_on"),
        "name_en": row["name_en"][:300],
        "name_kana": row["kana"][:500],
        "hidden": _flag(row, "hidden"),
    }


def _number(row: dict[str, str], name: str) -> str:
    if not has_right_check_digit(row[name]):
        raise _CellError(
            name, _("「%(text)s」は法人番号ではありません(13桁、検査数字)。列がずれていないか確かめてください") % {"text": row[name][:20]}
        )
    return row[name]


def _code(row: dict[str, str], name: str, of_code: Any) -> str:
    try:
        return str(of_code(row[name]))
    except KeyError as error:
        raise _CellError(name, _("「%(text)s」は決められた値にありません。列がずれていないか確かめてください") % {"text": row[name][:20]}) from error


def _whole(row: dict[str, str], name: str) -> int:
    if not row[name].isascii() or not row[name].isdigit() or len(row[name]) > 9:
        raise _CellError(name, _("「%(text)s」は番号ではありません") % {"text": row[name][:20]})
    return int(row[name])


def _day(row: dict[str, str], name: str, *, required: bool = False) -> dt.date | None:
    if not row[name] and not required:
        return None
    try:
        return dt.date.fromisoformat(row[name])
    except ValueError as error:
        raise _CellError(name, _("「%(text)s」は日付ではありません(例: 2021-07-14)") % {"text": row[name][:20]}) from error


def _name(row: dict[str, str]) -> str:
    if not row["name"] or len(row["name"]) > 150:
        raise _CellError("name", _("名称が空か、150字を超えています"))
    return row["name"]


def _municipality(row: dict[str, str]) -> str:
    for name, digits in (("prefecture_code", 2), ("city_code", 3)):
        if row[name] and (len(row[name]) != digits or not row[name].isascii() or not row[name].isdigit()):
            raise _CellError(name, _("「%(text)s」は%(digits)d桁の番号ではありません") % {"text": row[name][:20], "digits": digits})
    return row["prefecture_code"] + row["city_code"] if row["prefecture_code"] and row["city_code"] else ""


def _postcode(row: dict[str, str]) -> str:
    if row["postcode"] and (len(row["postcode"]) != 7 or not row["postcode"].isascii() or not row["postcode"].isdigit()):
        raise _CellError("postcode", _("「%(text)s」は7桁の郵便番号ではありません") % {"text": row["postcode"][:20]})
    return row["postcode"]


def _flag(row: dict[str, str], name: str) -> bool:
    if row[name] not in {"", "0", "1"}:
        raise _CellError(name, _("0か1が入る列です。列がずれていないか確かめてください"))
    return row[name] == "1"

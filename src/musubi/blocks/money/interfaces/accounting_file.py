"""Read the accounting system's file: CSV in UTF-8 or CP932, or Excel; headings anywhere in the first rows."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.money import LARGEST, MoneyTextError, parse_yen
from musubi.blocks.kernel.workbooks.csv_files import read_csv
from musubi.blocks.kernel.workbooks.reading import WorkbookError, column_letters, read_sheets, same_heading
from musubi.blocks.money.domain.accounting import AMOUNTS, FileRow

FIRST_ROWS = 30
MOST_ROWS = 20_000
NOTHING = {"", "-", "―", "ー", "—", "0"}


@dataclass(frozen=True)
class FileColumn:
    """A column that a file may have: our name, its title, and the headings under which systems print it."""

    key: str
    title: Any
    headings: tuple[str, ...]
    required: bool = False


COLUMNS = (
    FileColumn("account", _("会計"), ("会計", "会計名", "会計名称", "会計区分")),
    FileColumn(
        "budget_code",
        _("予算科目コード"),
        ("予算科目コード", "予算科目", "科目コード", "事業コード", "款", "項", "目", "大事業", "中事業", "小事業"),
        True,
    ),
    FileColumn("name", _("予算事業名"), ("予算事業名", "事業名", "事業名称", "予算事業名称")),
    FileColumn("line_code", _("節コード"), ("節コード", "節", "節番号", "細節コード", "細節"), True),
    FileColumn("line_name", _("節の名称"), ("節の名称", "節名", "節名称", "細節名", "細節名称")),
    FileColumn("initial", _("当初予算額"), ("当初予算額", "当初予算", "当初額", "当初"), True),
    FileColumn("supplementary", _("補正予算額"), ("補正予算額", "補正予算", "補正額", "補正")),
    FileColumn("transfer", _("流用額"), ("流用額", "流用増減額", "流用増減", "流用")),
    FileColumn("reserve", _("予備費充用額"), ("予備費充用額", "予備費充用", "充用額", "充用")),
    FileColumn("carried_over", _("繰越額"), ("繰越額", "前年度繰越額", "繰越予算額", "前年度からの繰越額", "繰越")),
    FileColumn("current", _("予算現額"), ("予算現額", "予算現計額", "現計予算額")),
    FileColumn("committed", _("負担行為済額"), ("負担行為済額", "支出負担行為済額", "負担行為額", "支出負担行為額", "執行済額")),
    FileColumn("spent", _("支出済額"), ("支出済額", "支出額", "支払済額", "支出命令済額")),
)
SEVERAL = frozenset({"budget_code", "line_code"})  # may be printed in several columns


@dataclass(frozen=True)
class Table:
    """A file's rows under its headings; numbers are those of the file's lines, from 1."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    heading_row: int

    @property
    def fingerprint(self) -> str:
        """What makes two files of one layout: the headings in their order."""
        return hashlib.sha256("\x1f".join(same_heading(heading) for heading in self.headings).encode()).hexdigest()

    def index_of(self, heading: str) -> int | None:
        """The column of a heading."""
        wanted = same_heading(heading)
        return next((index for index, text in enumerate(self.headings) if same_heading(text) == wanted), None)


def read_table(data: bytes, file_name: str) -> Table:
    """The file's table. Raises WorkbookError with what to do."""
    raw = _excel_rows(data) if data.startswith(b"PK") or file_name.lower().endswith((".xlsx", ".xls")) else read_csv(data)
    if len(raw) > MOST_ROWS:
        told = _t("%(rows)d行あります。%(limit)d行までに分けてください")
        raise WorkbookError("too_many_rows", told % {"rows": len(raw), "limit": MOST_ROWS})
    best, score = 0, 0
    for index, row in enumerate(raw[:FIRST_ROWS]):
        known = len(guess(row))
        if known > score:
            best, score = index, known
    if score < len([column for column in COLUMNS if column.required]):
        told = _t("見出しの行が見つかりません。初めの%(rows)d行のどこかに、科目コード・節・当初予算額などの見出しが要ります")
        raise WorkbookError("no_headings", told % {"rows": FIRST_ROWS})
    rows = tuple((number, tuple(row)) for number, row in enumerate(raw[best + 1 :], start=best + 2) if any(cell.strip() for cell in row))
    return Table(tuple(cell.strip() for cell in raw[best]), rows, best + 1)


def _excel_rows(data: bytes) -> list[list[str]]:
    sheets = read_sheets(data)
    for rows in sheets.values():
        if rows:
            return [[_text(cell) for cell in row] for row in rows]
    raise WorkbookError("empty", _t("ファイルが空です。保存し直してから選んでください"))


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def guess(headings: Sequence[str]) -> dict[str, list[str]]:
    """Which heading is which column, by the words that accounting systems print."""
    found: dict[str, list[str]] = {}
    plain = {same_heading(heading): heading.strip() for heading in headings if heading.strip()}
    for column in COLUMNS:
        named = [plain[same_heading(heading)] for heading in column.headings if same_heading(heading) in plain]
        if named:
            found[column.key] = _codes(column.key, named) if column.key in SEVERAL else named[:1]
    return found


def _codes(key: str, named: list[str]) -> list[str]:
    """One column that holds the whole code, else its parts in their order."""
    whole = [heading for heading in named if "コード" in heading or heading in {"予算科目", "節", "節番号"}]
    return whole[:1] if whole else named


def file_rows(table: Table, mapping: Mapping[str, Sequence[str]], unit: str) -> list[FileRow]:
    """The rows by that mapping; rows of totals are left out, what cannot be read is told with its cell."""
    places = {key: [index for heading in headings if (index := table.index_of(heading)) is not None] for key, headings in mapping.items()}
    found = []
    for number, cells in table.rows:
        texts = {key: _joined(cells, places.get(key, [])) for key in ("account", "budget_code", "name", "line_code", "line_name")}
        if _is_total(texts, cells):
            continue
        amounts, problems = _amounts(number, cells, places, unit)
        found.append(FileRow(number=number, amounts=amounts, problems=tuple(problems), **texts))
    return found


def _cell(cells: Sequence[str], index: int) -> str:
    text = cells[index].strip() if index < len(cells) else ""
    return text[1:] if text[:1] == "'" and text[1:2] in {"=", "+", "-", "@"} else text


def _joined(cells: Sequence[str], indexes: Sequence[int]) -> str:
    return "-".join(text for index in indexes if (text := _cell(cells, index)))


def _is_total(texts: Mapping[str, str], cells: Sequence[str]) -> bool:
    """合計, 小計 and the like: no line of their own."""
    words = ["".join(cell.split()) for cell in cells[:8]]
    return not texts["line_code"] and any(word.endswith("計") and not word.endswith("会計") for word in words)


def _amounts(number: int, cells: Sequence[str], places: Mapping[str, Sequence[int]], unit: str) -> tuple[dict[str, int], list[str]]:
    amounts: dict[str, int] = {}
    problems = []
    for key in AMOUNTS:
        for index in places.get(key, [])[:1]:
            text = unicodedata.normalize("NFKC", _cell(cells, index)).strip()
            if text in NOTHING:
                amounts[key] = 0
                continue
            try:
                amounts[key] = parse_yen(text, unit=unit)
            except MoneyTextError as error:
                problems.append(f"{column_letters(index)}{number}: {error.render(_t)}")
            else:
                if abs(amounts[key]) > LARGEST:
                    problems.append(f"{column_letters(index)}{number}: " + _t("金額が大きすぎます。単位を確かめてください"))
    return amounts, problems

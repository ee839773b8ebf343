"""The three files that counts come in: read row by row and cell by cell, whatever is sound is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import override

from musubi.blocks.kernel.dates import fiscal_year_of
from musubi.blocks.kernel.eras import DateTextError, parse_date
from musubi.blocks.kernel.text import search_key
from musubi.blocks.kernel.workbooks.cells import CellError, choice_reader, read_day, read_number, read_text, sound
from musubi.blocks.kernel.workbooks.csv_files import read_csv
from musubi.blocks.kernel.workbooks.reading import Cell, WorkbookError, read_sheets, rows_under, same_heading
from musubi.blocks.kernel.workbooks.writing import Sheet, SheetColumn, workbook_bytes
from musubi.blocks.visits.domain.taking import Taken, fields_of, key_of
from musubi.blocks.visits.enums import QUARTERS, CountMethod, Residence
from musubi.blocks.visits.models import CounterDay, CountSite, QuarterCount, VisitSurvey
from musubi.blocks.visits.models.counts import fiscal_year_of_quarter

ZIP = b"PK\x03\x04"
Reader = Callable[[Cell], Any]


@dataclass(frozen=True)
class Column:
    """A heading, the field that it fills, how its cell is read; required ones must be filled."""

    heading: str
    field: str
    read: Reader
    is_required: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class FileKind:
    """A kind of file: its title, the model of its rows, its columns."""

    title: Any
    model: type[Any]
    columns: tuple[Column, ...]

    @property
    def slug(self) -> str:
        """Its name in addresses."""
        return next(name for name, kind in KINDS.items() if kind is self)


def _year(cell: Cell) -> int | None:
    text = read_text(cell).removesuffix("年")
    if not text:
        return None
    if text.isdecimal() and len(text) == 4:
        return int(text)
    try:
        return parse_date(f"{text}年12月31日").year
    except DateTextError as error:
        raise CellError(_("「%(text)s」は年として読めません。2020 や 令和2年 のように入力してください") % {"text": read_text(cell)}) from error


def _whole(cell: Cell) -> int | None:
    value = read_number(cell)
    if value is None:
        return None
    if value != value.to_integral_value() or value < 0:
        raise CellError(_("0以上の整数で入力してください"))
    return int(value)


def _words(choices: Sequence[tuple[Any, Any]]) -> dict[str, Any]:
    with override("ja"):
        return {str(label): value for value, label in choices}


def _chosen(choices: Sequence[tuple[Any, Any]]) -> Reader:
    def read(cell: Cell) -> Any:
        return choice_reader(_words(choices))(cell) or ""

    return read


def _quarter(cell: Cell) -> int | None:
    text = same_heading(read_text(cell))
    numbers = {"1": 1, "2": 2, "3": 3, "4": 4}
    known = {same_heading(word): int(value) for word, value in _words(QUARTERS).items()} | numbers
    known |= {f"第{n}四半期": int(n) for n in numbers} | {f"Q{n}": int(n) for n in numbers}
    if text and text not in known:
        raise CellError(_("「%(text)s」は四半期として読めません。1〜4 か、1〜3月 のように入力してください") % {"text": read_text(cell)})
    return known.get(text)


def _yes(cell: Cell) -> bool | None:
    text = same_heading(read_text(cell))
    known = {"": None, "はい": True, "する": True, "1": True, "○": True, "いいえ": False, "しない": False, "0": False, "×": False}
    if text not in known:
        raise CellError(_("「%(text)s」は読めません。はい か いいえ で入力してください") % {"text": read_text(cell)})
    return known[text]


METHODS, HOMES = tuple(_words(CountMethod.choices)), tuple(_words(Residence.choices))
KINDS: dict[str, FileKind] = {
    "quarters": FileKind(
        _l("観光入込客数(四半期)"),
        QuarterCount,
        (
            Column("地点", "site", read_text, is_required=True),
            Column("年", "year", _year, is_required=True),
            Column("四半期", "quarter", _quarter, is_required=True, choices=tuple(_words(QUARTERS))),
            Column("延べ人数", "visitors", _whole, is_required=True),
            Column("とらえ方", "method", _chosen(CountMethod.choices), choices=METHODS),
            Column("出典・資料", "source", read_text),
            Column("備考", "note", read_text),
        ),
    ),
    "counters": FileKind(
        _l("計数器の記録(日)"),
        CounterDay,
        (
            Column("地点", "site", read_text, is_required=True),
            Column("日付", "day", read_day, is_required=True),
            Column("通過数", "passes", _whole, is_required=True),
        ),
    ),
    "surveys": FileKind(
        _l("来訪者調査の回答"),
        VisitSurvey,
        (
            Column("地点", "site", read_text, is_required=True),
            Column("調査票の番号", "number", read_text, is_required=True),
            Column("調査日", "asked_on", read_day, is_required=True),
            Column("人数", "people", _whole, is_required=True),
            Column("居住地", "residence", _chosen(Residence.choices), choices=HOMES),
            Column("市内での滞在時間(分)", "stay_minutes", _whole),
            Column("宿泊する", "stays_overnight", _yes, choices=("はい", "いいえ")),
            Column("前にいた地点", "came_from", read_text),
            Column("次に行く地点", "goes_to", read_text),
        ),
    ),
}
LINKS = ("site", "came_from", "goes_to")
OTHER_KINDS = (b"%PDF", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff")  # PDF, the old .xls, pictures


@dataclass
class FileRead:
    """The rows that can be kept, how many are there already, and problems by cell."""

    rows: list[Taken] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)
    same: int = 0


def empty_book(kind: FileKind) -> bytes:
    """The workbook to fill in, with a list of the sites."""
    with override("ja"):
        title = str(kind.title)
    columns = [SheetColumn(each.heading, 24 if each.field in LINKS else 14, choices=each.choices) for each in kind.columns]
    sites = CountSite.objects.filter(retired_on__isnull=True).values_list("name")
    return workbook_bytes([Sheet(title, columns), Sheet("調査地点", [SheetColumn("地点", 30)], sites)], title=title)


def read_file(kind: FileKind, data: bytes, *, today: dt.date) -> FileRead:
    """Read an Excel or CSV file against what is kept. Raises WorkbookError for the file as a whole."""
    if data.startswith(OTHER_KINDS):
        raise WorkbookError("kind", _("Excelのブック(.xlsx)でもCSVでもありません。表計算ソフトで開き、.xlsx で保存し直してから選んでください"))
    sheets = read_sheets(data) if data.startswith(ZIP) else {"CSV": read_csv(data)}
    wanted = {same_heading(column.heading): column.heading for column in kind.columns}
    required = {same_heading(column.heading) for column in kind.columns if column.is_required}
    found = {name: {same_heading(str(value)) for value in raw[0]} for name, raw in sheets.items() if raw}
    name = next((name for name, headings in found.items() if required <= headings), "")
    if not name:
        headings = _("、").join(_("「%(heading)s」") % {"heading": column.heading} for column in kind.columns if column.is_required)
        told = _("1行目に見出し %(headings)s のあるシートがありません。「空のブック」の列を使ってください")
        raise WorkbookError("no_sheet", told % {"headings": headings})
    rows = rows_under(name, sheets[name], [heading for same, heading in wanted.items() if same in found[name]])
    reader = _Rows(kind, name, today)
    for number, cells in rows.rows:
        reader.take(number, cells)
    return reader.read


class _Rows:
    def __init__(self, kind: FileKind, sheet: str, today: dt.date) -> None:
        self.kind, self.sheet, self.today = kind, sheet, today
        self.sites = {search_key(site.name): site for site in CountSite.objects.filter(retired_on__isnull=True)}
        self.known: dict[tuple[Any, ...], Taken] = {key_of(record): record for record in kind.model.objects.select_related("site")}
        self.seen: set[tuple[Any, ...]] = set()
        self.read = FileRead()

    def take(self, number: int, cells: Mapping[str, Cell]) -> None:
        """One row: kept in mind, the same as before, or a problem at each faulty cell."""
        before = len(self.read.problems)
        values = self._values(number, cells)
        if len(self.read.problems) > before:
            return
        fresh = self.kind.model(**values)
        key = key_of(fresh)
        if key in self.seen:
            self._problem("", number, _("同じ地点と時期の行が、上にもあります。1行にまとめてください"))
            return
        self.seen.add(key)
        record = self.known.get(key, fresh)
        changed = [name for name in fields_of(self.kind.model) if name in values and getattr(record, name) != values[name]]
        if record.pk is not None and not changed:
            self.read.same += 1
            return
        for name in changed:
            setattr(record, name, values[name])
        self._check(record, number, cells)

    def _check(self, record: Taken, number: int, cells: Mapping[str, Cell]) -> None:
        if isinstance(record, QuarterCount):
            record.fiscal_year = fiscal_year_of_quarter(record.year, record.quarter)
        if isinstance(record, VisitSurvey):
            record.fiscal_year = fiscal_year_of(record.asked_on)
        places = {column.field: cells[column.heading].address for column in self.kind.columns if column.heading in cells}
        try:
            record.full_clean(exclude=("uid",), validate_unique=False)
        except ValidationError as error:
            for name, some in error.error_dict.items():
                message = some[0].messages[0] if name != NON_FIELD_ERRORS else _("この行の値の組合せは残せません。地点・人数・時間を確かめてください")
                self._problem(places.get(name, ""), number, message)
            return
        if isinstance(record, QuarterCount) and dt.date(record.year, 3 * record.quarter - 2, 1) > self.today:
            self._problem(places.get("quarter", ""), number, _("まだ来ていない四半期です。年と四半期を確かめてください"))
            return
        self.read.rows.append(record)

    def _values(self, number: int, cells: Mapping[str, Cell]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for column in self.kind.columns:
            if column.heading not in cells:
                continue
            cell = cells[column.heading]
            try:
                values[column.field] = self._value(column, cell)
            except CellError as error:
                self._problem(cell.address, number, str(error))
        return values

    def _value(self, column: Column, cell: Cell) -> Any:
        value = self._site(cell) if column.field in LINKS else column.read(sound(cell))
        if column.is_required and value in (None, ""):
            raise CellError(_("「%(heading)s」が空です") % {"heading": column.heading})
        if isinstance(value, dt.date) and value > self.today:
            raise CellError(_("まだ来ていない日です。日付を確かめてください"))
        return value

    def _site(self, cell: Cell) -> CountSite | None:
        text = read_text(sound(cell))
        found = self.sites.get(search_key(text)) if text else None
        if text and found is None:
            raise CellError(_("「%(text)s」という調査地点はありません。名称を直すか、先に地点を登録してください") % {"text": text})
        return found

    def _problem(self, place: str, number: int, message: str) -> None:
        where = f"{self.sheet}!{place}" if place else _("%(sheet)sの%(row)d行目") % {"sheet": self.sheet, "row": number}
        self.read.problems.append((where, message))


def visitors_book(year: int, rows: Sequence[Any]) -> bytes:
    """The table of a calendar year's visitors by site and quarter."""
    with override("ja"):
        heads = ["地点", "種類", "共通基準", *(str(label) for _number, label in QUARTERS), "年計"]
        columns = [SheetColumn(head, 30 if index == 0 else 14, is_text=index < 3) for index, head in enumerate(heads)]
        lines = [[row.site.name, str(row.site.get_kind_display()), "○" if row.site.meets_basis else "", *row.quarters, row.total] for row in rows]
    title = f"観光入込客数_{year}年"
    return workbook_bytes([Sheet(f"{year}年", columns, lines)], title=title)


def flows_book(found: Any) -> bytes:
    """The year's moves between sites."""
    columns = [
        SheetColumn("どこから", 30),
        SheetColumn("どこへ", 30),
        *(SheetColumn(head, 16, is_text=False) for head in ("スタンプ", "聞き取り", "合計")),
    ]
    rows = [[flow.origin.name, flow.destination.name, flow.stamped, flow.told, flow.moves] for flow in found.flows]
    return workbook_bytes([Sheet("回遊", columns, rows)], title=f"回遊_{found.fiscal_year}年度")

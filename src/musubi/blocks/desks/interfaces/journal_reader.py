"""Read a workbook of activities: what each row would add or change, and what is wrong at which cell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from musubi.blocks.desks.domain.activities import problems_of
from musubi.blocks.desks.domain.journal_import import AcceptedRow
from musubi.blocks.desks.enums import ActivityKind, Visibility
from musubi.blocks.desks.interfaces.journal_workbook import COLUMNS, HEADINGS, SHEET, labels
from musubi.blocks.desks.models import Activity
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.workbooks.cells import CellError, choice_reader, read_day, read_number, read_text, sound
from musubi.blocks.kernel.workbooks.reading import Cell, WorkbookError, read_sheets, rows_under, same_heading
from musubi.blocks.vision.models import PlanItem

REQUIRED = ("日付", "種類", "件名")
LONGEST = {"title": 200, "with_whom": 200, "place": 200, "next_step": 200, "unit": 20}
MOST_PEOPLE = 10_000_000
MOST_QUANTITY = Decimal(10) ** 11


@dataclass(frozen=True)
class RowChange:
    """A field that changes, in words."""

    heading: str
    before: str
    after: str


@dataclass(frozen=True)
class RowProposal:
    """What a row would do."""

    number: int
    uid: str
    version: int
    values: Mapping[str, Any]
    changes: tuple[RowChange, ...]
    title: str
    day: dt.date
    is_there: bool = False
    is_stale: bool = False

    @property
    def key(self) -> str:
        """The box's value."""
        return f"{self.number}"

    @property
    def accepted_by_default(self) -> bool:
        """Neither there already nor changed by others since it was written out."""
        return not (self.is_there or self.is_stale)

    def accepted(self, current: int) -> AcceptedRow:
        """The row to take in, against the version that the person has now seen."""
        return AcceptedRow(self.uid, current, self.values)


@dataclass
class JournalRead:
    """The rows that can be taken in, and problems by cell."""

    rows: list[RowProposal] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)
    same: int = 0
    versions: dict[str, int] = field(default_factory=dict)


def read_journal(data: bytes, *, item: PlanItem, today: dt.date) -> JournalRead:
    """Read the workbook against the journal as it stands. Raises WorkbookError for the file as a whole."""
    sheets = read_sheets(data)
    name = SHEET if SHEET in sheets else next((name for name, raw in sheets.items() if raw and _has_headings(raw[0])), "")
    if not name:
        raise WorkbookError(
            "no_sheet",
            _("シート「活動記録」が見つかりません。この画面から書き出したブックを使うか、1行目に「日付」「種類」「件名」の見出しを付けてください"),
        )
    raw = sheets[name]
    present = {same_heading(str(value)) for value in raw[0]} if raw else set()
    headings = [heading for heading in HEADINGS if heading in REQUIRED or same_heading(heading) in present]
    found = rows_under(name, raw, headings)
    known = {row.uid: row for row in Activity.objects.filter(item=item, withdrawn_at__isnull=True)}
    reader = _Reader(name, known, today)
    for number, cells in found.rows:
        reader.row(number, cells)
    reader.read.versions = {uid: row.version for uid, row in known.items()}
    return reader.read


def _has_headings(first: list[Any]) -> bool:
    titles = {same_heading(str(value)) for value in first}
    return all(same_heading(heading) in titles for heading in REQUIRED)


class _Reader:
    def __init__(self, sheet: str, known: dict[str, Activity], today: dt.date) -> None:
        self.sheet, self.known, self.today = sheet, known, today
        self.there = {_identity(vars(row)) for row in known.values()}
        self.seen: set[str] = set()
        self.read = JournalRead()
        self.parsers: dict[str, Callable[[Any], Any]] = {
            "happened_on": read_day,
            "next_due_on": read_day,
            "kind": choice_reader(labels(ActivityKind.choices)),
            "visibility": choice_reader(labels(Visibility.choices)),
            "people": _people,
            "quantity": _quantity,
        }

    def _problem(self, cell: Cell | None, number: int, message: str) -> None:
        place = f"{self.sheet}!{cell.address}" if cell else _("%(sheet)sの%(row)d行目") % {"sheet": self.sheet, "row": number}
        self.read.problems.append((place, message))

    def row(self, number: int, cells: Mapping[str, Cell]) -> None:
        uid = read_text(cells["行ID"]) if "行ID" in cells else ""
        if uid and (uid not in self.known or uid in self.seen):
            twice = uid in self.seen
            message = (
                _("行IDが2行にあります。写した行なら空にしてください")
                if twice
                else _("この行IDの記録は、この事業等にありません。新しい行なら空にしてください")
            )
            self._problem(cells["行ID"], number, message)
            return
        self.seen.add(uid)
        self.seen.discard("")
        values = self._values(number, cells)
        if values is None:
            return
        current = self.known.get(uid)
        if current is None:
            self._new(number, cells, values)
        else:
            self._changed(number, cells, values, current)

    def _values(self, number: int, cells: Mapping[str, Cell]) -> dict[str, Any] | None:
        """The row's values by field; None, with the problems told, where one cannot be read."""
        values, fine = {}, True
        for heading, name in COLUMNS.items():
            if heading not in cells:
                continue
            try:
                values[name] = self._value(name, cells[heading])
            except CellError as error:
                self._problem(cells[heading], number, str(error))
                fine = False
        return values if fine else None

    def _value(self, name: str, cell: Cell) -> Any:
        if name in self.parsers:
            return self.parsers[name](sound(cell))
        text = read_text(sound(cell))
        if len(text) > LONGEST.get(name, 10_000):
            raise CellError(_("%(limit)d字までにしてください") % {"limit": LONGEST.get(name, 10_000)})
        return text

    def _sound(self, number: int, cells: Mapping[str, Cell], values: Mapping[str, Any]) -> bool:
        headings = {name: heading for heading, name in COLUMNS.items()}
        problems = problems_of(values, today=self.today)
        for heading in REQUIRED:
            if values.get(COLUMNS[heading]) in (None, ""):
                self._problem(cells[heading], number, _("「%(heading)s」が空です。入力してください") % {"heading": heading})
        for problem in problems:
            if problem.code != "no_title":
                self._problem(cells.get(headings[problem.field]), number, str(problem))
        return not problems and all(values.get(COLUMNS[heading]) not in (None, "") for heading in REQUIRED)

    def _new(self, number: int, cells: Mapping[str, Cell], values: dict[str, Any]) -> None:
        if not self._sound(number, cells, values):
            return
        given = {name: value for name, value in values.items() if value not in (None, "")}
        changes = tuple(RowChange(heading, "", _words(given[name])) for heading, name in COLUMNS.items() if name in given)
        there = _identity(values) in self.there
        self.read.rows.append(RowProposal(number, "", 0, given, changes, values["title"], values["happened_on"], is_there=there))

    def _changed(self, number: int, cells: Mapping[str, Cell], values: dict[str, Any], current: Activity) -> None:
        if values.get("visibility", "-") is None:
            values["visibility"] = current.visibility
        differing = {name: value for name, value in values.items() if value != getattr(current, name)}
        if not differing:
            self.read.same += 1
            return
        if not self._sound(number, cells, {**{name: getattr(current, name) for name in COLUMNS.values()}, **differing}):
            return
        changes = tuple(
            RowChange(heading, _words(getattr(current, name)), _words(differing[name])) for heading, name in COLUMNS.items() if name in differing
        )
        shown = read_text(cells["版"]) if "版" in cells else ""
        stale = shown != str(current.version)
        proposal = RowProposal(number, current.uid, current.version, differing, changes, current.title, current.happened_on, is_stale=stale)
        self.read.rows.append(proposal)


def _identity(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """What makes two rows the same event."""
    return tuple(row.get(name) or "" for name in ("happened_on", "kind", "title", "with_whom"))


def _words(value: Any) -> str:
    if value in (None, ""):
        return ""
    if isinstance(value, dt.date):
        return format_date(value)
    for choices in (ActivityKind, Visibility):
        if value in choices.values:
            return str(choices(value).label)  # type: ignore[call-arg]
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _people(cell: Cell) -> int | None:
    value = read_number(cell)
    if value is None:
        return None
    if value < 0 or value != value.to_integral_value() or value > MOST_PEOPLE:
        raise CellError(_("人数は0以上の整数にしてください"))
    return int(value)


def _quantity(cell: Cell) -> Decimal | None:
    value = read_number(cell)
    if value is not None and (abs(value) > MOST_QUANTITY or value != value.quantize(Decimal("0.01"))):
        raise CellError(_("数量は小数2桁までにしてください"))
    return value

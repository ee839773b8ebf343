"""Facilities, lands and buildings as a workbook: out, and in again row by row and cell by cell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import override

from musubi.blocks.audit.domain.updates import FieldConflictError
from musubi.blocks.kernel.pages.checking import faults_of
from musubi.blocks.kernel.workbooks.cells import CellError, choice_reader, read_day, read_number, read_text, sound
from musubi.blocks.kernel.workbooks.reading import Cell, WorkbookError, read_sheets, rows_under, same_heading
from musubi.blocks.kernel.workbooks.writing import Sheet, SheetColumn, workbook_bytes
from musubi.blocks.places.domain.addresses import AddressText
from musubi.blocks.places.domain.errors import PlaceError
from musubi.blocks.places.domain.locating import Locator
from musubi.blocks.places.domain.properties import UNCHECKED, Whereabouts, change_property, enter_property, move_property
from musubi.blocks.places.enums import PositionAccuracy
from musubi.blocks.places.interfaces.property_fields import TITLES, fields_of, label_of
from musubi.blocks.places.models import PROPERTIES, Property

ADDRESS = {"郵便番号": "postcode", "所在地": "text", "建物名・部屋番号": "building", "緯度(度)": "latitude", "経度(度)": "longitude"}
TOWN = "町丁目"
MOST_ROWS = 5000
WIDE = {"名称", "所在地", "説明", "備考", "同意の内容", "災害想定の出典"}


def headings(kind: str) -> dict[str, str]:
    """Heading → field, in Japanese whatever the reader's language."""
    with override("ja"):
        return {label_of(kind, name): name for name in fields_of(kind)}


def _choices(kind: str, name: str) -> dict[str, str]:
    with override("ja"):
        return {str(label): str(value) for value, label in PROPERTIES[kind]._meta.get_field(name).choices or []}


def write_properties(kind: str, records: Iterable[Property]) -> bytes:
    """One row a record; 行ID and 版 lead back to it. Wants `address__town` and the linked records joined."""
    known = headings(kind)
    names = ["行ID", "版", *known, *ADDRESS, TOWN]
    choices = {heading: tuple(_choices(kind, name)) for heading, name in known.items()}
    columns = [SheetColumn(name, 30 if name in WIDE else 14, is_text=name != "版", choices=choices.get(name, ())) for name in names]
    with override("ja"):
        title = str(TITLES[kind])
        rows = [_row(record, known) for record in records]
    return workbook_bytes([Sheet(title, columns, rows)], title=title)


def _row(record: Property, known: Mapping[str, str]) -> list[Any]:
    address = record.address
    exact = address is not None and address.accuracy == PositionAccuracy.EXACT
    place = [] if address is None else [address.postcode, address.text, address.building]
    point = [str(address.latitude), str(address.longitude)] if address is not None and exact else ["", ""]
    own = [_written(record, name) for name in known.values()]
    return [record.uid, record.version, *own, *(place or ["", "", ""]), *point, address.town.name if address and address.town else ""]


def _written(record: Property, name: str) -> Any:
    value = getattr(record, name)
    if value is None:
        return None
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    display = getattr(record, f"get_{name}_display", None)
    return str(display()) if display and value else f"{value:f}" if isinstance(value, Decimal) else str(value)


@dataclass(frozen=True)
class PropertyRow:
    """What a row would do: a record as it would be, the fields that change, its address where the row has one."""

    number: int
    record: Property
    values: Mapping[str, Any]
    where: Whereabouts | None

    @property
    def is_new(self) -> bool:
        """Whether the register does not have it yet."""
        return self.record.pk is None


@dataclass
class PropertyRead:
    """The rows that can be taken in, and problems by cell."""

    rows: list[PropertyRow] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)
    same: int = 0


def read_properties(kind: str, data: bytes) -> PropertyRead:
    """Read the workbook against the register as it stands. Raises WorkbookError for the file as a whole."""
    sheets = read_sheets(data)
    wanted = headings(kind)
    required = "名称"
    name = next((name for name, raw in sheets.items() if raw and same_heading(required) in {same_heading(str(value)) for value in raw[0]}), "")
    if not name:
        raise WorkbookError("no_sheet", _("1行目に「名称」という見出しのあるシートがありません。「空のブック」の列を使ってください"))
    present = {same_heading(str(value)) for value in sheets[name][0]}
    found = rows_under(name, sheets[name], [each for each in ("行ID", "版", *wanted, *ADDRESS) if same_heading(each) in present])
    if len(found.rows) > MOST_ROWS:
        raise WorkbookError("too_many", _("一度に取り込めるのは%(limit)d行までです。分けてください") % {"limit": MOST_ROWS})
    reader = _Reader(kind, name, wanted)
    for number, cells in found.rows:
        reader.row(number, cells)
    return reader.read


class _Reader:
    def __init__(self, kind: str, sheet: str, wanted: Mapping[str, str]) -> None:
        self.kind, self.sheet, self.wanted = kind, sheet, wanted
        self.model = PROPERTIES[kind]
        self.known = {record.uid: record for record in self.model.objects.select_related("address")}
        self.parsers = {name: self._parser(name) for name in wanted.values()}
        self.seen: set[str] = set()
        self.read = PropertyRead()

    def _parser(self, name: str) -> Callable[[Cell], Any]:
        column = self.model._meta.get_field(name)
        if column.choices:
            reader = choice_reader(_choices(self.kind, name))
            return lambda cell: reader(cell) or ""
        if column.is_relation:
            return _linked({record.name: record for record in column.related_model.objects.filter(retired_on__isnull=True).order_by("-pk")})
        if isinstance(column, models.DateField):
            return read_day
        return read_number if isinstance(column, models.DecimalField | models.IntegerField) else read_text

    def _problem(self, place: str, number: int, message: str) -> None:
        where = f"{self.sheet}!{place}" if place else _("%(sheet)sの%(row)d行目") % {"sheet": self.sheet, "row": number}
        self.read.problems.append((where, message))

    def row(self, number: int, cells: Mapping[str, Cell]) -> None:
        record = self._record(number, cells)
        if record is None:
            return
        before = len(self.read.problems)
        values = self._values(number, cells, self.wanted, self.parsers)
        typed = self._values(number, cells, ADDRESS, {"latitude": read_number, "longitude": read_number})
        if len(self.read.problems) > before:
            return
        changes = {name: value for name, value in values.items() if getattr(record, name, None) != value} if record.pk else values
        for name, value in changes.items():
            setattr(record, name, value)
        places = {name: cells[heading].address for heading, name in self.wanted.items() if heading in cells}
        for name, message in faults_of(record, exclude=UNCHECKED):
            self._problem(places.get(name, ""), number, message)
        if len(self.read.problems) > before:
            return
        where = _where(typed, record)
        if record.pk and not changes and where is None:
            self.read.same += 1
        else:
            self.read.rows.append(PropertyRow(number, record, changes, where))

    def _record(self, number: int, cells: Mapping[str, Cell]) -> Any:
        uid = read_text(cells["行ID"]) if "行ID" in cells else ""
        if not uid:
            return self.model()
        found = self.known.get(uid)
        if found is None or uid in self.seen:
            twice = _("行IDが2行にあります。写した行なら空にしてください")
            self._problem(cells["行ID"].address, number, twice if found else _("この行IDは台帳にありません。新しい行なら空にしてください"))
            return None
        self.seen.add(uid)
        if "版" in cells and read_text(cells["版"]) not in {"", str(found.version)}:
            self._problem(cells["版"].address, number, _("書き出した後に変わりました。もう一度書き出して、そこに直してください"))
            return None
        return found

    def _values(self, number: int, cells: Mapping[str, Cell], columns: Mapping[str, str], parsers: Mapping[str, Any]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for heading, name in columns.items():
            if heading in cells:
                try:
                    values[name] = parsers.get(name, read_text)(sound(cells[heading]))
                except CellError as error:
                    self._problem(cells[heading].address, number, str(error))
        return values


def _linked(known: Mapping[str, Any]) -> Callable[[Cell], Any]:
    def read(cell: Cell) -> Any:
        text = read_text(cell)
        if text and text not in known:
            raise CellError(_("「%(text)s」という名称は台帳にありません。先に登録するか、空にしてください") % {"text": text})
        return known.get(text) if text else None

    return read


def _where(typed: Mapping[str, Any], record: Property) -> Whereabouts | None:
    """The row's address where it says one that the record does not have."""
    address = record.address
    now = {name: getattr(address, name) for name in ("postcode", "text", "building")} if address else {"postcode": "", "text": "", "building": ""}
    exact = address is not None and address.accuracy == PositionAccuracy.EXACT
    now |= {name: getattr(address, name) if exact else None for name in ("latitude", "longitude")}
    if all(value == now[name] for name, value in typed.items()):
        return None
    both = {**now, **typed}
    return Whereabouts(AddressText(both["text"], both["postcode"], both["building"]), both["latitude"], both["longitude"])


def take_in(read: PropertyRead, *, actor: Any, now: dt.datetime) -> tuple[int, int]:
    """Keep every row that can be kept; the others become problems of `read`. Gives (new, changed)."""
    new = changed = 0
    locator = Locator()
    for row in read.rows:
        try:
            if row.is_new:
                enter_property(record=row.record, where=row.where or Whereabouts(AddressText()), actor=actor, now=now, locator=locator)
                new += 1
            else:
                _change(row, actor, now, locator)
                changed += 1
        except FieldConflictError:
            read.problems.append((_("%(row)d行目") % {"row": row.number}, _("書き出した後に変わりました。もう一度書き出して、そこに直してください")))
        except PlaceError as error:
            read.problems.append((_("%(row)d行目") % {"row": row.number}, str(error)))
    return new, changed


def _change(row: PropertyRow, actor: Any, now: dt.datetime, locator: Locator) -> None:
    version = row.record.version
    stored = type(row.record)._base_manager.get(pk=row.record.pk)
    if stored.version != version:
        raise FieldConflictError({})
    if row.values:
        version = change_property(record=stored, values=row.values, unchanged=lambda _name, _value: True, actor=actor, now=now).version
    if row.where is not None:
        move_property(record=stored, where=row.where, shown_version=version, actor=actor, now=now, locator=locator)

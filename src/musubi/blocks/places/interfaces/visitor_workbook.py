"""Spots, events and Wi-Fi points in words, for pages and workbooks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.money import format_yen
from musubi.blocks.kernel.workbooks.writing import Sheet, SheetColumn, workbook_bytes
from musubi.blocks.places.domain.hours import describe
from musubi.blocks.places.domain.queries import municipality_names
from musubi.blocks.places.interfaces.visitor_fields import Kind, label_of, words_of
from musubi.blocks.places.models import Spot

NUMBERS = {"stay_minutes", "fee", "interest", "promotion_weight", "latitude", "longitude"}


def shown_value(record: Any, name: str) -> str:
    """A field's value in words; "" where nothing is known."""
    value = getattr(record, name)
    if value is None or value == "":
        return ""
    if (words := words_of(name, value)) is not None:
        return words
    if name == "owner_code":
        return municipality_names().get(value, value)
    if name == "fee":
        return _("無料") if value == 0 else format_yen(value)
    if isinstance(value, bool):
        return _("はい") if value else _("いいえ")
    if isinstance(value, dt.date):
        return format_date(value - dt.timedelta(days=1) if name == "ends_before" else value)
    field = record._meta.get_field(name)
    return str(getattr(record, f"get_{name}_display")()) if field.choices else str(value)


def write_visitors(kind: Kind, records: Iterable[Any]) -> bytes:
    """One row a record, every field of its form, and for spots the hours in words."""
    owners = municipality_names()
    names = [name for name in kind.fields if name != "owner_code"]
    is_spot = kind.model is Spot
    headings = [_("行ID"), *(str(label_of(kind.model, name)) for name in names), _("公開の状態"), _("データを持つ市区町村")]
    columns = [SheetColumn(heading, 30 if heading == _("説明") else 16) for heading in headings]
    if is_spot:
        columns.append(SheetColumn(_("営業時間"), 40))
    rows = []
    for record in records:
        cells: list[Any] = [record.uid]
        for name in names:
            value = getattr(record, name)
            cells.append(float(value) if name in NUMBERS and value is not None else shown_value(record, name))
        cells += [str(record.get_status_display()), owners.get(record.owner_code, record.owner_code)]
        if is_spot:
            cells.append("\n".join(describe(line) for line in record.opening_rules.all()))
        rows.append(cells)
    return workbook_bytes([Sheet(str(kind.title), columns, rows)], title=str(kind.title))

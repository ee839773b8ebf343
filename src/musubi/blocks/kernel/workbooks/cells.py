"""Read a cell as a day, a number or one of some words; what cannot be read is told with how to mend it."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from musubi.blocks.kernel.eras import DateTextError, parse_date
from musubi.blocks.kernel.workbooks.reading import Cell, same_heading
from musubi.blocks.kernel.workbooks.scanning import Fault


class CellError(ValueError):
    """A cell cannot be read; the message says how to mend it."""


def sound(cell: Cell) -> Cell:
    """The cell, unless it holds an error or a formula that nobody calculated. Raises CellError."""
    if isinstance(cell.value, Fault):
        raise CellError(_("エラーか、計算していない式が入っています。値に直してください"))
    return cell


def read_text(cell: Cell) -> str:
    """Its text without spaces around it."""
    return "" if cell.is_empty else str(cell.value).strip()


def read_day(cell: Cell) -> dt.date | None:
    """A day in either calendar; None where it is empty. Raises CellError."""
    if cell.is_empty:
        return None
    if isinstance(cell.value, dt.datetime):
        return cell.value.date()
    if isinstance(cell.value, dt.date):
        return cell.value
    try:
        return parse_date(str(cell.value))
    except DateTextError as error:
        raise CellError(_("「%(text)s」は日付として読めません。R2.10.14 や 2020-10-14 のように入力してください") % {"text": cell.value}) from error


def read_number(cell: Cell) -> Decimal | None:
    """A finite number, of any width and with thousands separators; None where it is empty. Raises CellError."""
    if cell.is_empty:
        return None
    text = unicodedata.normalize("NFKC", str(cell.value)).replace(",", "").strip()
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise CellError(_("「%(text)s」は数として読めません。単位を付けず、数字だけを入力してください") % {"text": cell.value})
    return value


def choice_reader(known: Mapping[str, str]) -> Callable[[Cell], str | None]:
    """Reads one of `known` (word → stored value), whatever its width; None where it is empty. The reader raises CellError."""
    stored = {same_heading(word): value for word, value in known.items()}

    def read(cell: Cell) -> str | None:
        if cell.is_empty:
            return None
        value = stored.get(same_heading(str(cell.value)))
        if value is None:
            raise CellError(_("「%(text)s」は選べません。%(choices)s のどれかにしてください") % {"text": cell.value, "choices": "、".join(known)})
        return value

    return read

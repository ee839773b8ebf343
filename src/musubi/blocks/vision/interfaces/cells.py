"""Between a document's values and a workbook's cells: what is written, and how what people type is read."""

from __future__ import annotations

import datetime as dt
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from musubi.blocks.kernel.dates import parse_date, parse_fiscal_year
from musubi.blocks.kernel.messages import TextError
from musubi.blocks.kernel.workbooks.scanning import Fault
from musubi.blocks.vision.domain.document import Column, ColumnKind
from musubi.blocks.vision.domain.validation import is_kept_exactly

YES = {"はい", "yes", "true", "○", "〇", "有", "1"}
NO = {"いいえ", "no", "false", "×", "無", "0"}


class CellError(ValueError):
    """What is typed cannot be read as what the column holds; the message says what to type."""


def written(column: Column, value: Any) -> Any:
    """A document's value as a cell: choices and yes/no in Japanese, decimals as numbers where those are exact."""
    if value is None or value == "":
        return None
    if column.kind is ColumnKind.BOOLEAN:
        return "はい" if value else "いいえ"
    if column.kind is ColumnKind.CHOICE:
        with override("ja"):
            return str(dict(column.choices)[value])
    if column.kind is ColumnKind.DECIMAL:
        number = float(value)
        return number if Decimal(repr(number)) == Decimal(value) else value
    return value


def read(column: Column, value: Any) -> Any:
    """A cell as the document's value; raises CellError."""
    if isinstance(value, Fault):
        raise CellError(
            _("セルがエラーになっています。値を入力し直してください")
            if value is Fault.ERROR
            else _("数式の計算結果がありません。Excelで開いて保存し直すか、値を入力してください")
        )
    if column.kind in {ColumnKind.TEXT, ColumnKind.LONG_TEXT}:
        return "" if value is None else _text(value)
    if column.kind is ColumnKind.REFERENCE and column.to != "levels" and isinstance(value, str) and value.strip():
        return value  # as typed: the reader looks for the row that it means
    if value is None or (isinstance(value, str) and not value.strip()):
        return _empty(column)
    plain = unicodedata.normalize("NFKC", value).strip() if isinstance(value, str) else value
    return _READERS[column.kind](column, plain)


def _empty(column: Column) -> Any:
    if column.kind is ColumnKind.BOOLEAN:
        return False
    if column.kind is ColumnKind.CHOICE or (column.kind is ColumnKind.INTEGER and not column.required):
        return column.default
    return None


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        raise CellError(_("日付として入っています。セルの書式を「文字列」にして、入力し直してください"))
    if isinstance(value, float):
        return repr(value)
    return str(value)


def _number(value: Any) -> Decimal | None:
    """The finite number that is typed, or None; commas are read over."""
    if isinstance(value, bool | dt.date | dt.time):
        return None
    try:
        number = Decimal(str(value).replace(",", ""))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _integer(column: Column, value: Any) -> int:
    number = _number(value)
    if number is None or number.adjusted() > 9 or number != number.to_integral_value():
        raise CellError(_("整数で入力してください"))
    return int(number)


def _decimal(column: Column, value: Any) -> str:
    number = _number(value)
    if number is None or not is_kept_exactly(number):
        raise CellError(_("数で入力してください(単位は付けず、小数は6桁、全体で15桁まで)"))
    return format(number.normalize() + 0, "f")  # + 0: no -0


def _fiscal_year(column: Column, value: Any) -> int:
    if isinstance(value, bool | dt.date | dt.time | float):
        raise CellError(_("年度を「2020」「令和2年度」のように入力してください"))
    try:
        return parse_fiscal_year(str(value))
    except TextError as error:
        raise CellError(error.render(_)) from error


def _boolean(column: Column, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    text = str(value).lower()
    if text in YES:
        return True
    if text in NO:
        return False
    raise CellError(_("「はい」か「いいえ」で入力してください"))


def _choice(column: Column, value: Any) -> str:
    text = unicodedata.normalize("NFKC", str(value)).strip()
    for language in ("ja", "en"):
        with override(language):
            for stored, label in column.choices:
                if text in {stored, unicodedata.normalize("NFKC", str(label))}:
                    return stored
    labels = "、".join(str(label) for _stored, label in column.choices)
    raise CellError(_("次のどれかを入力してください: %(choices)s") % {"choices": labels})


def _reference(column: Column, value: Any) -> Any:
    if isinstance(value, dt.date | dt.time):
        raise CellError(_("日付として入っています。セルの書式を「文字列」にして、入力し直してください"))
    return _integer(column, value) if column.to == "levels" else str(value)


def _date(column: Column, value: Any) -> str:
    if isinstance(value, dt.datetime | dt.date):
        return (value.date() if isinstance(value, dt.datetime) else value).isoformat()
    try:
        return parse_date(str(value)).isoformat()
    except TextError as error:
        raise CellError(error.render(_)) from error


_READERS = {
    ColumnKind.DATE: _date,
    ColumnKind.INTEGER: _integer,
    ColumnKind.DECIMAL: _decimal,
    ColumnKind.FISCAL_YEAR: _fiscal_year,
    ColumnKind.BOOLEAN: _boolean,
    ColumnKind.CHOICE: _choice,
    ColumnKind.REFERENCE: _reference,
}

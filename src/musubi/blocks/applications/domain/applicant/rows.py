"""Read the rows of a form as they were typed: cost lines and other aid. What cannot be read stays as typed, with a message at its cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.terms import Terms
from musubi.blocks.kernel.eras import normalise, parse_date
from musubi.blocks.kernel.messages import TextError
from musubi.blocks.kernel.money import parse_yen

YEN_LIMIT = 10**13
MOST_ROWS = 200
COST_TEXTS = ("label", "unit", "payee", "invoice_number")
COST_YEN = ("amount", "tax", "unit_price")
COST_DAYS = ("ordered_on", "receipt_on")
LONGEST = {"label": 200, "unit": 20, "payee": 200, "invoice_number": 80, "granter": 200, "name": 200, "note": 300}
COST_FIELDS = ("category", *COST_TEXTS, "quantity", "months", *COST_YEN, *COST_DAYS, "payee_in_city")
AID_FIELDS = ("granter", "name", "amount", "same_costs", "note")
TELLING = {"costs": ("label", "amount", "payee", "tax", "unit_price", "invoice_number"), "aid": ("granter", "name", "amount")}

Raw = Mapping[str, str]


@dataclass(frozen=True)
class ReadRow:
    """A row by its uid: readable values, or faults by field; `raw` is what was typed."""

    uid: str
    raw: Raw
    values: dict[str, Any] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)


def is_blank(raw: Raw, kind: str) -> bool:
    """Whether nothing was typed into a row: such a row is the empty one at the end."""
    return not any(str(raw.get(name) or "").strip() for name in TELLING[kind])


def read_cost_rows(rows: Iterable[Raw], terms: Terms) -> list[ReadRow]:
    """Cost rows that are not blank."""
    categories = {each.key for each in terms.categories}
    return [_cost(raw, categories) for raw in list(rows)[:MOST_ROWS] if not is_blank(raw, "costs")]


def read_aid_rows(rows: Iterable[Raw]) -> list[ReadRow]:
    """Rows of other aid that are not blank."""
    return [_aid(raw) for raw in list(rows)[:MOST_ROWS] if not is_blank(raw, "aid")]


class _Reader:
    """Collects values and faults of one row."""

    def __init__(self, raw: Raw) -> None:
        self.raw = raw
        self.values: dict[str, Any] = {}
        self.faults: dict[str, str] = {}

    def text(self, name: str) -> str:
        return str(self.raw.get(name) or "").strip()

    def take(self, name: str, read: Any, default: Any) -> None:
        typed = self.text(name)
        if not typed:
            self.values[name] = default
            return
        try:
            self.values[name] = read(typed)
        except TextError as error:
            self.faults[name] = error.render(_)
        except ValueError as error:
            self.faults[name] = str(error)

    def plain(self, name: str) -> None:
        typed = self.text(name)
        if len(typed) > LONGEST[name]:
            self.faults[name] = _("%(limit)d文字までです。短くしてください") % {"limit": LONGEST[name]}
        self.values[name] = typed[: LONGEST[name]]

    def done(self) -> ReadRow:
        return ReadRow(str(self.raw.get("uid") or ""), self.raw, self.values, self.faults)


def read_amount(typed: str) -> int:
    """Whole yen from 0 to less than ¥10 trillion. Raises ValueError, TextError."""
    found = parse_yen(typed)
    if found < 0:
        raise ValueError(_("0円以上にしてください"))
    if found >= YEN_LIMIT:
        raise ValueError(_("10兆円以上になっています。単位(円)を確かめてください"))
    return found


def _quantity(typed: str) -> Decimal:
    try:
        found = Decimal(normalise(typed).replace(",", ""))
    except InvalidOperation as error:
        raise ValueError(_("数量は数字で入力してください。例: 2、1.5")) from error
    if not found.is_finite() or not 0 <= found < 10**9 or found != found.quantize(Decimal("0.001")):
        raise ValueError(_("数量は0以上10億未満、小数は3桁までです"))
    return found


def _months(typed: str) -> int:
    plain = normalise(typed).removesuffix("か月")
    if not plain.isdigit() or not 0 < int(plain) <= 240:
        raise ValueError(_("月数は1から240までの整数です"))
    return int(plain)


def _cost(raw: Raw, categories: set[str]) -> ReadRow:
    reader = _Reader(raw)
    for name in COST_TEXTS:
        reader.plain(name)
    for name in COST_YEN:
        reader.take(name, read_amount, 0)
    for name in COST_DAYS:
        reader.take(name, parse_date, None)
    reader.take("quantity", _quantity, Decimal(1))
    reader.take("months", _months, 1)
    reader.values["payee_in_city"] = bool(reader.text("payee_in_city"))
    reader.values["category"] = reader.text("category")
    if reader.values["category"] not in categories:
        reader.faults["category"] = _("経費の区分を選んでください")
    if not reader.values["label"]:
        reader.faults["label"] = _("何の経費かを書いてください")
    if not reader.text("amount"):
        reader.faults["amount"] = _("金額を入れてください。まだ分からないときは、見積りの額を入れます")
    amount, tax = reader.values.get("amount"), reader.values.get("tax")
    if amount is not None and tax is not None and tax > amount:
        reader.faults["tax"] = _("消費税が金額を超えています。税込の金額と、そのうちの消費税を入れてください")
    return reader.done()


def _aid(raw: Raw) -> ReadRow:
    reader = _Reader(raw)
    for name in ("granter", "name", "note"):
        reader.plain(name)
    reader.take("amount", read_amount, 0)
    reader.values["same_costs"] = bool(reader.text("same_costs"))
    for name, message in (("granter", _("どこからの補助かを書いてください")), ("name", _("補助金の名称を書いてください"))):
        if not reader.values[name]:
            reader.faults[name] = message
    return reader.done()

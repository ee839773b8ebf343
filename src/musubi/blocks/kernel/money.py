"""Money is whole yen in an integer: read from what people type, written with commas."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from musubi.blocks.kernel.messages import TextError, gettext_noop, quote
from musubi.blocks.kernel.pages.languages import in_japanese

UNITS = {"": 1, "円": 1, "千円": 1_000, "万円": 10_000, "百万円": 1_000_000, "億円": 100_000_000}
LARGEST = 10**15
_AMOUNT = re.compile(
    r"(?P<sign>[-△▲]?)[¥\\]?(?P<digits>\d{1,3}(?:,\d{3})+|\d+)(?P<fraction>\.\d+)?"
    r"(?P<unit>千円|百万円|万円|億円|円)?(?:也)?-?"
)


class MoneyTextError(TextError):
    """A text is not an amount of whole yen."""


def parse_yen(text: str, *, unit: str = "円") -> int:
    """Read whole yen: 1,234円, １，２３４, ¥1,234, △500 (minus), 120千円, 1.5億円.

    ``unit`` is what a bare number counts (円, 千円, 万円, 百万円, 億円); a unit in the text goes before it. Raises
    ``MoneyTextError`` for fractions of a yen, misplaced commas and anything that is not an amount.
    """
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    plain = re.sub(r"^[−‐‑–—]", "-", plain)
    if not plain:
        raise MoneyTextError("empty", gettext_noop("金額が空です。例:1,234円 のように入力してください。"))
    match = _AMOUNT.fullmatch(plain)
    if match is None:
        raise MoneyTextError(
            "unreadable",
            gettext_noop("「%(text)s」は金額として読めません。例:1,234円、120千円 のように入力してください。"),
            text=quote(text),
        )
    amount = Decimal(match["digits"].replace(",", "") + (match["fraction"] or "")) * UNITS[match["unit"] or unit]
    if amount != int(amount):
        raise MoneyTextError(
            "fraction",
            gettext_noop("「%(text)s」に1円未満の端数があります。円単位の整数で入力してください。"),
            text=quote(text),
        )
    if amount > LARGEST:
        raise MoneyTextError(
            "too_large",
            gettext_noop("「%(text)s」は大きすぎます。単位(円・千円)を確かめてください。"),
            text=quote(text),
        )
    return -int(amount) if match["sign"] else int(amount)


def format_yen(amount: int) -> str:
    """Write whole yen: 1,234円, △500円 for a negative amount as public accounts do; ¥1,234 and -¥500 in other languages.

    ``parse_yen`` reads all of them. Fractions raise ``TypeError``.
    """
    _refuse_fractions(amount)
    if in_japanese():
        return f"{'△' if amount < 0 else ''}{abs(amount):,}円"
    return f"{'-' if amount < 0 else ''}¥{abs(amount):,}"


def format_thousand_yen(amount: int) -> str:
    """Write thousands of yen, rounded down as budget papers do (端数切捨て): 1,234千円."""
    _refuse_fractions(amount)
    return f"{'△' if amount <= -1000 else ''}{abs(amount) // 1000:,}千円"


def _refuse_fractions(amount: int) -> None:
    if isinstance(amount, bool) or not isinstance(amount, int):
        raise TypeError(f"money is whole yen in an int, not {type(amount).__name__}")

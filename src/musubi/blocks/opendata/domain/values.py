"""Read what stands in the cells of municipal files: codes, days, yen, positions; tell what cannot be."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from musubi.blocks.kernel.eras import DateTextError, parse_date
from musubi.blocks.kernel.messages import TextError
from musubi.blocks.kernel.money import parse_yen

EXCEL_EPOCH = dt.date(1899, 12, 30)
SERIALS = range(30_000, 80_000)  # 1982 to 2119
CODE_WEIGHTS = (6, 5, 4, 3, 2)
_DAY = re.compile(r"(?:(?P<year>\d{4}|(?:令和|平成|昭和|R|H|S)\s*(?:\d{1,2}|元))\s*[年./-]\s*)?(?P<month>\d{1,2})\s*[月./-]\s*(?P<day>\d{1,2})\s*日?")
_UNKNOWN = {"", "-", "ー", "―", "未定", "不明"}
_FREE = {"無料", "なし", "無し", "無", "0円", "入場無料", "見学無料"}


def plain(text: str) -> str:
    """Width made one, spaces around taken off."""
    return unicodedata.normalize("NFKC", text).strip()


def municipality_code(text: str) -> str:
    """Five digits of 112089, 11208 or 92011 (its leading zero lost, with check digit); "" where it is none."""
    digits = re.sub(r"\D", "", plain(text).removesuffix(".0"))
    if len(digits) == 6:
        return digits[:5]
    if len(digits) == 5 and check_digit("0" + digits[:4]) == digits[4]:
        return "0" + digits[:4]
    return digits if len(digits) == 5 else ""


def check_digit(code: str) -> str:
    """The sixth digit of 全国地方公共団体コード."""
    total = sum(weight * int(digit) for weight, digit in zip(CODE_WEIGHTS, code, strict=True))
    return str((11 - total % 11) % 10)


def read_day(text: str, *, year: int | None = None) -> dt.date | None:
    """A day: ISO, 令和2年10月18日, 2020/10/18, a spreadsheet's serial; 10月18日 with `year`. None where it is none."""
    said = re.sub(r"[(\[][^)\]]*[)\]]|\s\d{1,2}:\d{2}.*$|T\d.*$", "", plain(text)).strip()
    if said.isdigit() and int(said) in SERIALS:
        return EXCEL_EPOCH + dt.timedelta(days=int(said))
    found = _DAY.match(said)
    try:
        if found and found["year"] is None:
            return dt.date(year, int(found["month"]), int(found["day"])) if year else None
        return parse_date(found[0] if found else said)
    except (DateTextError, TextError, ValueError):
        return None


def read_fee(text: str) -> tuple[int | None, bool]:
    """Whole yen, and whether the text was understood; empty is understood and unknown."""
    said = re.sub(r"[\s,]", "", plain(text))
    if said in _UNKNOWN:
        return None, True
    if said in _FREE:
        return 0, True
    try:
        amount = parse_yen(said)
    except TextError:
        return None, False
    return (amount, True) if 0 <= amount < 10_000_000 else (None, False)


@dataclass(frozen=True)
class Position:
    """A point as it may be kept; `problem` says what was wrong: "swapped" is mended, others leave no point."""

    latitude: Decimal | None = None
    longitude: Decimal | None = None
    problem: str = ""


def read_position(latitude: str, longitude: str) -> Position:
    """A point in Japan from two cells; swapped ones are put right."""
    texts = [plain(latitude).replace(",", ""), plain(longitude).replace(",", "")]
    if not any(texts):
        return Position()
    try:
        numbers = [Decimal(text) for text in texts]
    except InvalidOperation:
        return Position(problem="not_numbers")
    if not all(number.is_finite() for number in numbers):
        return Position(problem="not_numbers")
    if all(number == 0 for number in numbers):
        return Position()
    for (north, east), problem in ((numbers, ""), (numbers[::-1], "swapped")):
        if 20 <= north <= 46 and 122 <= east <= 154:
            return Position(round(north, 6), round(east, 6), problem)
    return Position(problem="outside")

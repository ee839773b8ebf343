"""Which days a text about opening hours names: 「月・火」「火曜~金曜」「土日祝」「第2・4火曜」「平日」."""

from __future__ import annotations

import re
from dataclasses import dataclass

WEEK = "月火水木金土日"
WORKING, WEEKEND = "01234", "56"
_SEP = r"\s*(?:[・,、と/]|及び|および)?\s*"
_DAY = rf"[{WEEK}](?:曜(?:日|(?!日)))?"
# Part of such a day, or some of them only: no day of the week as such.
_WHOLE = r"(?!曜|\s*の?(?:午前|午後|昼|夜)|\s*\((?:月\d回|隔週|第)|\s*[~-])"
# 日 of 平日, 祝日 and 10日, 月 of 正月 and 1月 are no weekdays.
_ALONE = rf"(?<![0-9一-鿿])|(?<=[{WEEK}曜週び])"
_SPAN = rf"{_DAY}\s*[~-]\s*{_DAY}"
_NTH = r"第\s*\d(?:\s*[・,、と]\s*第?\s*\d)*"
_ITEM = rf"(?:(?:{_ALONE})(?:{_SPAN}|{_DAY})|(?<!翌)平日|週末|祝祭日|祝日?|(?<=[・び])休日){_WHOLE}"
GROUP = rf"(?:{_NTH}\s*{_DAY}{_WHOLE}|{_ITEM})(?:{_SEP}{_ITEM})*"
GROUPS = rf"{GROUP}(?:{_SEP}{GROUP})*"
_ONE_GROUP = re.compile(GROUP)
_ONE_ITEM = re.compile(rf"{_SPAN}|{_DAY}|平日|週末|祝祭日|祝日?|休日")


@dataclass(frozen=True)
class Days:
    """Weekdays as digits, 0 for Monday; the nth of a month; `holidays`: national holidays too, or alone where no weekday is named."""

    weekdays: str = ""
    weeks: str = ""
    holidays: bool = False


def days_of(text: str) -> list[Days]:
    """The groups of a text that GROUPS matched."""
    return [_days(found[0]) for found in _ONE_GROUP.finditer(text)]


def _days(text: str) -> Days:
    nth = re.match(_NTH, text)
    digits, holidays = set(), False
    for item in _ONE_ITEM.findall(text[nth.end() :] if nth else text):
        if item.startswith("祝") or item == "休日":
            holidays = True
        else:
            digits |= set(_digits(item))
    weeks = "".join(sorted(set(re.findall("[1-5]", nth[0])))) if nth else ""
    return Days("".join(sorted(digits)), weeks, holidays)


def _digits(item: str) -> str:
    """The weekdays of one item; a span may run over the week's end."""
    if item in {"平日", "週末"}:
        return WORKING if item == "平日" else WEEKEND
    first, *last = (WEEK.index(part.strip()[0]) for part in re.split("[~-]", item))
    length = (last[0] - first) % len(WEEK) + 1 if last else 1
    return "".join(str((first + step) % len(WEEK)) for step in range(length))

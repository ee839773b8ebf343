"""Fiscal years (年度, April to March) as the integer of their April, and day texts in both calendars.

Days and eras live in ``eras``, office days in ``business_days``; this module re-exports what most callers need.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from musubi.blocks.kernel.eras import (
    ERA_PATTERN,
    ERAS,
    FIRST_DAY,
    YEAR_PATTERN,
    DateTextError,
    era_from_mark,
    era_of,
    era_year_text,
    format_date,
    normalise,
    parse_date,
    parse_number,
)
from musubi.blocks.kernel.messages import gettext_noop, quote

__all__ = [
    "DateTextError",
    "asked_fiscal_year",
    "find_fiscal_years",
    "fiscal_year_bounds",
    "fiscal_year_ends_on",
    "fiscal_year_of",
    "fiscal_year_starts_on",
    "fiscal_years",
    "format_date",
    "format_fiscal_year",
    "format_fiscal_years",
    "parse_date",
    "parse_fiscal_year",
    "parse_fiscal_years",
]

FIRST_MONTH = 4
EARLIEST, LATEST = FIRST_DAY.year, 2999
FiscalYearStyle = Literal["both", "era", "western", "english"]

_ONE = (
    rf"(?:(?P<era>{ERA_PATTERN})(?P<era_year>{YEAR_PATTERN})|(?:FY)?(?P<year>[0-9〇零一二三四五六七八九]{{4}}))"
    "(?:年度?)?"
)
_ALSO = r"(?:[(・/=].*)?"  # the same year in the other calendar: 2018年度(平成30年度), 平成31年度・令和元年度
_FISCAL_YEAR = re.compile(_ONE + _ALSO, re.IGNORECASE)
_TO = r"(?:~|〜|-|から|to|ないし)"
_BARE = rf"(?:(?:{ERA_PATTERN})?{YEAR_PATTERN}(?:年度?)?(?:\([^()]*\))?)"
_RANGE = re.compile(rf"(?:FY)?(?P<first>{_BARE}){_TO}(?:FY)?(?P<last>{_BARE})(?:まで)?(?:\([^()]*\))?", re.IGNORECASE)


def years_later(day: date, years: int) -> date:
    """The same day so many years later; 28 February for the 29th in a year that has none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def fiscal_year_of(day: date) -> int:
    """Return the fiscal year of ``day``: 2019-03-31 belongs to 2018, 2019-04-01 to 2019."""
    return day.year if day.month >= FIRST_MONTH else day.year - 1


def fiscal_year_starts_on(fiscal_year: int) -> date:
    """Return 1 April of ``fiscal_year``."""
    return date(fiscal_year, FIRST_MONTH, 1)


def fiscal_year_ends_on(fiscal_year: int) -> date:
    """Return 31 March, the last day of ``fiscal_year``."""
    return date(fiscal_year + 1, FIRST_MONTH - 1, 31)


def fiscal_year_bounds(fiscal_year: int) -> tuple[date, date]:
    """Return ``(starts_on, ends_before)`` of ``fiscal_year``: the end is exclusive."""
    return fiscal_year_starts_on(fiscal_year), fiscal_year_starts_on(fiscal_year + 1)


def fiscal_years(first: int, last: int) -> range:
    """Return the fiscal years from ``first`` to ``last``, both included."""
    return range(first, last + 1)


def _era_names(fiscal_year: int) -> list[str]:
    """Return the names of a fiscal year in the eras of its calendar year from April on, the older first.

    An era that begins in January to March opens its 元年度 only in the next April (平成元年度 is 1989), one that begins
    later in the year shares the fiscal year (平成31年度 is 令和元年度, 大正15年度 is 昭和元年度).
    """
    eras = [era_of(fiscal_year_starts_on(fiscal_year))]
    eras += [e for e in ERAS if date(fiscal_year, FIRST_MONTH, 1) < e.starts_on <= date(fiscal_year, 12, 31)]
    return [f"{era.name}{era_year_text(fiscal_year - era.first_year + 1)}年度" for era in eras]


def format_fiscal_year(fiscal_year: int, style: FiscalYearStyle = "both") -> str:
    """Write a fiscal year.

    ``both``: 2018年度(平成30年度); ``era``: 令和2年度, and 平成31年度(令和元年度) for 2019; ``western``: 2018年度;
    ``english``: FY2018.
    """
    if style == "english":
        return f"FY{fiscal_year}"
    if style == "western":
        return f"{fiscal_year}年度"
    names = _era_names(fiscal_year)
    if style == "both":
        return f"{fiscal_year}年度({'・'.join(names)})"
    return names[0] + "".join(f"({name})" for name in names[1:])


def format_fiscal_years(first: int, last: int, style: FiscalYearStyle = "both") -> str:
    """Write a period: 2018–2022年度(平成30年度–令和4年度), 平成30年度–令和4年度, 2018–2022年度 or FY2018–FY2022.

    A year of two eras at either end takes the newer name. One year alone is written as ``format_fiscal_year`` does.
    """
    if first == last:
        return format_fiscal_year(first, style)
    if style == "english":
        return f"FY{first}–FY{last}"
    western = f"{first}–{last}年度"
    if style == "western":
        return western
    eras = f"{_era_names(first)[-1]}–{_era_names(last)[-1]}"
    return eras if style == "era" else f"{western}({eras})"


def parse_fiscal_year(text: str) -> int:
    """Read a fiscal year: 平成31年度, 令和元年度 (both 2019), R2, H30年度, 2020, FY2020, 2018年度(平成30年度).

    Digits may be full-width or kanji. Years of an era after its end are read as they were printed
    (平成34年度 is 2022). When both calendars are given they must agree. Raises ``DateTextError``.
    """
    plain = normalise(text)
    if not plain:
        raise DateTextError("empty", gettext_noop("年度が空です。例:令和2年度、R2、2020年度 のように入力してください。"))
    match = _FISCAL_YEAR.fullmatch(plain)
    if match is None:
        if re.fullmatch(rf"{YEAR_PATTERN}(?:年度?)?", plain):
            raise DateTextError(
                "no_era",
                gettext_noop("「%(text)s」は元号がないため年度が決まりません。令和2年度、R2 または 2020年度 のように入力してください。"),
                text=quote(text),
            )
        raise DateTextError(
            "unreadable",
            gettext_noop("「%(text)s」は年度として読めません。例:令和2年度、R2、2020年度 のように入力してください。"),
            text=quote(text),
        )
    year = _year_of(match, text)
    _check_others(plain, year, text)
    return year


def asked_fiscal_year(text: str) -> int | None:
    """The fiscal year that an address or a filter asks for, written in any way; None for anything else."""
    try:
        return parse_fiscal_year(text)
    except DateTextError:
        return None


def _year_of(match: re.Match[str], text: str) -> int:
    if match["year"]:
        year = parse_number(match["year"])
    else:
        number = parse_number(match["era_year"])
        if number == 0:
            raise DateTextError(
                "year_zero",
                gettext_noop("「%(text)s」の年が0です。1年目は元年度と入力してください。"),
                text=quote(text),
            )
        year = era_from_mark(match["era"].upper() if match["era"].isascii() else match["era"]).first_year + number - 1
    if not EARLIEST <= year <= LATEST:
        raise DateTextError(
            "out_of_range",
            gettext_noop("「%(text)s」は扱える範囲の外です。%(first)d年度から%(last)d年度までを入力してください。"),
            text=quote(text),
            first=EARLIEST,
            last=LATEST,
        )
    return year


def _check_others(plain: str, year: int, text: str) -> None:
    for other in re.finditer(_ONE, plain, re.IGNORECASE):
        if _year_of(other, text) != year:
            raise DateTextError(
                "calendars_differ",
                gettext_noop("「%(text)s」は西暦と和暦が合いません。%(right)s のように合わせてください。"),
                text=quote(text),
                right=format_fiscal_year(year),
            )


def parse_fiscal_years(text: str) -> tuple[int, int]:
    """Read a period of fiscal years: 2018~2022年度, 平成30年度から令和4年度まで, H30–R4, 令和5~9年度 or one year alone.

    A second year without an era takes that of the first. Raises ``DateTextError``, also when the end comes first.
    """
    plain = normalise(text)
    twice = re.fullmatch(r"([^()]+)\(([^()]+)\)", plain)
    if twice and _RANGE.fullmatch(twice[1]) and _RANGE.fullmatch(twice[2]):
        return _same_period(parse_fiscal_years(twice[1]), parse_fiscal_years(twice[2]), text)
    match = _RANGE.fullmatch(plain)
    if match is None:
        year = parse_fiscal_year(text)
        return year, year
    first = parse_fiscal_year(match["first"])
    last_text = match["last"]
    era = re.match(rf"{ERA_PATTERN}", match["first"], re.IGNORECASE)
    if era and re.fullmatch(r"[0-9〇一二三四五六七八九十]{1,3}(?:年度?)?", last_text):
        last_text = era[0] + last_text
    last = parse_fiscal_year(last_text)
    if last < first:
        raise DateTextError(
            "reversed",
            gettext_noop("「%(text)s」は終わりの年度が始まりより前です。早い年度を先に入力してください。"),
            text=quote(text),
        )
    return first, last


def _same_period(western: tuple[int, int], era: tuple[int, int], text: str) -> tuple[int, int]:
    if western != era:
        raise DateTextError(
            "calendars_differ",
            gettext_noop("「%(text)s」は西暦と和暦が合いません。%(right)s のように合わせてください。"),
            text=quote(text),
            right=format_fiscal_years(*western),
        )
    return western


_IN_TEXT = re.compile(
    rf"(?:(?:令和|平成|昭和){YEAR_PATTERN}|(?<!\d)(?:19|20)\d\d)(?:年度?)?\s*(?:\([^()]*\))?\s*{_TO}\s*"
    rf"(?:(?:令和|平成|昭和)?{YEAR_PATTERN}年度?|(?:19|20)\d\d(?!\d)(?:年度?)?)"
)


def find_fiscal_years(text: str) -> tuple[int, int] | None:
    """Return the first period of fiscal years inside a running text, or None; a period that cannot be is passed over."""
    plain = normalise(text)
    for match in _IN_TEXT.finditer(plain):
        try:
            return parse_fiscal_years(match[0])
        except DateTextError:
            continue
    return None

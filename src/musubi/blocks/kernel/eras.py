"""Japanese eras (元号) and the day texts written with them (和暦).

First days: 元号を改める政令 (平成: 昭和64年政令第1号, in force 1989-01-08; 令和: 平成31年政令第143号, in force
2019-05-01) and the proclamations of 1912-07-30 and 1926-12-25. Japan took the Gregorian calendar on 1873-01-01
(明治6年1月1日, 明治5年太政官布告第337号); earlier days follow another calendar and are refused instead of being wrong by
weeks.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Literal

from musubi.blocks.kernel.messages import TextError, gettext_noop, quote


@dataclass(frozen=True)
class Era:
    """One era (元号): ``first_year`` is the western year of its 元年."""

    name: str
    name_en: str
    letter: str
    starts_on: date
    first_year: int


ERAS = (
    Era("明治", "Meiji", "M", date(1873, 1, 1), 1868),
    Era("大正", "Taishō", "T", date(1912, 7, 30), 1912),
    Era("昭和", "Shōwa", "S", date(1926, 12, 25), 1926),
    Era("平成", "Heisei", "H", date(1989, 1, 8), 1989),
    Era("令和", "Reiwa", "R", date(2019, 5, 1), 2019),
)
FIRST_DAY = ERAS[0].starts_on
WEEKDAYS = "月火水木金土日"
WEEKDAYS_ZH = "一二三四五六日"
WEEKDAYS_KO = "월화수목금토일"
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS_EN = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
             "November", "December")  # fmt: skip

DateStyle = Literal["era", "era_short", "western", "both", "iso", "english", "chinese", "korean"]

_BY_MARK = {mark: era for era in ERAS for mark in (era.name, era.name[0], era.letter, era.letter.lower())}
ERA_PATTERN = "|".join(sorted((re.escape(mark) for mark in _BY_MARK), key=len, reverse=True))
_NUMBER = r"[0-9〇零一二三四五六七八九十百千]+"
YEAR_PATTERN = rf"(?:{_NUMBER}|元)"
_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0} | {str(i): i for i in range(10)}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_DAY = re.compile(
    rf"(?P<era>{ERA_PATTERN})?(?P<year>{YEAR_PATTERN})(?:年|[./・-])(?P<month>{_NUMBER})(?:月|[./・-])(?P<day>{_NUMBER})日?"
    r"(?P<weekday>\([月火水木金土日](?:曜日?)?\)|[月火水木金土日]曜日?)?"
)
_MIDNIGHT = re.compile(r"[T\s]00:00(?::00(?:\.0+)?)?\s*$")  # spreadsheets write a day as its first moment
_EIGHT_DIGITS = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})")


class DateTextError(TextError):
    """A text is not a day or not a fiscal year that exists."""


def normalise(text: str) -> str:
    """Return ``text`` in half width, without spaces, with one kind of dash; ㋿ becomes 令和."""
    plain = unicodedata.normalize("NFKC", text)
    plain = re.sub(r"[‐‑‒–—―−ー]", "-", plain)
    return re.sub(r"\s+", "", plain)


def parse_number(text: str) -> int:
    """Read digits, positional kanji (二〇二〇) or kanji with units (三十一); ``元`` is 1. Raises ``ValueError``."""
    if text == "元":
        return 1
    if not any(c in _UNITS for c in text):
        return int("".join(str(_DIGITS[c]) if c in _DIGITS else "x" for c in text))
    total, current = 0, 0
    for c in text:
        if c in _UNITS:
            total += (current or 1) * _UNITS[c]
            current = 0
        elif c in _DIGITS:
            current = current * 10 + _DIGITS[c]
        else:
            raise ValueError(text)
    return total + current


def era_of(day: date) -> Era:
    """Return the era in force on ``day``; days before 1873-01-01 raise ``DateTextError``."""
    for era in reversed(ERAS):
        if day >= era.starts_on:
            return era
    raise DateTextError(
        "before_gregorian",
        gettext_noop("%(day)s は和暦で表せません。1873年(明治6年)1月1日以後の日を入力してください。"),
        day=day.isoformat(),
    )


def era_from_mark(mark: str) -> Era:
    """Return the era written as its name, first character or letter (令和, 令, R, r). Raises ``KeyError``."""
    return _BY_MARK[mark]


def era_year_text(number: int) -> str:
    """Return the year of an era as it is written: 元 for the first."""
    return "元" if number == 1 else str(number)


def parse_date(text: str, *, allow_overrun: bool = False) -> date:
    """Read one day: 令和2年10月14日(水), R2.10.14, R元.5.1, 2020/10/14, 2020-10-14, 20201014, 令和二年十月十四日.

    Full-width digits and spaces are accepted; a weekday must be the right one. ``allow_overrun`` accepts an era's days
    after its end (平成31年5月1日), as papers printed before the change have them. Raises ``DateTextError``.
    """
    plain = normalise(_MIDNIGHT.sub("", text))
    if not plain:
        raise DateTextError("empty", gettext_noop("日付が空です。例:令和2年10月14日、R2.10.14、2020/10/14 のように入力してください。"))
    match = _EIGHT_DIGITS.fullmatch(plain) or _DAY.fullmatch(plain)
    if match is None:
        raise DateTextError(
            "unreadable",
            gettext_noop("「%(text)s」は日付として読めません。例:令和2年10月14日、R2.10.14、2020/10/14 のように入力してください。"),
            text=quote(text),
        )
    parts = match.groupdict()
    day = _build_day(text, parts.get("era"), parts["year"], parts["month"], parts["day"], allow_overrun=allow_overrun)
    _check_weekday(text, day, parts.get("weekday"))
    return day


def _build_day(text: str, mark: str | None, year: str, month: str, day: str, *, allow_overrun: bool) -> date:
    number = parse_number(year)
    era = era_from_mark(mark) if mark else None
    if era is None and (year == "元" or number < 1000):
        raise DateTextError(
            "no_era",
            gettext_noop("「%(text)s」は元号がないため年が決まりません。令和2年、R2 または 2020年 のように入力してください。"),
            text=quote(text),
        )
    if number == 0:
        raise DateTextError("year_zero", gettext_noop("「%(text)s」の年が0です。1年目は元年と入力してください。"), text=quote(text))
    western = era.first_year + number - 1 if era else number
    try:
        result = date(western, parse_number(month), parse_number(day))
    except ValueError:
        raise DateTextError(
            "no_such_day",
            gettext_noop("「%(text)s」という日はありません。月と日を確かめてください。"),
            text=quote(text),
        ) from None
    if era is not None:
        _check_era(text, era, result, allow_overrun=allow_overrun)
    return result


def _check_era(text: str, era: Era, day: date, *, allow_overrun: bool) -> None:
    right = era_of(day)
    if right == era or (allow_overrun and day > era.starts_on):
        return
    raise DateTextError(
        "wrong_era",
        gettext_noop("「%(text)s」は%(era)sの期間にありません。%(right)s と入力してください。"),
        text=quote(text),
        era=era.name,
        right=format_date(day),
    )


def _check_weekday(text: str, day: date, weekday: str | None) -> None:
    if weekday and WEEKDAYS[day.weekday()] != weekday.lstrip("(")[0]:
        raise DateTextError(
            "wrong_weekday",
            gettext_noop("「%(text)s」の曜日が合いません。%(day)sは%(weekday)s曜日です。日付か曜日を直してください。"),
            text=quote(text),
            day=format_date(day),
            weekday=WEEKDAYS[day.weekday()],
        )


def format_date(day: date, style: DateStyle = "era", *, weekday: bool = False) -> str:
    """Write ``day`` in a style; ``weekday`` adds (水) or (Wed).

    ``era``: 令和2年10月14日; ``era_short``: R2.10.14; ``western``: 2020年10月14日; ``both``: 2020年(令和2年)10月14日;
    ``iso``: 2020-10-14; ``english``: 14 October 2020; ``chinese``: 2020年10月14日; ``korean``: 2020년 10월 14일. The styles
    with an era refuse days before 1873-01-01.
    """
    if style == "iso":
        text = day.isoformat()
    elif style == "english":
        text = f"{day.day} {MONTHS_EN[day.month - 1]} {day.year}"
    elif style == "korean":
        text = f"{day.year}년 {day.month}월 {day.day}일"
    elif style in {"western", "chinese"}:
        text = f"{day.year}年{day.month}月{day.day}日"
    else:
        era = era_of(day)
        number = day.year - era.first_year + 1
        era_year = f"{era.name}{era_year_text(number)}年"
        text = {
            "era": f"{era_year}{day.month}月{day.day}日",
            "era_short": f"{era.letter}{era_year_text(number)}.{day.month}.{day.day}",
            "both": f"{day.year}年({era_year}){day.month}月{day.day}日",
        }[style]
    return text + (_weekday(day, style) if weekday else "")


def format_month(day: date, style: DateStyle = "era") -> str:
    """令和2年10月, October 2020 …: the month of a day, in a style that writes months in words."""
    if style == "english":
        return f"{MONTHS_EN[day.month - 1]} {day.year}"
    text = format_date(day, style)
    last = max(text.rfind("月"), text.rfind("월"))
    return text[: last + 1]


def _weekday(day: date, style: DateStyle) -> str:
    """(水), 周三, (수) or (Wed), as it stands behind a day."""
    k = day.weekday()
    return {"english": f" ({WEEKDAYS_EN[k]})", "chinese": f"(周{WEEKDAYS_ZH[k]})", "korean": f"({WEEKDAYS_KO[k]})"}.get(style, f"({WEEKDAYS[k]})")

"""Read opening hours as people write them: 「10時〜17時（月曜休館、祝日の場合は翌日）」, 「11:00～14:00(LO.13:30)/17:00～21:00」.

What is understood becomes lines; what is not stays as text, so that a person looks at it. Nothing is guessed: where a text and the
columns beside it say different times, the columns hold and the text is left to a person.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from musubi.blocks.places.domain.opening import DAY, HoursDraft
from musubi.blocks.places.enums import HolidayRule, OpeningRuleKind

WEEK = "月火水木金土日"
YEAR_END, NEW_YEAR = 1229, 103
_TO = r"\s*(?:~|〜|ー|-|−|–|から|より|\?)\s*"
_TIME = r"(?:(?:午前|午後|AM|PM|翌|深夜)\s*)?\d{1,2}(?::\d{2}|時(?:\d{1,2}分|半)?)(?!\d)"
_RANGE = re.compile(rf"(?P<opens>{_TIME}){_TO}(?P<closes>{_TIME})(?:まで)?(?:\s*頃)?", re.IGNORECASE)
_CLOCK = re.compile(
    r"(?P<half>午前|午後|AM|PM|翌|深夜)?\s*(?P<hour>\d{1,2})(?::(?P<minute>\d{2})|時(?:(?P<minutes>\d{1,2})分|(?P<thirty>半))?)?", re.IGNORECASE
)
_LAST = re.compile(
    r"[(]?\s*(?:最終入?[場館園]?(?:受付)?|入[場館園](?:受付)?|受付(?:終了)?|ラストオーダー|L\.?O\.?)\s*(?:は|:)?\s*"
    rf"(?P<last>{_TIME})\s*(?:まで)?\s*[)]?",
    re.IGNORECASE,
)
_LAST_BEFORE = re.compile(r"[(]?\s*(?:最終)?入?[場館園]?(?:受付)?(?:は)?\s*(?:閉[館園場店](?:時間|時刻)?の?)(?P<minutes>\d{1,3})分前(?:まで)?\s*[)]?")
_DAYS = rf"[{WEEK}](?:曜日?)?(?:\s*[・,、と/]\s*[{WEEK}](?:曜日?)?)*"
_NTH = r"第\s*\d(?:\s*[・,、と]\s*第?\s*\d)*"
_OFF = r"(?:は|が|を)?\s*(?:定休日?|休[館業園場]日?|休み|お休み|閉[館園]|休)"
_CLOSED = re.compile(
    rf"(?:(?:定休日|休[館業園場]日|休業|店休日)\s*(?:は|:)?\s*(?:毎週|毎月)?\s*(?P<nth1>{_NTH})?\s*(?P<days1>{_DAYS})(?!\s*~)"
    rf"|(?:毎週|毎月)?\s*(?P<nth2>{_NTH})?\s*(?P<days2>{_DAYS})(?:{_OFF}|(?=[\s、,・]*年末年始)))"
)
_SHIFT = re.compile(
    r"[(]?\s*(?:ただし)?[、,]?\s*(?:祝日?|祝祭日|休日)(?:[・,]\s*(?:休日|振替休日))?(?:の場合|にあたる場合|に当たる場合|と重なる場合|のとき)(?:は|には)?"
    r"(?:\s*(?:開[館園場]し?|営業し?)[、,]?)?\s*(?:直後の|その)?翌(?P<weekday>平)?日(?:が|に|を)?(?:休[館業園]?|休み|振替)?\s*[)]?"
)
_SHIFT_AFTER = re.compile(r"[(]?\s*(?:祝日?|祝祭日)(?:[・,]\s*休日)?の場合は(?:直後の)平日\s*[)]?")
_NEVER = re.compile(r"[(]?\s*(?:祝日?|祝祭日)(?:の場合)?(?:は|を)?\s*(?:開[館園場]|除く|営業)\s*[)]?")
_YEAR_END = re.compile(
    r"(?:年末年始)?\s*[(]?\s*(?P<m1>12)\s*(?:月|/)\s*(?P<d1>\d{1,2})日?" + _TO + r"(?:翌年?)?\s*(?P<m2>1)\s*(?:月|/)\s*(?P<d2>\d{1,2})日?\s*[)]?"
    r"(?:は|が)?\s*(?:休[館業園場]?日?|休み)?"
)
_YEAR_END_BARE = re.compile(r"年末年始(?:の?休[館業園場]?日?|休み|は?休[館業園]?)?(?:期間)?")
_ALWAYS = re.compile(
    r"24時間(?:営業|開放|利用可能?)?|終日(?:開放|利用可能?)?|常時(?:開放|利用可能?|見学可能?)|随時(?:見学可能?)?|見学自由|入園自由|散策自由"
)
_NO_DAY_OFF = re.compile(r"年中無休|無休|休みなし")
_GROUPS = (
    (re.compile(r"(?:土[・,、]?日[・,、]?(?:祝日?|祝祭日|休日)|土日祝日?)(?:は|:)?\s*$"), ("56", True)),
    (re.compile(r"(?:土[・,、]?日(?:曜日?)?|週末)(?:は|:)?\s*$"), ("56", False)),
    (re.compile(r"日(?:曜日?)?[・,、](?:祝日?|祝祭日|休日)(?:は|:)?\s*$"), ("6", True)),
    (re.compile(r"平日(?:は|:)?\s*$"), ("01234", False)),
    (re.compile(rf"(?<!\d)(?P<days>{_DAYS})(?:は|:)\s*$"), ("", False)),
)
_SEASON = re.compile(
    r"(?P<m1>\d{1,2})月(?:(?P<d1>\d{1,2})日)?" + _TO + r"(?:翌年?)?(?P<m2>\d{1,2})月(?:(?P<d2>\d{1,2})日)?(?:まで)?(?:は|の期間は|:)?\s*$"
)
_MONTH_ENDS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_EMPTY = re.compile(r"[\s()/;、。,・:※【】「」!\-~]+|営業時間|開館時間|開園時間|利用時間|定休日?|休館日?|休業日?|時間|です|ただし")


@dataclass
class ReadHours:
    """Lines that were understood, and the rest of the text."""

    lines: list[HoursDraft] = field(default_factory=list)
    unread: str = ""


def plain(text: str) -> str:
    """Width and wave dashes made one."""
    return unicodedata.normalize("NFKC", text).replace("〜", "~").replace("～", "~").strip()


def read_clock(text: str) -> int | None:
    """A time of day in minutes: 9:30, ９時半, 午後5時, 25:00, 0.375 of a day as spreadsheets keep it; None where it is none."""
    said = plain(text)
    if re.fullmatch(r"0?\.\d+|[01]\.0*", said):
        return round(float(said) * DAY)
    found = _CLOCK.fullmatch(re.sub(r"[:](\d{2}):00(?:\.0+)?$", r":\1", said))
    if found is None or (found["minute"] is None and "時" not in said and found["half"] is None):
        return None
    hour, minute = int(found["hour"]), int(found["minute"] or found["minutes"] or (30 if found["thirty"] else 0))
    half = (found["half"] or "").upper()
    if half in {"午後", "PM"} and hour < 12:
        hour += 12
    if half in {"翌", "深夜"} and hour < 12:
        hour += 24
    total = hour * 60 + minute
    return total if minute < 60 and total <= 2 * DAY else None


def read_weekdays(text: str) -> str | None:
    """月火水木金土日 as 0123456; 土日祝, 平日, 毎日 too; None where something else stands there."""
    said = re.sub(r"[\s・,、/;]|曜日?", "", plain(text))
    known = {"": "", "毎日": "", "全日": "", "年中無休": "", "平日": "01234", "土日": "56", "土日祝": "56", "土日祝日": "56"}
    if said in known:
        return known[said]
    span = re.fullmatch(rf"([{WEEK}])[~-]([{WEEK}])", said)
    if span:
        first, last = WEEK.index(span[1]), WEEK.index(span[2])
        return "".join(str(number) for number in range(first, last + 1)) if first <= last else None
    days = said.removesuffix("祝日").removesuffix("祝") if len(said) > 1 else said
    digits = sorted({WEEK.find(day) for day in days})
    if not days or digits[0] < 0:
        return None
    return "" if len(digits) == len(WEEK) else "".join(map(str, digits))


def read_hours(text: str, *, weekdays: str = "", opens: int | None = None, closes: int | None = None) -> ReadHours:
    """The lines of a text beside columns of weekdays (digits) and times; what is not understood is `unread`."""
    rest, lines = plain(text), []
    closing, rest = _closing(rest)
    whole = rest
    last, rest = _last_admission(rest)
    if opens is not None and closes is not None:
        closes = closes + DAY if closes <= opens else closes
        base = HoursDraft(weekdays=weekdays, opens_minute=opens, closes_minute=min(closes, opens + DAY))
        lines.append(_with_last(base, last))
    else:
        found, rest = _ranges(rest, weekdays)
        lines += [_with_last(line, last if len(found) == 1 else None) for line in found]
        always = _ALWAYS.search(rest)
        if not lines and always:
            lines.append(HoursDraft(weekdays=weekdays, opens_minute=0, closes_minute=DAY))
            rest = rest.replace(always[0], " ")
    if last is not None and not lines:
        rest = whole  # said of hours that are not known
    rest = _NO_DAY_OFF.sub(" ", rest)
    return ReadHours([*lines, *closing], _left(rest))


def _with_last(line: HoursDraft, last: int | None) -> HoursDraft:
    """The line with its last admission, `last` below 0 being minutes before it closes; one that cannot be is left out."""
    if last is None or line.closes_minute is None or line.opens_minute is None:
        return line
    moment = line.closes_minute + last if last < 0 else last
    return replace(line, last_admission_minute=moment) if line.opens_minute <= moment <= line.closes_minute else line


def _last_admission(text: str) -> tuple[int | None, str]:
    before = _LAST_BEFORE.search(text)
    if before:
        return -int(before["minutes"]), text.replace(before[0], " ")
    found = _LAST.findall(text)
    if len(found) != 1:
        return None, text
    return read_clock(found[0]), _LAST.sub(" ", text)


def _ranges(text: str, weekdays: str) -> tuple[list[HoursDraft], str]:
    """Times with the days that stand before them; LO within each range belongs to it alone."""
    lines: list[HoursDraft] = []
    kept, end = [], 0
    for found in _RANGE.finditer(text):
        before = text[end : found.start()]
        days, holidays, before = _days_before(before)
        first, last, before = _season_before(before)
        opens, closes = read_clock(found["opens"]), read_clock(found["closes"])
        if opens is None or closes is None or opens >= DAY:
            kept += [before, found[0]]
        else:
            closes = closes + DAY if closes <= opens else closes
            line = HoursDraft(weekdays=days or weekdays, opens_minute=opens, closes_minute=closes, season_from=first, season_to=last)
            after = _LAST.match(text, found.end())
            lines += _lines_of(_with_last(line, read_clock(after["last"]) if after else None), holidays=holidays)
            kept.append(before)
        end = found.end()
    return lines, " ".join([*(_LAST.sub(" ", part) for part in kept), _LAST.sub(" ", text[end:]) if lines else text[end:]])


def _season_before(text: str) -> tuple[int | None, int | None, str]:
    """「11月~2月は」 before a time."""
    found = _SEASON.search(text)
    if found is None:
        return None, None, text
    first, last = int(found["m1"]), int(found["m2"])
    if not (1 <= first <= len(_MONTH_ENDS) and 1 <= last <= len(_MONTH_ENDS)):
        return None, None, text
    days = int(found["d1"] or 1), int(found["d2"] or _MONTH_ENDS[last - 1])
    return first * 100 + days[0], last * 100 + days[1], text[: found.start()]


def _lines_of(line: HoursDraft, *, holidays: bool) -> Iterator[HoursDraft]:
    yield line
    if holidays:
        yield replace(line, weekdays="", holidays=HolidayRule.ONLY)


def _days_before(text: str) -> tuple[str, bool, str]:
    for pattern, (days, holidays) in _GROUPS:
        found = pattern.search(text)
        if found:
            digits = days or "".join(str(WEEK.index(day)) for day in WEEK if day in re.sub("曜日?", "", found["days"]))
            return digits, holidays, text[: found.start()]
    return "", False, text


def _closing(text: str) -> tuple[list[HoursDraft], str]:
    """Days off with what is said of holidays, the turn of the year; and the text without them."""
    lines: list[HoursDraft] = []
    holidays, text = _holidays(text)

    def days_off(found: re.Match[str]) -> str:
        nth, days = found["nth1"] or found["nth2"] or "", re.sub("曜日?", "", found["days1"] or found["days2"])
        weeks = "".join(sorted(set(re.findall(r"[1-5]", nth))))
        digits = "".join(str(WEEK.index(day)) for day in WEEK if day in days)
        lines.append(HoursDraft(kind=OpeningRuleKind.CLOSED, weekdays=digits, weeks=weeks, holidays=holidays))
        return " "

    text = _CLOSED.sub(days_off, text)
    if holidays != HolidayRule.ANY and not lines:
        text = f"{text} 祝日の扱い"  # said of days off that were not understood

    def year_end(found: re.Match[str]) -> str:
        first, last = 1200 + int(found["d1"]), 100 + int(found["d2"])
        lines.append(HoursDraft(kind=OpeningRuleKind.CLOSED, season_from=first, season_to=last))
        return " "

    text = _YEAR_END.sub(year_end, text)
    if _YEAR_END_BARE.search(text):
        if not any(line.season_from for line in lines):
            lines.append(HoursDraft(kind=OpeningRuleKind.CLOSED, season_from=YEAR_END, season_to=NEW_YEAR, note="年末年始(日は要確認)"))
        text = _YEAR_END_BARE.sub(" ", text)
    return lines, text


def _holidays(text: str) -> tuple[str, str]:
    shift = _SHIFT.search(text)
    if shift:
        return HolidayRule.NEXT_WEEKDAY if shift["weekday"] else HolidayRule.NEXT_DAY, text.replace(shift[0], " ")
    for pattern, rule in ((_SHIFT_AFTER, HolidayRule.NEXT_WEEKDAY), (_NEVER, HolidayRule.NEVER)):
        found = pattern.search(text)
        if found and re.search(r"休", text):
            return rule, text.replace(found[0], " ")
    return HolidayRule.ANY, text


def _left(text: str) -> str:
    """The rest, unless only brackets and headings are left."""
    left = re.sub(r"[\s、。;/]*([、。;/])[\s、。;/]*", r"\1", re.sub(r"\s+", " ", text)).strip(" 、。;/")
    return "" if not _EMPTY.sub("", left) else left

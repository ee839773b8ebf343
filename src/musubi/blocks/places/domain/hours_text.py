"""Read opening hours as people write them: 「10時〜17時（月曜休館、祝日の場合は翌日）」, 「11:00～14:00(LO.13:30)/17:00～21:00」.

What is understood becomes lines; what is not stays as text, so that a person looks at it. Nothing is guessed: where a text and the
columns beside it say different times, the columns hold and the text is left to a person.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from musubi.blocks.places.domain.hours_days import GROUP, GROUPS, WEEK, Days, days_of
from musubi.blocks.places.domain.opening import DAY, HoursDraft
from musubi.blocks.places.enums import HolidayRule, OpeningRuleKind

YEAR_END, NEW_YEAR = 1229, 103
_TO = r"\s*(?:~|〜|ー|-|−|–|から|より|\?)\s*"
_TIME = r"(?:(?:午前|午後|AM|PM|翌|深夜)\s*)?\d{1,2}(?::\d{2}|時(?:\d{1,2}分|半)?)(?!\d)"
_RANGE = re.compile(rf"(?P<opens>{_TIME}){_TO}(?P<closes>{_TIME})(?:まで)?(?:\s*(?:頃|[こご]ろ))?", re.IGNORECASE)
_CLOCK = re.compile(
    r"(?P<half>午前|午後|AM|PM|翌|深夜)?\s*(?P<hour>\d{1,2})(?::(?P<minute>\d{2})|時(?:(?P<minutes>\d{1,2})分|(?P<thirty>半))?)?", re.IGNORECASE
)
_LAST = re.compile(
    r"\s*[(/]?\s*(?:最終(?:入[場館園店]|受付)?(?:受付)?(?:時間)?|入[場館園店](?:受付)?|受付(?:終了|時間)?|ラストオーダー|L\.?O\.?)\s*(?:は|:)?\s*"
    rf"(?P<last>{_TIME})\s*(?:まで|[こご]ろ)?\s*[)]?",
    re.IGNORECASE,
)
_LAST_BEFORE = re.compile(r"[(]?\s*(?:最終)?入?[場館園]?(?:受付)?(?:は)?\s*(?:閉[館園場店](?:時間|時刻)?の?)(?P<minutes>\d{1,3})分前(?:まで)?\s*[)]?")
_OF_SOME = re.compile(r"(?:のみ|ランチ|フード|ドリンク|食事|カフェ)\s*$")  # a last admission of a part only
_OFF = r"(?:は|が|を)?\s*(?:定休日?|休[館業園場]日?|休み|お休み|閉[館園]|休)"
_CLOSED = re.compile(
    rf"(?:(?:定休日|休[館業園場]日|休業|店休日)\s*(?:は|:)?\s*(?:毎週|毎月)?\s*(?P<named>{GROUPS})"
    rf"|(?:毎週|毎月)?\s*(?P<told>{GROUPS})(?:{_OFF}|(?=[\s、,・]*年末年始)))"
)
_SHIFT = re.compile(
    r"[(]?\s*(?:ただし)?[、,]?\s*(?:休?祝日?|祝祭日|休日)(?:[・,]\s*(?:休日|振替休日))?(?:の場合|にあたる場合|に当たる場合|と重なる場合|のとき)(?:は|には)?"
    rf"(?:\s*(?:開[館園場]し?|営業し?))?[、,]?\s*(?:直後の|その)?翌(?:(?P<weekday>平)?日|[{WEEK}]曜日?)(?:が|に|を)?(?:休[館業園]?み?|振替)?\s*[)]?"
)
_SHIFT_AFTER = re.compile(r"[(]?\s*(?:祝日?|祝祭日)(?:[・,]\s*休日)?の場合は(?:直後の)平日\s*[)]?")
_NEVER = re.compile(r"[(]?\s*(?:祝日?|祝祭日)(?:の場合)?(?:は|を)?\s*(?:開[館園場]|除く|営業)\s*[)]?")
_YEAR_END = re.compile(
    r"(?:年末年始)?\s*[(]?\s*(?P<m1>12)\s*(?:月|/)\s*(?P<d1>\d{1,2})日?" + _TO + r"(?:翌年?)?\s*(?P<m2>1)\s*(?:月|/)\s*(?P<d2>\d{1,2})日?\s*[)]?"
    r"(?:は|が)?\s*(?:休[館業園場]?日?|休み)?"
)
_YEAR_END_BARE = re.compile(r"年末年始(?:の?休[館業園場]?日?|休み|は?休[館業園]?)?(?:期間)?")
_NEW_YEARS_DAY = re.compile(r"(?:元日|元旦)(?!.{0,3}[営開])(?:のみ)?(?:は?休[館業園場み]?)?")
_ALWAYS = re.compile(
    r"24時間(?:営業|開放|利用可能?)?|終日(?:開放|利用可能?)?|常時(?:開放|利用可能?|見学可能?)|随時(?:見学可能?)?|見学自由|入園自由|散策自由"
)
_NO_DAY_OFF = re.compile(r"年中無休|無休|休みなし|定休日\s*(?:は|:)?\s*(?:特に)?なし")
_DAYS_BEFORE = re.compile(rf"[(※]*\s*(?:毎週|毎月)?\s*(?P<days>{GROUP})\s*(?:のみ)?(?:は|:)?\s*\)?\s*$")
_OTHER_DAYS = re.compile(r"曜|平日|祝|のみ|隔週|[夏冬][季期]")  # says on which days, in words that are not understood
_SEASON = re.compile(
    r"(?P<m1>\d{1,2})(?:月(?:(?P<d1>\d{1,2})日)?)?" + _TO + r"(?:翌年?)?(?P<m2>\d{1,2})月(?:(?P<d2>\d{1,2})日)?(?:まで)?(?:は|の期間は|:)?\s*$"
)
_MONTH_ENDS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_EMPTY = re.compile(r"[\s()/;、。,・:※【】「」!\-~]+|営業時間|開館時間|開園時間|利用時間|参[拝詣]時間|定休日?|休館日?|休業日?|時間|です|ただし")
_BARE = re.compile(r"[(]\s*[)]|(?:営業|利用|参拝|参詣)時間\s*:?(?=\s|$)|定休日:\s*(?=$|[(])")  # left of what was understood


@dataclass
class ReadHours:
    """Lines that were understood, and the rest of the text."""

    lines: list[HoursDraft] = field(default_factory=list)
    unread: str = ""


def plain(text: str) -> str:
    """Width and wave dashes made one, no space before a colon of a time."""
    said = unicodedata.normalize("NFKC", text).replace("〜", "~").replace("～", "~").strip()
    return re.sub(r"(?<=\d)\s+(?=:\d)", "", said)


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
    if opens is not None and closes is not None:
        closes = closes + DAY if closes <= opens else closes
        lines.append(HoursDraft(weekdays=weekdays, opens_minute=opens, closes_minute=min(closes, opens + DAY)))
    else:
        lines, rest = _ranges(rest, weekdays)
        always = _ALWAYS.search(rest)
        if not lines and always:
            lines.append(HoursDraft(weekdays=weekdays, opens_minute=0, closes_minute=DAY))
    if len(lines) == 1:
        lines[0], rest = _with_only_last(lines[0], rest)
        if (lines[0].opens_minute, lines[0].closes_minute) == (0, DAY):
            rest = _ALWAYS.sub(" ", rest, count=1)
    rest = _NO_DAY_OFF.sub(" ", rest)
    return ReadHours([*_apart(lines), *closing], _left(rest))


def _with_last(line: HoursDraft, last: int | None) -> HoursDraft:
    """The line with its last admission, `last` below 0 being minutes before it closes; one that cannot be is left out."""
    if last is None or line.closes_minute is None or line.opens_minute is None:
        return line
    moment = line.closes_minute + last if last < 0 else last
    return replace(line, last_admission_minute=moment) if line.opens_minute <= moment <= line.closes_minute else line


def _with_only_last(line: HoursDraft, text: str) -> tuple[HoursDraft, str]:
    """The only line with the only last admission that the text tells, and the text without it; unless it is that of a part."""
    before = _LAST_BEFORE.search(text)
    found = list(_LAST.finditer(text))
    if before:
        changed, told = _with_last(line, -int(before["minutes"])), before[0]
    elif len(found) == 1 and not _OF_SOME.search(text[: found[0].start()]):
        changed, told = _with_last(line, read_clock(found[0]["last"])), found[0][0]
    else:
        return line, text
    return (line, text) if changed == line else (changed, text.replace(told, " "))


def _ranges(text: str, weekdays: str) -> tuple[list[HoursDraft], str]:
    """Times with the days that stand before them; a last admission right after belongs to it alone.

    Where words before a time say on which days and are not understood, the time is left too.
    """
    lines: list[HoursDraft] = []
    kept, end = [], 0
    for found in _RANGE.finditer(text):
        if found.start() < end:
            continue
        days, before = _days_before(text[end : found.start()])
        first, last, before = _season_before(before)
        opens, closes = read_clock(found["opens"]), read_clock(found["closes"])
        nearest = re.split(r"[/、。\n]", before)[-1]
        if opens is None or closes is None or opens >= DAY or _OTHER_DAYS.search(nearest):
            kept += [before, found[0]]
            end = found.end()
            continue
        closes = closes + DAY if closes <= opens else closes
        line = HoursDraft(opens_minute=opens, closes_minute=closes, season_from=first, season_to=last, weeks=days.weeks)
        after = _LAST.match(text, found.end())
        changed = _with_last(line, read_clock(after["last"])) if after else line
        lines += _lines_of(changed, days, weekdays)
        kept.append(before)
        end = after.end() if after and changed != line else found.end()
    return lines, " ".join([*kept, text[end:]])


def _apart(lines: list[HoursDraft]) -> list[HoursDraft]:
    """「9:00~17:00 土曜は10:00~14:00」: on the days that a line names, its times stand in place of those of a line of more days."""
    found = []
    for line in lines:
        days = set(line.weekdays or "0123456")
        for other in lines:
            own = set(other.weekdays or "0123456")
            if own < days and _same_kind(line, other) and _meet(line, other):
                days -= own
        found.append(line if len(days) == len(set(line.weekdays or "0123456")) else replace(line, weekdays="".join(sorted(days))))
    return found


def _same_kind(one: HoursDraft, other: HoursDraft) -> bool:
    """Whether they differ in weekdays and times alone."""
    return all(getattr(one, name) == getattr(other, name) for name in ("kind", "weeks", "holidays", "season_from", "season_to"))


def _meet(one: HoursDraft, other: HoursDraft) -> bool:
    return (one.opens_minute or 0) < (other.closes_minute or 0) and (other.opens_minute or 0) < (one.closes_minute or 0)


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


def _lines_of(line: HoursDraft, days: Days, weekdays: str) -> Iterator[HoursDraft]:
    if days.weekdays or not days.holidays:
        yield replace(line, weekdays=days.weekdays or weekdays)
    if days.holidays:
        yield replace(line, weekdays="", weeks="", holidays=HolidayRule.ONLY)


def _days_before(text: str) -> tuple[Days, str]:
    """The days right before a time, and the text without them."""
    found = _DAYS_BEFORE.search(text)
    return (Days(), text) if found is None else (days_of(found["days"])[0], text[: found.start()])


def _closing(text: str) -> tuple[list[HoursDraft], str]:
    """Days off with what is said of holidays, the turn of the year; and the text without them."""
    lines: list[HoursDraft] = []
    holidays, text = _holidays(text)

    def days_off(found: re.Match[str]) -> str:
        for days in days_of(found["named"] or found["told"]):
            if days.weekdays:
                lines.append(HoursDraft(kind=OpeningRuleKind.CLOSED, weekdays=days.weekdays, weeks=days.weeks, holidays=holidays))
            if days.holidays:
                lines.append(HoursDraft(kind=OpeningRuleKind.CLOSED, holidays=HolidayRule.ONLY))
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
    if _NEW_YEARS_DAY.search(text):
        lines.append(HoursDraft(kind=OpeningRuleKind.CLOSED, season_from=101, season_to=101))
        text = _NEW_YEARS_DAY.sub(" ", text)
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
    left = re.sub(r"[\s、。;/]*([、。;/])[\s、。;/]*", r"\1", re.sub(r"\s+", " ", _BARE.sub(" ", text))).strip(" 、。;/・")
    return "" if not _EMPTY.sub("", left) else left

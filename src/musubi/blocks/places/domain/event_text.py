"""Read the days of an event from a list's words: 「9月4日、18日、10月2日」「7月1日~8月31日 ※平日のみ」「毎月第2日曜日」; pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from musubi.blocks.opendata.domain.values import plain, read_day
from musubi.blocks.places.domain.hours_days import GROUPS, Days, days_of
from musubi.blocks.places.domain.opening import is_holiday

MOST_NAMED = 100  # days kept by name
ONE_DAY = dt.timedelta(days=1)
_YEAR = r"(?:\d{4}|(?:令和|平成|昭和|R|H|S)\s*(?:\d{1,2}|元))"
_DATE = rf"(?:{_YEAR}\s*[年./-]\s*)?\d{{1,2}}\s*[月./-]\s*\d{{1,2}}(?:\s*日)?"
_LATER = rf"(?:{_DATE}|\d{{1,2}}\s*日)"  # after a first date, 「18日」 is of the same month
_FIRST = re.compile(rf"\s*(?P<first>{_DATE})\s*(?:(?P<mark>~|から)\s*(?P<last>{_LATER})?)?\s*(?P<until>まで)?")
_NEXT = re.compile(rf"\s*[、,・/及び と]*\s*(?P<first>{_LATER})\s*(?:(?P<mark>~|から)\s*(?P<last>{_LATER}))?\s*(?:まで)?")
_WEEKDAY_NOTE = re.compile(r"[(\[][月火水木金土日祝休・、,\s]*[)\]]")
_AROUND = re.compile(r"^[※\s(、,。・:の]+|[\s。、,]+$")
_NOT_SO = re.compile(r"除く|以外|休|(?<!天)中止|^[はにをまか]")  # words after dates that make them other days than those of the event
_OFTEN = re.compile(
    rf"(?P<ahead>毎週|毎月|各月)?\s*の?\s*(?P<days>{GROUPS})\s*(?P<after>のみ|だけ|限定|に?開催|(?:を?除く|以外|(?:は|が)?(?:お?休み?|休館|定休))日?)?"
)
_OFF_DAYS = re.compile(rf"(?P<days>{_LATER}(?:\s*[、,・と]\s*{_LATER})*)\s*(?:を?除く|以外|は?休み?)")


@dataclass(frozen=True)
class EventDays:
    """First and last day, where the text tells them; which days between; `rest`: what was not understood."""

    first: dt.date | None = None
    last: dt.date | None = None
    weekdays: str = ""
    weeks: str = ""
    only_on: tuple[dt.date, ...] = ()
    rest: str = ""


@dataclass
class _Dates:
    """Spans of days told one after another, and where the words go on."""

    spans: list[tuple[dt.date, dt.date]] = field(default_factory=list)
    end: int = 0

    @property
    def days(self) -> list[dt.date]:
        """All days of the spans."""
        found = {first + k * ONE_DAY for first, last in self.spans for k in range(min((last - first).days, 3 * MOST_NAMED) + 1)}
        return sorted(found)


def read_event_days(text: str, *, year: int | None = None, within: tuple[dt.date, dt.date] | None = None) -> EventDays:
    """What a text says of an event's days; `within` is the period of the list's own columns, where it has them.

    Without a period a rule such as 「毎週土曜日」 stands alone, with no first day.
    """
    said = re.sub(r"\s+", " ", _WEEKDAY_NOTE.sub("", plain(text).replace("〜", "~"))).strip()
    dates = _dates(said, year or (within[0].year if within else None))
    if dates is None:
        return EventDays(rest=said)
    rest = _trim(said[dates.end :])
    if not dates.spans and within is None:
        rule, more = _rule(rest)
        if rule is None:
            return EventDays(rest=rest)
        return EventDays(weekdays=rule.weekdays, weeks=rule.weeks, rest="祝日" if rule.holidays else more)
    first, last = (dates.spans[0][0], max(span[1] for span in dates.spans)) if dates.spans else within or (dt.date.min, dt.date.min)
    if len(dates.spans) > 1:
        named = tuple(dates.days)
        rule, more = _rule(rest)  # 「(第1週、3週の金曜日)」 beside the dates themselves
        if len(named) > MOST_NAMED or _NOT_SO.search(rest):
            return EventDays(first, last, rest=said)
        return EventDays(first, last, only_on=named, rest=more if rule else rest)
    return _restricted(first, last, rest, year=first.year)


def _trim(text: str) -> str:
    return _AROUND.sub("", text)


def _dates(said: str, year: int | None) -> _Dates | None:
    """The dates at the beginning; none is fine, one that is only the end (「8月16日まで」「~9月25日」) or no day is not."""
    found = _Dates()
    head = _FIRST.match(said)
    if head is None:
        return None if said.startswith("~") else found
    if (head["mark"] and not head["last"]) or (head["until"] and not head["mark"]):
        return None
    month = None
    match: re.Match[str] | None = head
    while match is not None:
        begins = _day(match["first"], year, month, found)
        ends = _day(match["last"], begins.year if begins else year, begins.month if begins else None, None) if begins and match["last"] else begins
        if begins is None or ends is None:
            return found if found.spans else None
        if ends < begins:
            ends = ends.replace(year=ends.year + 1)  # over the turn of the year
        found.spans.append((begins, ends))
        found.end, month = match.end(), ends.month
        year = ends.year
        if _OFF_DAYS.match(said[match.end() :].lstrip(" ※(、,")):
            break
        match = _NEXT.match(said, match.end())
    return found


def _day(text: str, year: int | None, month: int | None, before: _Dates | None) -> dt.date | None:
    alone = re.fullmatch(r"(\d{1,2})\s*日", text.strip())
    found = read_day(f"{month}月{alone[1]}日" if alone and month else text, year=year)
    last = before.spans[-1][1] if before and before.spans else None
    if found and last and found < last and not re.match(_YEAR, text.strip()):
        found = found.replace(year=found.year + 1) if (last - found).days > 180 else found
    return found


def _rule(rest: str) -> tuple[Days | None, str]:
    """The weekdays that a text names as those of the event, and what it says beside them; None where it names others or none."""
    said = _AROUND.sub("", re.sub(r"第(\d)週の?", r"第\1", re.sub(r"(?<=週)([、,・])(\d)週", r"\1第\2週", rest)))
    match = _OFTEN.match(said)
    groups = days_of(match["days"]) if match else []
    if match is None or _is_off(match) or len(groups) != 1 or not (groups[0].weekdays or groups[0].holidays):
        return None, rest
    after = said[len(match[0].rstrip()) :]
    if after and (after[0] not in " (、,。)" or _NOT_SO.search(after)):
        return None, rest
    return groups[0], after.strip(" ()、,。")


def _is_off(match: re.Match[str]) -> bool:
    return bool(match["after"]) and re.search("除く|以外|休", match["after"]) is not None


def _restricted(first: dt.date, last: dt.date, rest: str, *, year: int) -> EventDays:
    """A period with what is said beside it: some weekdays only, some left out, some days left out."""
    if not rest:
        return EventDays(first, last)
    rule, more = _rule(rest)
    if rule is not None and not rule.holidays:
        return EventDays(first, last, rule.weekdays, rule.weeks, rest=more)
    if rule is not None:
        return _by_name(first, last, rest, lambda day: _is_of(rule, day) or is_holiday(day))
    rest = rest.strip("()")
    often, off = _OFTEN.fullmatch(rest), _OFF_DAYS.fullmatch(rest)
    if often is not None and _is_off(often):
        groups = days_of(often["days"])
        if len(groups) == 1 and not groups[0].weeks and not groups[0].holidays:
            return EventDays(first, last, "".join(digit for digit in "0123456" if digit not in groups[0].weekdays))
        return _by_name(first, last, rest, lambda day: not any(_is_of(group, day) or (group.holidays and is_holiday(day)) for group in groups))
    if off is not None:
        gone = _left_out(off["days"], first, year)
        if gone and all(first <= day <= last for day in gone):
            return _by_name(first, last, rest, lambda day: day not in gone)
    return EventDays(first, last, rest=rest)


def _left_out(text: str, first: dt.date, year: int) -> set[dt.date]:
    month, found = first.month, set()
    for part in re.findall(_LATER, text):
        day = _day(part, year, month, None)
        if day is None:
            return set()
        if day < first:
            day = day.replace(year=day.year + 1)
        month = day.month
        found.add(day)
    return found


def _is_of(rule: Days, day: dt.date) -> bool:
    if not rule.weekdays or str(day.weekday()) not in rule.weekdays:
        return False
    return not rule.weeks or str((day.day - 1) // 7 + 1) in rule.weeks


def _by_name(first: dt.date, last: dt.date, rest: str, takes_place: Callable[[dt.date], bool]) -> EventDays:
    """The days one by one, as weekdays alone would not tell them; too many stay words."""
    days: Iterable[dt.date] = (first + k * ONE_DAY for k in range((last - first).days + 1))
    named = tuple(day for day in days if takes_place(day))
    return EventDays(first, last, only_on=named) if 0 < len(named) <= MOST_NAMED else EventDays(first, last, rest=rest)

"""Opening hours as `hours.describe` writes them are read back as they were: what Musubi gives out, it takes in."""

from __future__ import annotations

import datetime as dt
import re

from musubi.blocks.places.domain.hours import HOLIDAY_WORDS, WEEKDAY_NAMES
from musubi.blocks.places.domain.opening import HoursDraft
from musubi.blocks.places.enums import OpeningRuleKind

_TIME = r"\d{1,2}:\d{2}"
_WEEK = "".join(WEEKDAY_NAMES)
_LINE = re.compile(
    r"(?:(?P<starts>\d{4}-\d\d-\d\d)〜(?P<ends>\d{4}-\d\d-\d\d) )?(?:(?P<from>\d{1,2}/\d{1,2})〜(?P<to>\d{1,2}/\d{1,2}) )?"
    rf"(?:毎日 |(?:第(?P<weeks>[1-5](?:・[1-5])*)(?:週)?)?(?P<days>[{_WEEK}]*) ?)"
    rf"(?:(?P<holidays>{'|'.join(sorted(map(re.escape, filter(None, HOLIDAY_WORDS.values())), key=len, reverse=True))}) )?"
    rf"(?:(?P<closed>休み)|(?P<opens>{_TIME})〜(?P<closes>{_TIME})(?:\(最終入場(?P<last>{_TIME})\))?)(?: (?P<note>.+))?"
)


def read_own(text: str) -> list[HoursDraft] | None:
    """The lines of a text in which each part is such a sentence; None where one is not."""
    found = [_LINE.fullmatch(part.strip()) for part in text.split(";")]
    return [_line(one) for one in found if one is not None] if all(found) else None


def _line(found: re.Match[str]) -> HoursDraft:
    holidays = {words: rule for rule, words in HOLIDAY_WORDS.items()}
    return HoursDraft(
        kind=OpeningRuleKind.CLOSED if found["closed"] else OpeningRuleKind.OPEN,
        weekdays="".join(str(_WEEK.index(day)) for day in found["days"] or ""),
        weeks=(found["weeks"] or "").replace("・", ""),
        holidays=holidays[found["holidays"] or ""],
        season_from=_season(found["from"]),
        season_to=_season(found["to"]),
        starts_on=dt.date.fromisoformat(found["starts"]) if found["starts"] else None,
        ends_before=dt.date.fromisoformat(found["ends"]) + dt.timedelta(days=1) if found["ends"] else None,
        opens_minute=_minutes(found["opens"]),
        closes_minute=_minutes(found["closes"]),
        last_admission_minute=_minutes(found["last"]),
        note=found["note"] or "",
    )


def _season(text: str | None) -> int | None:
    month, _slash, day = (text or "").partition("/")
    return int(month) * 100 + int(day) if day else None


def _minutes(text: str | None) -> int | None:
    hour, _colon, minute = (text or "").partition(":")
    return int(hour) * 60 + int(minute) if minute else None

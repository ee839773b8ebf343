"""Keep the lines of a spot's opening hours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.locking import save_version
from musubi.blocks.places.domain.errors import PlaceError
from musubi.blocks.places.domain.opening import DAY, HoursDraft, HoursLine, clock_text
from musubi.blocks.places.enums import HolidayRule, OpeningRuleKind
from musubi.blocks.places.models import OpeningRule, Spot
from musubi.blocks.places.models.opening import SHIFTING

FIELDS = tuple(HoursDraft.__dataclass_fields__)
WEEKDAY_NAMES = ("月", "火", "水", "木", "金", "土", "日")
HOLIDAY_WORDS = {
    HolidayRule.ANY: "",
    HolidayRule.ONLY: "祝日",
    HolidayRule.NEVER: "祝日を除く",
    HolidayRule.NEXT_DAY: "祝日なら翌日に移す",
    HolidayRule.NEXT_WEEKDAY: "祝日なら翌平日に移す",
}
MOST_LINES = 40


def check_line(line: HoursDraft) -> None:
    """Raises PlaceError with the field that cannot be."""
    if line.kind == OpeningRuleKind.OPEN:
        _check_times(line)
    elif (line.opens_minute, line.closes_minute, line.last_admission_minute) != (None, None, None):
        raise PlaceError("closed", _("休みの行に時刻は要りません。時刻を消すか「開いている」を選んでください"), "opens_minute")
    if (line.season_from is None) != (line.season_to is None):
        raise PlaceError("season", _("毎年の期間は、初めと終わりの両方を入力してください"), "season_to")
    if (line.starts_on is None) != (line.ends_before is None):
        raise PlaceError("period", _("期間は、初日と最終日の両方を入力してください"), "ends_before")
    if line.starts_on is not None and line.ends_before is not None and line.ends_before <= line.starts_on:
        raise PlaceError("period", _("最終日は初日と同じ日か、その後です"), "ends_before")


def _check_times(line: HoursDraft) -> None:
    if line.opens_minute is None:
        raise PlaceError("opens", _("開く時刻を入力してください。休みの日なら「休み」を選びます"), "opens_minute")
    if line.closes_minute is None:
        raise PlaceError("closes", _("閉まる時刻を入力してください。終日なら 0:00 から 24:00 です"), "closes_minute")
    if line.opens_minute >= DAY:
        raise PlaceError("opens", _("開く時刻は24:00より前です"), "opens_minute")
    if not line.opens_minute < line.closes_minute <= line.opens_minute + DAY:
        raise PlaceError("closes", _("閉まる時刻は開く時刻より後です。翌日の1時は 25:00 と入力します"), "closes_minute")
    last = line.last_admission_minute
    if last is not None and not line.opens_minute <= last <= line.closes_minute:
        raise PlaceError("admission", _("最終入場は、開いている間の時刻です"), "last_admission_minute")
    if line.holidays in SHIFTING:
        raise PlaceError("holidays", _("「翌日に移す」は休みの日の決まりです。祝日だけの時間なら「祝日だけ」を選びます"), "holidays")


def rules_of(spot: Spot, lines: Iterable[HoursDraft]) -> list[OpeningRule]:
    """Unsaved lines of the spot, in order."""
    return [OpeningRule(spot=spot, position=number, **{name: getattr(line, name) for name in FIELDS}) for number, line in enumerate(lines, 1)]


@transaction.atomic
def set_hours(*, spot: Spot, lines: Sequence[HoursDraft], shown_version: int, actor: Any, now: dt.datetime) -> Spot:
    """Replace the spot's lines by `lines`. Raises PlaceError, StaleRecordError where someone else saved meanwhile."""
    if len(lines) > MOST_LINES:
        raise PlaceError("too_many", _("営業時間の行は%(most)d行までです") % {"most": MOST_LINES})
    for line in lines:
        check_line(line)
    before = [describe(line) for line in spot.opening_rules.all()]
    after = [describe(line) for line in lines]
    if before == after:
        return spot
    save_version(record=spot, shown_version=shown_version, fields=[])
    spot.opening_rules.all().delete()
    OpeningRule.objects.bulk_create(rules_of(spot, lines))
    record_event(actor=actor, verb="spot.hours_changed", obj=spot, now=now, before={"hours": before}, after={"hours": after})
    return spot


def describe(line: HoursLine) -> str:
    """A line in one sentence of Japanese, for histories and exports, e.g. 「土日 9:00〜17:00(最終入場16:30)」."""
    parts = []
    if line.starts_on is not None and line.ends_before is not None:
        parts.append(f"{line.starts_on}〜{line.ends_before - dt.timedelta(days=1)}")
    if line.season_from is not None and line.season_to is not None:
        parts.append(f"{season_text(line.season_from)}〜{season_text(line.season_to)}")
    days = "".join(WEEKDAY_NAMES[int(digit)] for digit in sorted(line.weekdays))
    weeks = "・".join(sorted(line.weeks))
    parts.append(f"第{weeks}{days or '週'}" if weeks else days)
    parts.append(HOLIDAY_WORDS[HolidayRule(line.holidays)])
    said = " ".join(part for part in parts if part) or "毎日"
    if line.kind == OpeningRuleKind.CLOSED or line.opens_minute is None or line.closes_minute is None:
        hours = "休み"
    else:
        hours = f"{clock_text(line.opens_minute)}〜{clock_text(line.closes_minute)}"
        if line.last_admission_minute is not None:
            hours += f"(最終入場{clock_text(line.last_admission_minute)})"
    return " ".join(part for part in (said, hours, line.note) if part)


def season_text(number: int) -> str:
    """1229 as 12/29."""
    return f"{number // 100}/{number % 100}"

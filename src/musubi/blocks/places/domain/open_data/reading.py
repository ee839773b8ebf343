"""Rows of the four lists as records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from musubi.blocks.opendata.domain.datasets import Outcome, Setting, SourceRow
from musubi.blocks.opendata.domain.values import plain, read_day, read_fee
from musubi.blocks.places.domain.event_text import EventDays, read_event_days
from musubi.blocks.places.domain.hours_own import read_own
from musubi.blocks.places.domain.hours_text import read_clock, read_hours, read_weekdays
from musubi.blocks.places.domain.open_data.common import Owner, Reading, fitted, outcomes_of, read_common, summary_of
from musubi.blocks.places.domain.taking_in import take_in
from musubi.blocks.places.enums import SpotKind
from musubi.blocks.places.models import LocalEvent, Spot, WifiPoint
from musubi.blocks.places.models.spot import HERITAGE

TOURISM, CULTURAL, EVENT, WIFI = "tourism", "cultural_property", "event", "public_wireless_lan"
ONE_DAY = dt.timedelta(days=1)


def _spot(row: SourceRow, owner: Owner, code: str) -> Reading:
    reading = read_common(row, Spot, owner, code)
    _put_fee(reading, row, Spot)
    for name in ("description", "access", "parking_text", "barrier_free_text"):
        fitted(reading, Spot, name, row.text(name), name)
    _put_summary(reading, row, Spot)
    if code == CULTURAL:
        reading.values["kind"] = SpotKind.HERITAGE
        _put_heritage(reading, row)
    _put_hours(reading, row)
    return reading


def _put_summary(reading: Reading, row: SourceRow, model: type[Any]) -> None:
    """概要 stands in lists of visitors' pages; where a list has only one of 概要 and 説明, it is both."""
    if not reading.values["description"]:
        reading.values["description"] = row.text("summary")
    if row.text("summary"):
        fitted(reading, model, "summary", row.text("summary").replace("\n", " "), "summary")
    else:
        reading.values["summary"] = summary_of(reading.values["description"])
    for name in ("description", "summary"):
        if row.text(f"{name}_en"):
            reading.texts[name, "en"] = row.text(f"{name}_en")


def _put_heritage(reading: Reading, row: SourceRow) -> None:
    for name in HERITAGE:
        said = row.text("place_name" if name == "heritage_place" else name)
        if name != "designated_on":
            fitted(reading, Spot, name, said.replace("\n", " "), name)
            continue
        reading.values[name] = read_day(said)
        if said and reading.values[name] is None:
            reading.note(name, _("「%(text)s」を日付として読めません。備考に残しました") % {"text": said})
            fitted(reading, Spot, "remarks", "\n".join(filter(None, (reading.values["remarks"], f"文化財指定日: {said}"))), "remarks")


def _put_hours(reading: Reading, row: SourceRow) -> None:
    """Columns and sentences about days and times; what is not understood is kept and told."""
    own = read_own(row.text("hours_note")) if row.text("hours_note") else None
    if own is not None:
        reading.hours, reading.values["hours_unread"] = own, ""
        return
    days = read_weekdays(row.text("weekdays"))
    note = "\n".join(text for text in (row.text("hours_note"), row.text("closed_days") and f"定休日:{row.text('closed_days')}") if text)
    if days is None:
        note = "\n".join(text for text in (row.text("weekdays"), note) if text)
    opens, closes = read_clock(row.text("opens")), read_clock(row.text("closes"))
    for name, minute in (("opens", opens), ("closes", closes)):
        if minute is None and row.text(name):
            reading.note(name, _("「%(text)s」を時刻として読めません") % {"text": row.text(name)})
            note = "\n".join(text for text in (note, row.text(name)) if text)
    read = read_hours(note, weekdays=days or "", opens=opens, closes=closes)
    said = row.text("hours_note") or row.text("closed_days")
    fitted(reading, Spot, "hours_text", said, "hours_note")
    fitted(reading, Spot, "hours_unread", read.unread, "hours_note")
    if read.unread:
        reading.note("hours_note", _("読み取れなかった文を残しました: %(text)s") % {"text": read.unread})
    asked = any(row.text(name) for name in ("weekdays", "opens", "closes", "hours_note", "closed_days"))
    reading.hours = read.lines if asked else None


def _put_fee(reading: Reading, row: SourceRow, model: type[Any]) -> None:
    fee, understood = read_fee(row.text("fee"))
    detail = row.text("fee_text")
    if not understood:
        detail = "\n".join(text for text in (plain(row.text("fee")), detail) if text)
        reading.note("fee", _("金額として読めないので、料金(詳細)に残しました"))
    reading.values["fee"] = fee
    fitted(reading, model, "fee_text", detail, "fee_text")


def _event(row: SourceRow, owner: Owner) -> Reading:
    reading, year = read_common(row, LocalEvent, owner, EVENT), owner.setting.year
    begins, ends = _days(reading, row, year)
    reading.values |= {"starts_on": begins, "ends_before": ends + ONE_DAY, "apply_by": read_day(row.text("apply_by"), year=year)}
    _put_times(reading, row)
    _put_fee(reading, row, LocalEvent)
    for name in ("description", "place_name", "organiser", "capacity", "apply_how", "access", "parking_text", "days_text"):
        limit = row.text(name)
        fitted(reading, LocalEvent, name, limit if name in {"description", "days_text"} else limit.replace("\n", " "), name)
    _put_summary(reading, row, LocalEvent)
    return reading


def _days(reading: Reading, row: SourceRow, year: int | None) -> tuple[dt.date, dt.date]:
    """First and last day of an event and on which days between; what cannot be is told, and then stands for no row."""
    begins, ends = read_day(row.text("starts_on"), year=year), read_day(row.text("ends_on"), year=year)
    column = "starts_on" if row.text("starts_on") or not row.text("days_text") else "days_text"
    if row.text("starts_on") and not row.text("ends_on"):  # 「10月18日、25日」 stands in the column of the first day too
        own = read_event_days(row.text("starts_on"), year=year)
        if own.first != own.last:
            begins, ends = own.first, own.last
            _put_days(reading, own, "starts_on")
    if begins is not None and row.text("days_text"):
        _put_days(reading, read_event_days(row.text("days_text"), year=year, within=(begins, max(begins, ends or begins))), "")
    elif begins is None and row.text("days_text"):
        read = read_event_days(row.text("days_text"), year=year)
        begins, ends = read.first, read.last
        _put_days(reading, read, column)
    if begins is None:
        told = {"text": row.text(column)}
        no_year = _("「%(text)s」から日が読み取れません。年がなければ、取込みのページで年を入れてください") % told
        reading.note(column, no_year if year is None else _("「%(text)s」から、始まる日と終わる日が読み取れません") % told, fatal=True)
    begins = begins or dt.date.min  # a row that is not taken
    ends = ends or begins
    if ends < begins:
        reading.note("ends_on", _("終了日が開始日より前です"), fatal=True)
        ends = begins
    if named := reading.values.get("only_on"):
        reading.values["only_on"] = tuple(day for day in named if begins.isoformat() <= day <= ends.isoformat())
    return begins, ends


def _put_days(reading: Reading, read: EventDays, column: str) -> None:
    """The days between first and last, where the text tells them; `column` is where what was not read is told, "" for nowhere."""
    if read.weekdays or read.only_on or (read.first and not read.rest):
        reading.values |= {"weekdays": read.weekdays, "weeks": read.weeks, "only_on": tuple(day.isoformat() for day in read.only_on)}
    if column and read.first and read.last and read.rest:
        told = {"first": read.first, "last": read.last, "rest": read.rest}
        reading.note(column, _("%(first)s〜%(last)sとして読みました。読み取れなかった文: %(rest)s") % told)


def _put_times(reading: Reading, row: SourceRow) -> None:
    """The first time of each column; further lines (several sittings, other times on some days) are told."""
    times: dict[str, int | None] = {}
    for name, column in (("starts_minute", "opens"), ("ends_minute", "closes")):
        said, *more = (part.strip() for part in row.text(column).splitlines() or [""])
        times[name] = read_clock(said)
        if said not in {"", "-", "－"} and times[name] is None:
            reading.note(column, _("「%(text)s」を時刻として読めません") % {"text": row.text(column).replace("\n", " ")})
        elif any(more):
            reading.note(column, _("はじめの時刻だけを読みました。読み取れなかった文: %(text)s") % {"text": " ".join(filter(None, more))})
    begins, ends = times["starts_minute"], times["ends_minute"]
    if begins is not None and ends is not None and ends <= begins:
        times["ends_minute"] = ends + 24 * 60
    reading.values |= times


def _wifi(row: SourceRow, owner: Owner) -> Reading:
    reading = read_common(row, WifiPoint, owner, WIFI)
    for name in ("ssid", "area", "provider"):
        fitted(reading, WifiPoint, name, row.text(name).replace("\n", " "), name)
    return reading


def prepare_tourism(rows: Sequence[SourceRow], setting: Setting) -> list[Outcome]:
    """観光施設一覧."""
    return outcomes_of(rows, setting, model=Spot, code=TOURISM, read=lambda row, owner: _spot(row, owner, TOURISM))


def prepare_cultural(rows: Sequence[SourceRow], setting: Setting) -> list[Outcome]:
    """文化財一覧, with 分類, 種類, 指定日, 所有者等, 員数."""
    return outcomes_of(rows, setting, model=Spot, code=CULTURAL, read=lambda row, owner: _spot(row, owner, CULTURAL))


def prepare_events(rows: Sequence[SourceRow], setting: Setting) -> list[Outcome]:
    """イベント一覧."""
    return outcomes_of(rows, setting, model=LocalEvent, code=EVENT, read=_event)


def prepare_wifi(rows: Sequence[SourceRow], setting: Setting) -> list[Outcome]:
    """公衆無線LANアクセスポイント一覧."""
    return outcomes_of(rows, setting, model=WifiPoint, code=WIFI, read=_wifi)


def apply_rows(outcomes: Sequence[Outcome], setting: Setting, actor: Any, now: dt.datetime) -> None:
    """Write the rows of one list."""
    if outcomes:
        rows = [outcome.payload for outcome in outcomes]
        take_in(model=type(rows[0].record), rows=rows, supplied_by=setting.source_name, actor=actor, now=now)

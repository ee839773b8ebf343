"""Published records as rows of the standard, current and earlier."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.db.models import Q

from musubi.blocks.opendata.domain.exporting import six_digits
from musubi.blocks.opendata.domain.specs import CURRENT, meanings, same_heading, specs
from musubi.blocks.places.domain.hours import WEEKDAY_NAMES, describe
from musubi.blocks.places.domain.open_data.reading import CULTURAL, EVENT, TOURISM, WIFI
from musubi.blocks.places.domain.opening import clock_text
from musubi.blocks.places.domain.queries import published_events, published_spots, published_wifi
from musubi.blocks.places.enums import OpeningRuleKind
from musubi.blocks.places.models.spot import HERITAGE
from musubi.blocks.places.visitor_days import days_words
from musubi.blocks.translations.domain.wordings import put_words

ONE_DAY = dt.timedelta(days=1)


def rows_of(code: str, generation: str) -> Iterator[dict[str, str]]:
    """The rows of a list in the columns of a generation, ordered by owner and ID."""
    source: Mapping[str, Callable[[], Any]] = {
        TOURISM: lambda: published_spots().filter(dataset__in=("", TOURISM)),  # stations and the like came another way
        CULTURAL: lambda: published_spots().filter(Q(dataset=CULTURAL) | Q(dataset="") & ~Q(heritage_class="")),
        EVENT: published_events,
        WIFI: published_wifi,
    }
    records = put_words(source[code]().order_by("owner_code", "dataset_id", "pk"), "en")
    columns, known = specs()[code].columns[generation], meanings()
    own = {column: known.get(same_heading(column)) for column in columns}
    for record in records:
        values = _values(record, code, generation)
        row = {column: values.get(meaning, "") if meaning else str(record.extra.get(column, "")) for column, meaning in own.items()}
        yield row


def _values(record: Any, code: str, generation: str) -> dict[str, str]:
    """A record by meaning, as texts."""
    town = record.town
    values = {
        "code": six_digits(record.owner_code),
        "place_code": six_digits(town.municipality_code if town else record.owner_code),
        "id": record.dataset_id or record.uid,
        "body": f"{town.prefecture}{town.city}" if town else "",
        "prefecture": town.prefecture if town else "",
        "city": town.city if town else "",
        "town": town.name if town else "",
        "latitude": _number(record.latitude),
        "longitude": _number(record.longitude),
        "name_en": _english(record, "name"),
        "description_en": _english(record, "description"),
        "summary_en": _english(record, "summary"),
    }
    for name in ("name", "name_kana", "address", "building", "postcode", "contact_name", "phone", "url", "remarks"):
        values[name] = str(getattr(record, name))
    for name in (
        "description",
        "summary",
        "access",
        "parking_text",
        "barrier_free_text",
        "fee_text",
        "place_name",
        "organiser",
        "capacity",
        "apply_how",
        "ssid",
    ):
        values[name] = str(getattr(record, name, ""))
    for name in ("capacity", "apply_how", "ssid", "area", "provider"):
        values[name] = str(getattr(record, name, ""))
    fee = getattr(record, "fee", None)
    values["fee"] = "" if fee is None else str(fee)
    values |= _event_times(record) if code == EVENT else _opening(record) if code in {TOURISM, CULTURAL} else {}
    if code == CULTURAL:
        values |= {name: "" if getattr(record, name) is None else str(getattr(record, name)) for name in HERITAGE}
        values["place_name"] = record.heritage_place
    if generation != CURRENT:
        values["address"] = values["address"].removesuffix(values["building"])
    return values


def _english(record: Any, name: str) -> str:
    word = record.words.get(name)
    return word.text if word is not None and word.language == "en" else ""


def _number(value: Any) -> str:
    return "" if value is None else f"{value:f}"


def _event_times(record: Any) -> dict[str, str]:
    return {
        "starts_on": record.starts_on.isoformat(),
        "ends_on": (record.ends_before - ONE_DAY).isoformat(),
        "opens": _clock(record.starts_minute),
        "closes": _clock(record.ends_minute),
        "days_text": record.days_text or days_words(record),
        "apply_by": record.apply_by.isoformat() if record.apply_by else "",
    }


def _clock(minute: int | None) -> str:
    return "" if minute is None else clock_text(minute).rjust(5, "0")


def _opening(record: Any) -> dict[str, str]:
    """Days and times in columns where they are the same on all of them; the lines in words where they are not."""
    lines = list(record.opening_rules.all())
    opening = [line for line in lines if line.kind == OpeningRuleKind.OPEN]
    plain = [line for line in opening if line.season_from is None and line.starts_on is None and line.holidays == "any" and not line.weeks]
    values = {"weekdays": "", "opens": "", "closes": "", "hours_note": record.hours_text or record.hours_unread}
    days = {digit for line in plain for digit in (line.weekdays or "0123456")}
    off = {digit for line in lines if line.kind == OpeningRuleKind.CLOSED and _every_week(line) for digit in line.weekdays}
    values["weekdays"] = "".join(WEEKDAY_NAMES[int(digit)] for digit in sorted(days - off))
    times = {(line.opens_minute, line.closes_minute) for line in plain}
    if len(times) == 1 and len(plain) == len(opening):
        opens, closes = next(iter(times))
        values |= {"opens": _clock(opens), "closes": _clock(closes)}
    if not values["hours_note"] and (len(lines) > 1 or any(line.last_admission_minute is not None for line in lines)):
        values["hours_note"] = ";".join(describe(line) for line in lines)
    return values


def _every_week(line: Any) -> bool:
    return bool(line.weekdays) and not line.weeks and line.season_from is None and line.starts_on is None and line.holidays in {"any", "never"}

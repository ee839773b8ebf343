"""What visitors find in the demo: fictional spots on real towns, in the files beside, taken in as a municipality's list is."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import transaction

from musubi.blocks.places.domain.locating import Locator
from musubi.blocks.places.domain.opening import HoursDraft
from musubi.blocks.places.domain.records import rounded, settle
from musubi.blocks.places.domain.taking_in import Incoming, take_in
from musubi.blocks.places.enums import PublicationState, SpotKind
from musubi.blocks.places.models import LocalEvent, Sign, Spot, WifiPoint
from musubi.packs.demo.moments import at
from musubi.packs.demo.story import MARK

FOLDER = Path(__file__).parent
SOURCE = f"デモのデータ{MARK}"
LICENCE = "CC BY 4.0"
CITY = "11208"
TRANSLATORS = f"見本翻訳社{MARK}"
OPENED, ANNOUNCED = at(2019, 6, 3), at(2020, 9, 7)


def _read(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


def _texts(row: Mapping[str, Any], *fields: str) -> dict[tuple[str, str], str]:
    return {(field, language): text for field in fields for language, text in row.get(field, {}).items() if language != "ja" and text}


def _shared(row: Mapping[str, Any], dataset: str, owner: str, since: dt.date) -> dict[str, Any]:
    return {
        "owner_code": owner,
        "dataset": dataset,
        "dataset_id": row["id"],
        "name": row["name"]["ja"],
        "status": row.get("status", PublicationState.PUBLISHED),
        "published_on": since,
        "source_name": SOURCE,
        "licence": LICENCE,
        "is_fictional": True,
    }


@transaction.atomic
def keep_visitor_places(*, who: Mapping[str, Any]) -> int:
    """Spots with hours and texts, events, Wi-Fi points and signs; returns how many. They stand already: 0."""
    if Spot.objects.exists():
        return 0
    actor, locator = who.get("jimukyoku"), Locator()
    spots = _keep_spots(actor, locator)
    return len(spots) + _keep_events(actor, spots) + _keep_wifi(actor, spots) + _keep_signs(actor, spots)


def _keep_spots(actor: Any, locator: Locator) -> dict[str, Spot]:
    data = _read("spots")
    hours = {code: [HoursDraft(**line) for line in lines] for code, lines in data["hours"].items()}
    rows = []
    for row in data["rows"]:
        values = _shared(row, "tourism", row["owner"], OPENED.date()) | {
            "name_kana": row["kana"],
            "kind": SpotKind(row["kind"]),
            "themes": tuple(row["themes"]),
            "summary": row["summary"]["ja"],
            "description": row["description"]["ja"],
            "shelter": row["shelter"],
            "stay_minutes": row["stay"],
            "interest": row["interest"],
            "promotion_weight": row["weight"],
            "fee": row["fee"],
            "address": row["address"],
            "latitude": rounded(row["lat"]),
            "longitude": rounded(row["lon"]),
            **row["amenities"],
            **row.get("heritage", {}),
        }
        record = settle(Spot(**values), locator=locator)
        rows.append(Incoming(record, values, hours[row["hours"]], _texts(row, "name", "summary", "description")))
    taken = take_in(model=Spot, rows=rows, supplied_by=TRANSLATORS, actor=actor, now=OPENED)
    return {spot.dataset_id: spot for spot in taken.new}


def _at_spot(spot: Spot) -> dict[str, Any]:
    """The place of something that stands at a spot."""
    return {name: getattr(spot, name) for name in ("address", "town", "latitude", "longitude", "accuracy")} | {"spot": spot}


def _keep_events(actor: Any, spots: Mapping[str, Spot]) -> int:
    rows = []
    for row in _read("events")["rows"]:
        spot, first = spots[row["spot"]], dt.date.fromisoformat(row["starts_on"])
        values = _shared(row, "event", spot.owner_code, ANNOUNCED.date()) | {
            "name_kana": row["kana"],
            "themes": tuple(row["themes"]),
            "summary": row["summary"]["ja"],
            "place_name": spot.name,
            "starts_on": first,
            "ends_before": first + dt.timedelta(days=row["days"]),
            "weekdays": row.get("weekdays", ""),
            "only_on": tuple(row.get("only_on", ())),
            "starts_minute": row["starts"],
            "ends_minute": row["ends"],
            "fee": row["fee"],
            "organiser": row["organiser"],
            **_at_spot(spot),
        }
        rows.append(Incoming(settle(LocalEvent(**values), locator=_Known(spot)), values, texts=_texts(row, "name", "summary")))
    return len(take_in(model=LocalEvent, rows=rows, supplied_by=TRANSLATORS, actor=actor, now=ANNOUNCED).new)


def _keep_wifi(actor: Any, spots: Mapping[str, Spot]) -> int:
    rows = []
    for row in _read("wifi")["rows"]:
        spot = spots[row["spot"]]
        values = _shared(row, "public_wireless_lan", spot.owner_code, OPENED.date()) | {
            "ssid": row["ssid"],
            "provider": f"見本の市町村{MARK}",
            "area": row["area"]["ja"],
            **_at_spot(spot),
        }
        rows.append(Incoming(settle(WifiPoint(**values), locator=_Known(spot)), values, texts=_texts(row, "name", "area")))
    return len(take_in(model=WifiPoint, rows=rows, supplied_by=TRANSLATORS, actor=actor, now=OPENED).new)


def _keep_signs(actor: Any, spots: Mapping[str, Spot]) -> int:
    rows = []
    for row in _read("signs")["rows"]:
        spot = spots[row["spot"]]
        values = {
            **{name: row[name] for name in ("number", "name", "kind", "condition", "condition_text")},
            **{f"text_{language}": text for language, text in row["texts"].items()},
            "checked_on": dt.date.fromisoformat(row["checked_on"]),
            "installed_on": dt.date.fromisoformat(row["installed_on"]),
            "keeper": f"見本の管理者{MARK}",
            "is_fictional": True,
            **_at_spot(spot),
        }
        rows.append(Incoming(settle(Sign(**values), locator=_Known(spot)), values))
    return len(take_in(model=Sign, rows=rows, supplied_by="", actor=actor, now=at(2020, 9, 30), verb="registered").new)


class _Known(Locator):
    """Says the town of a spot for everything that stands there."""

    def __init__(self, spot: Spot) -> None:
        super().__init__([])
        self.spot = spot

    def locate(self, _text: str, _municipality_code: str = "") -> Any:
        """The spot's town."""
        return self.spot.town

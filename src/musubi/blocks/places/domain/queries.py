"""What visitors' pages and plans ask of places, each in a constant number of queries."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db.models import Prefetch, QuerySet

from musubi.blocks.kernel.models import holding
from musubi.blocks.kernel.text import search_key
from musubi.blocks.places.domain.event_days import happens_on
from musubi.blocks.places.domain.opening import Window, windows
from musubi.blocks.places.enums import PublicationState
from musubi.blocks.places.models import LocalEvent, Spot, SpotPhoto, Town, WifiPoint

OUTLINES = Path(__file__).resolve().parents[1] / "data" / "boundaries.geojson"


def published_spots() -> QuerySet[Spot]:
    """Every spot that visitors are shown, with town and opening hours: two queries at any number."""
    return Spot.objects.filter(status=PublicationState.PUBLISHED).select_related("town").prefetch_related("opening_rules").order_by("pk")


def windows_on(spots: Iterable[Spot], day: dt.date) -> dict[str, tuple[Window, ...]]:
    """The windows of each spot on `day` by uid, from the prefetched hours: no query. () is closed or not known."""
    return {spot.uid: windows(spot, day) for spot in spots}


def shown_photos(path: str) -> Prefetch:
    """The photos of spots that visitors may see: those of which it was said that nobody on them minds."""
    return Prefetch(path, queryset=SpotPhoto.objects.exclude(people=""))


def published_events() -> QuerySet[LocalEvent]:
    """Every event that visitors are shown, in the order of days, with spot and town: one query."""
    return LocalEvent.objects.filter(status=PublicationState.PUBLISHED).select_related("spot", "town").order_by("starts_on", "starts_minute", "pk")


def events_on(day: dt.date) -> list[LocalEvent]:
    """The events that visitors are shown on `day`, with spot and town: one query."""
    running = published_events().filter(starts_on__lte=day, ends_before__gt=day).order_by("starts_minute", "pk")
    return [event for event in running if happens_on(event, day)]


def published_wifi() -> QuerySet[WifiPoint]:
    """The Wi-Fi points that visitors are shown: one query."""
    return WifiPoint.objects.filter(status=PublicationState.PUBLISHED).select_related("town").order_by("pk")


def municipality_names() -> dict[str, str]:
    """Names of the municipalities whose towns are known, by code, e.g. {"11208": "所沢市"}: one query."""
    return dict(Town.objects.order_by("municipality_code").values_list("municipality_code", "city").distinct())


@lru_cache(maxsize=1)
def _outlined() -> dict[str, dict[str, str]]:
    """The names in four languages of the municipalities that ship with an outline."""
    features = json.loads(OUTLINES.read_text(encoding="utf-8"))["features"]
    return {feature["properties"]["code"]: feature["properties"] for feature in features}


def municipality_names_in(language: str) -> dict[str, str]:
    """Names of the municipalities that published spots belong to, in an interface language, Japanese where there is none: one query."""
    suffix = {"en": "name_en", "zh-hans": "name_zh", "ko": "name_ko"}.get(language, "name")
    shown = Spot.objects.filter(status=PublicationState.PUBLISHED).order_by("owner_code").values_list("owner_code", flat=True).distinct()
    known = _outlined()
    return {code: known.get(code, {}).get(suffix) or known.get(code, {}).get("name", code) for code in shown}


def search_text(name: str, kana: str = "") -> str:
    """The key by which a name is found, written or spoken."""
    return f"{search_key(name)} {search_key(kana)}".strip()[:300]


def find(records: QuerySet[Any], asked: Mapping[str, str]) -> QuerySet[Any]:
    """Narrow records of a list by what a person asked: words, kind, theme, owner, town, state. What is empty is not asked."""
    for word in asked.get("q", "").split():
        records = records.filter(key__contains=search_key(word))
    for name, field in (("kind", "kind"), ("owner", "owner_code"), ("state", "status"), ("shelter", "shelter")):
        if asked.get(name) and any(one.name == field for one in records.model._meta.fields):
            records = records.filter(**{field: asked[name]})
    if asked.get("theme"):
        records = records.filter(holding("themes", asked["theme"]))
    return records

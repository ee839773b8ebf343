"""What the planner knows of the city: published spots with hours and names, stations, Wi-Fi; kept per process until one of them changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from django.db.models import Count, Max, Model

from musubi.blocks.kernel.pages.languages import page_language
from musubi.blocks.places.domain.opening import HoursLine, Window, windows_of
from musubi.blocks.places.domain.queries import municipality_names, published_spots, published_wifi
from musubi.blocks.places.enums import PositionAccuracy
from musubi.blocks.places.models import OpeningRule, Spot, WifiPoint
from musubi.blocks.places.visitor_enums import Availability, SpotKind
from musubi.blocks.translations.domain.wordings import Words, wordings
from musubi.blocks.translations.models import Translation
from musubi.programs.brand.tours.domain.planner_wishes import Place
from musubi.programs.brand.tours.models import PlannerSettings

OTHER_LANGUAGES = ("en", "zh-hans", "ko")
Stamp = tuple[object, ...]


@dataclass(frozen=True, eq=False)
class PlanSpot:
    """A spot as the planner sees it; `number` is its number in addresses, `words` its texts by language."""

    number: int
    uid: str
    kind: str
    themes: tuple[str, ...]
    latitude: float | None
    longitude: float | None
    stay: int
    interest: int
    weight: int
    fee: int | None
    shelter: str
    wheelchair: str
    pushchair: str
    has_wifi: bool
    is_rough: bool
    owner: str
    rules: tuple[HoursLine, ...]
    words: Mapping[str, Words]

    @property
    def name(self) -> str:
        """In the language of the page, else Japanese."""
        return self.text("name")

    @property
    def name_language(self) -> str:
        """The language that the name is in."""
        return self.words[page_language()]["name"].language

    @property
    def summary(self) -> str:
        """One sentence about it, in the page's language or Japanese."""
        return self.text("summary")

    def text(self, name: str) -> str:
        """A text in the language of the page, else Japanese."""
        return self.words[page_language()][name].text

    @property
    def point(self) -> tuple[float, float] | None:
        """Latitude and longitude, where they are known."""
        return None if self.latitude is None or self.longitude is None else (self.latitude, self.longitude)


@dataclass(frozen=True, eq=False)
class Pin:
    """A point of the map that is no spot: Wi-Fi."""

    latitude: float
    longitude: float
    words: Mapping[str, Words]

    @property
    def name(self) -> str:
        """In the language of the page, else Japanese."""
        return self.words[page_language()]["name"].text


@dataclass(frozen=True, eq=False)
class Atlas:
    """The whole, at one moment; `stamp` tells one state from another."""

    stamp: Stamp
    spots: tuple[PlanSpot, ...]
    stations: tuple[PlanSpot, ...]
    wifi: tuple[Pin, ...]
    settings: PlannerSettings
    municipalities: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def by_number(self) -> dict[int, PlanSpot]:
        """Spots and stations by their number."""
        return {spot.number: spot for spot in (*self.spots, *self.stations)}

    @cached_property
    def points(self) -> tuple[tuple[float, float], ...]:
        """Where spots and stations lie, those without a position left out."""
        return tuple(spot.point for spot in (*self.spots, *self.stations) if spot.point is not None)

    @cached_property
    def place_of(self) -> dict[int, int]:
        """From a spot's number to its row in `points`."""
        known = [spot.number for spot in (*self.spots, *self.stations) if spot.point is not None]
        return {number: row for row, number in enumerate(known)}

    def station(self, number: int) -> Place | None:
        """A place to begin or end at."""
        found = next((one for one in self.stations if one.number == number), None)
        return Place(found.name, found.latitude or 0.0, found.longitude or 0.0, number, is_rough=found.is_rough) if found else None

    def windows(self, day: dt.date) -> Mapping[int, tuple[Window, ...]]:
        """When each spot is open on `day`."""
        return _windows(self, day)


def current_atlas() -> Atlas:
    """The atlas of now: six short queries, and all others only after a change."""
    global _kept  # noqa: PLW0603 - one atlas per process; replaced as a whole, so threads see the old one or the new one
    settings = PlannerSettings.objects.order_by("pk").first() or PlannerSettings()
    stamp = (settings.pk, settings.version, *(_state(model) for model in (Spot, OpeningRule, WifiPoint, Translation)))
    if _kept is None or _kept.stamp != stamp:
        _kept = _read(stamp, settings)
    return _kept


_kept: Atlas | None = None


def _state(model: type[Model]) -> tuple[object, ...]:
    """Changes with every record that is added, changed or removed."""
    found = model._default_manager.aggregate(rows=Count("pk"), last=Max("updated_at"), newest=Max("pk"))
    return found["rows"], found["last"], found["newest"]


def _read(stamp: Stamp, settings: PlannerSettings) -> Atlas:
    rows, wifi = list(published_spots()), list(published_wifi())
    texts = {language: wordings([*rows, *wifi], language) for language in ("ja", *OTHER_LANGUAGES)}
    near = {point.spot_id for point in wifi if point.spot_id}
    spots = [_spot(row, {language: found[row.uid] for language, found in texts.items()}, row.pk in near) for row in rows]
    pins = [
        Pin(float(point.latitude), float(point.longitude), {language: found[point.uid] for language, found in texts.items()})
        for point in wifi
        if point.latitude is not None and point.longitude is not None
    ]
    visited, stations = _split(spots)
    return Atlas(stamp, visited, stations, tuple(pins), settings, municipality_names())


def _split(spots: Iterable[PlanSpot]) -> tuple[tuple[PlanSpot, ...], tuple[PlanSpot, ...]]:
    """What is visited, and where a day begins and ends."""
    spots = list(spots)
    stations = tuple(
        sorted((spot for spot in spots if spot.kind == SpotKind.STATION and spot.point is not None), key=lambda spot: (-spot.interest, spot.number))
    )
    return tuple(spot for spot in spots if spot.kind != SpotKind.STATION), stations


def _spot(row: Spot, words: Mapping[str, Words], has_point: bool) -> PlanSpot:  # noqa: FBT001 - read beside the rows it comes from
    latitude, longitude = (None if value is None else float(value) for value in (row.latitude, row.longitude))
    return PlanSpot(
        row.pk, row.uid, row.kind, row.themes, latitude, longitude, row.stay_minutes, row.interest, row.promotion_weight, row.fee, row.shelter,
        row.wheelchair, row.pushchair, has_point or row.wifi == Availability.YES, row.accuracy == PositionAccuracy.TOWN,
        row.owner_code, tuple(row.opening_rules.all()), words,
    )  # fmt: skip


@lru_cache(maxsize=64)
def _windows(atlas: Atlas, day: dt.date) -> Mapping[int, tuple[Window, ...]]:
    return {spot.number: windows_of(spot.rules, day) for spot in atlas.spots}

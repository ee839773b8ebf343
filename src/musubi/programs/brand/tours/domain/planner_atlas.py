"""What the planner knows of the city: published spots with hours and names, stations, Wi-Fi; kept per process until one of them changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from django.db.models import Count, Max, Model
from django.urls import reverse

from musubi.blocks.kernel.pages.languages import page_language
from musubi.blocks.places.domain.event_days import event_number, happens_on
from musubi.blocks.places.domain.opening import HoursLine, Window, windows_of
from musubi.blocks.places.domain.queries import municipality_names, published_events, published_spots, published_wifi
from musubi.blocks.places.enums import PositionAccuracy
from musubi.blocks.places.models import LocalEvent, OpeningRule, Spot, WifiPoint
from musubi.blocks.places.visitor_enums import Availability, SpotKind
from musubi.blocks.translations.domain.wordings import Words, wordings
from musubi.blocks.translations.models import Translation
from musubi.programs.brand.tours.domain.planner_wishes import Place
from musubi.programs.brand.tours.models import PlannerSettings

OTHER_LANGUAGES = ("en", "zh-hans", "ko")
Stamp = tuple[object, ...]
EVENT = "event"  # the kind of an event among the kinds of spots
EVENT_INTEREST = 5
WHOLE, LOOK_IN, USUAL_MINUTES = 150, 60, 60  # up to so long an event is attended as a whole; a longer one so long; one without an end


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
    event: LocalEvent | None = None
    there: PlanSpot | None = None

    @property
    def place(self) -> str:
        """Where an event is; a spot is its own place."""
        if self.event is None:
            return self.name
        return self.there.name if self.there else self.text("place_name") or self.name

    @property
    def begins(self) -> int | None:
        """When an event begins; None for what is no event, or where it is not known."""
        return self.event.starts_minute if self.event else None

    @property
    def is_whole(self) -> bool:
        """An event that one attends from its beginning to its end; longer ones are looked in at."""
        return self.event is not None and (self.event.ends_minute is None or self.event.ends_minute - (self.event.starts_minute or 0) <= WHOLE)

    @property
    def href(self) -> str:
        """Its page for visitors."""
        return reverse("guide:event" if self.event else "guide:spot", args=[self.uid])

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
    events: tuple[PlanSpot, ...] = ()

    @cached_property
    def by_number(self) -> dict[int, PlanSpot]:
        """Spots, stations and events by their number."""
        return {spot.number: spot for spot in (*self.spots, *self.stations, *self.events)}

    @cached_property
    def points(self) -> tuple[tuple[float, float], ...]:
        """Where spots, stations and events lie, each place once."""
        return tuple(dict.fromkeys(spot.point for spot in self.by_number.values() if spot.point is not None))

    @cached_property
    def place_of(self) -> dict[int, int]:
        """From a spot's number to its row in `points`."""
        rows = {point: row for row, point in enumerate(self.points)}
        return {number: rows[spot.point] for number, spot in self.by_number.items() if spot.point is not None}

    def events_on(self, days: Iterable[dt.date]) -> list[PlanSpot]:
        """The events that take place on one of the days."""
        days = list(days)
        return [one for one in self.events if one.event is not None and any(happens_on(one.event, day) for day in days)]

    def station(self, number: int) -> Place | None:
        """A place to begin or end at."""
        found = next((one for one in self.stations if one.number == number), None)
        return Place(found.name, found.latitude or 0.0, found.longitude or 0.0, number, is_rough=found.is_rough) if found else None

    def windows(self, day: dt.date) -> Mapping[int, tuple[Window, ...]]:
        """When each spot is open on `day`."""
        return _windows(self, day)


def current_atlas() -> Atlas:
    """The atlas of now: seven short queries, and all others only after a change."""
    global _kept  # noqa: PLW0603 - one atlas per process; replaced as a whole, so threads see the old one or the new one
    settings = PlannerSettings.objects.order_by("pk").first() or PlannerSettings()
    stamp = (settings.pk, settings.version, *(_state(model) for model in (Spot, OpeningRule, LocalEvent, WifiPoint, Translation)))
    if _kept is None or _kept.stamp != stamp:
        _kept = _read(stamp, settings)
    return _kept


_kept: Atlas | None = None


def _state(model: type[Model]) -> tuple[object, ...]:
    """Changes with every record that is added, changed or removed."""
    found = model._default_manager.aggregate(rows=Count("pk"), last=Max("updated_at"), newest=Max("pk"))
    return found["rows"], found["last"], found["newest"]


def _read(stamp: Stamp, settings: PlannerSettings) -> Atlas:
    rows, events, wifi = list(published_spots()), list(published_events()), list(published_wifi())
    texts = {language: wordings([*rows, *events, *wifi], language) for language in ("ja", *OTHER_LANGUAGES)}
    near = {point.spot_id for point in wifi if point.spot_id}
    spots = [_spot(row, {language: found[row.uid] for language, found in texts.items()}, row.pk in near) for row in rows]
    pins = [
        Pin(float(point.latitude), float(point.longitude), {language: found[point.uid] for language, found in texts.items()})
        for point in wifi
        if point.latitude is not None and point.longitude is not None
    ]
    visited, stations = _split(spots)
    at = {spot.number: spot for spot in visited}
    happenings = tuple(_event(row, {language: found[row.uid] for language, found in texts.items()}, at.get(row.spot_id or 0)) for row in events)
    return Atlas(stamp, visited, stations, tuple(pins), settings, municipality_names(), happenings)


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


def _event(row: LocalEvent, words: Mapping[str, Words], spot: PlanSpot | None) -> PlanSpot:
    """An event as a spot with a fixed time; what its record does not say is its spot's."""
    own = (None if row.latitude is None else float(row.latitude), None if row.longitude is None else float(row.longitude))
    latitude, longitude = own if own[0] is not None or spot is None else (spot.latitude, spot.longitude)
    begins = row.starts_minute or 0
    lasts = USUAL_MINUTES if row.ends_minute is None else min(row.ends_minute - begins, LOOK_IN if row.ends_minute - begins > WHOLE else WHOLE)
    return PlanSpot(
        event_number(row), row.uid, EVENT, row.themes, latitude, longitude, lasts, EVENT_INTEREST, 100, row.fee, spot.shelter if spot else "",
        spot.wheelchair if spot else "", spot.pushchair if spot else "", bool(spot and spot.has_wifi), row.accuracy == PositionAccuracy.TOWN,
        row.owner_code, (), words, row, spot,
    )  # fmt: skip


@lru_cache(maxsize=64)
def _windows(atlas: Atlas, day: dt.date) -> Mapping[int, tuple[Window, ...]]:
    hours = {spot.number: windows_of(spot.rules, day) for spot in atlas.spots}
    return hours | {spot.number: _times(spot, day) for spot in atlas.events}


def _times(spot: PlanSpot, day: dt.date) -> tuple[Window, ...]:
    """The event's time on a day; one that is attended as a whole lets nobody in after its beginning."""
    event = spot.event
    if event is None or event.starts_minute is None or not happens_on(event, day):
        return ()
    ends = event.starts_minute + spot.stay if event.ends_minute is None else event.ends_minute
    return (Window(event.starts_minute, ends, event.starts_minute if spot.is_whole else None),)

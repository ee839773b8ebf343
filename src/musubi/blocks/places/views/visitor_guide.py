"""What visitors read of spots and events, in four languages; a text that is not translated yet stands in Japanese, marked as such."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, Q, QuerySet, When
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.models import holding
from musubi.blocks.kernel.pages.languages import for_visitors, page_language
from musubi.blocks.kernel.text import search_key
from musubi.blocks.places.domain.event_days import days_from, event_number, is_daily
from musubi.blocks.places.domain.opening import Window, next_days, windows
from musubi.blocks.places.domain.queries import municipality_names_in, published_events, published_spots, published_wifi, shown_photos
from musubi.blocks.places.domain.sketches import one_pin, sketch
from musubi.blocks.places.domain.visitor_map import background
from musubi.blocks.places.interfaces.map_frame import map_frame
from musubi.blocks.places.models import LocalEvent, Spot
from musubi.blocks.places.models.spot import AMENITIES
from musubi.blocks.places.visitor_days import days_words
from musubi.blocks.places.visitor_enums import Shelter, SpotKind, SpotTheme
from musubi.blocks.places.visitor_heritage import heritage_words
from musubi.blocks.translations.domain.wordings import put_words, uids_saying

PAGE_SIZE = 24
AMENITY_WORDS = {
    "toilet": lambda: _("トイレ"),
    "accessible_toilet": lambda: _("多目的トイレ"),
    "nursing_room": lambda: _("授乳室"),
    "parking": lambda: _("駐車場"),
    "bicycle_parking": lambda: _("駐輪場"),
    "wheelchair": lambda: _("車いすで回れる"),
    "pushchair": lambda: _("ベビーカーで回れる"),
    "wifi": lambda: _("Wi-Fi"),
}


def _searched(records: QuerySet[Any], words: str, label: str) -> QuerySet[Any]:
    """Records whose name holds the words, in Japanese, kana or the reader's language."""
    for word in words.split():
        records = records.filter(Q(key__contains=search_key(word)) | Q(uid__in=uids_saying(label, "name", page_language(), word)))
    return records


def _asked(request: HttpRequest) -> QuerySet[Spot]:
    asked = request.GET
    found = _searched(published_spots(), asked.get("q", ""), "places.Spot")
    if asked.get("kind") in SpotKind.values:
        found = found.filter(kind=asked["kind"])
    if asked.get("theme") in SpotTheme.values:
        found = found.filter(holding("themes", asked["theme"]))
    if asked.get("owner", "").isdigit():
        found = found.filter(owner_code=asked["owner"])
    if asked.get("rain") == "on":
        found = found.exclude(shelter=Shelter.OUTDOOR)
    if asked.get("wheelchair") == "on":
        found = found.filter(wheelchair="yes")
    stations_last = Case(When(kind=SpotKind.STATION, then=1), default=0, output_field=IntegerField())
    return found.order_by(stations_last, "-interest", "name_kana", "name", "pk")


def _falls_back(record: Any, *fields: str) -> bool:
    """Whether one of the texts that the page shows is not in its language."""
    return any(record.words[field].is_fallback for field in fields)


def _pinned(record: Any) -> dict[str, Any]:
    """The map of one record."""
    plan = one_pin(record, str(record.words["name"]))
    return {"sketch": sketch(plan), **map_frame(plan)}


@for_visitors
def spots(request: HttpRequest) -> HttpResponse:
    """All published spots by words, kind, theme, municipality, rain and wheelchair, with today's hours."""
    today, owners = clock.today(), municipality_names_in(page_language())
    page = Paginator(_asked(request), PAGE_SIZE).get_page(request.GET.get("page"))
    put_words(page.object_list, page_language())
    context = {
        "page": page,
        "rows": [(one, windows(one, today), bool(one.opening_rules.all()), owners.get(one.owner_code, "")) for one in page.object_list],
        "asked": request.GET,
        "spot_kinds": SpotKind.choices,
        "themes": SpotTheme.choices,
        "owners": owners.items(),
        "has_fallback": any(_falls_back(one, "name", "summary") for one in page.object_list),
        "is_fictional": any(one.is_fictional for one in page.object_list),
    }
    return render(request, "places/visitor/spots.html", context)


@for_visitors
def spot(request: HttpRequest, uid: str) -> HttpResponse:
    """One spot: what it is, when it is open, what to know before going."""
    today, language = clock.today(), page_language()
    found = get_object_or_404(published_spots().prefetch_related(shown_photos("photos")), uid=uid)
    coming = list(published_events().filter(spot=found, ends_before__gt=today)[:5])
    wifi = list(published_wifi().filter(spot=found))
    put_words([found, *coming, *wifi], language)
    lines = list(found.opening_rules.all())
    context = {
        "spot": found,
        "owner": municipality_names_in(language).get(found.owner_code, ""),
        "amenities": [(AMENITY_WORDS[name](), getattr(found, name), getattr(found, f"get_{name}_display")()) for name in AMENITIES],
        "themes": [SpotTheme(code).label for code in found.themes],
        "days": next_days(lines, today, 7) if lines else [],
        "today": windows(found, today),
        "events": coming,
        "wifi": wifi,
        "heritage": heritage_words(found.heritage_class, found.heritage_type),
        "has_fallback": _falls_back(found, "name", "summary", "description", "hours_text", "fee_text", "access"),
        **_pinned(found),
    }
    return render(request, "places/visitor/spot.html", context)


@for_visitors
def events(request: HttpRequest) -> HttpResponse:
    """The events from today on."""
    coming = published_events().filter(ends_before__gt=clock.today())
    page = Paginator(_searched(coming, request.GET.get("q", ""), "places.LocalEvent"), PAGE_SIZE).get_page(request.GET.get("page"))
    put_words(page.object_list, page_language())
    owners = municipality_names_in(page_language())
    context = {
        "page": page,
        "rows": [_row(one, owners) for one in page.object_list],
        "asked": request.GET,
        "has_fallback": any(_falls_back(one, "name", "summary") for one in page.object_list),
        "is_fictional": any(one.is_fictional for one in page.object_list),
    }
    return render(request, "places/visitor/events.html", context)


@for_visitors
def event(request: HttpRequest, uid: str) -> HttpResponse:
    """One event."""
    found = get_object_or_404(published_events(), uid=uid)
    there = found.spot if found.spot and found.spot.is_published else None
    put_words([found, *([there] if there else [])], page_language())
    context = {
        "event": found,
        "owner": municipality_names_in(page_language()).get(found.owner_code, ""),
        "last_day": _last_day(found),
        "times": _times(found),
        "days": days_words(found, today=clock.today()),
        "next": next(days_from(found, clock.today()), None),
        "plan_number": event_number(found),
        "spot": there,
        "has_fallback": _falls_back(found, "name", "summary", "description", "days_text", "fee_text", *(() if there else ("place_name",))),
        **_pinned(found),
    }
    return render(request, "places/visitor/event.html", context)


def _row(found: LocalEvent, owners: Mapping[str, str]) -> dict[str, Any]:
    """An event of a list: its days and times in words, and the next of its days where it is not on every day."""
    today = clock.today()
    coming = None if is_daily(found) else next(days_from(found, today), None)
    return {
        "event": found,
        "last_day": _last_day(found),
        "times": _times(found),
        "owner": owners.get(found.owner_code, ""),
        "days": days_words(found, today=today),
        "next": coming,
    }


def _last_day(found: LocalEvent) -> dt.date | None:
    """The last day of an event of several days."""
    last = found.ends_before - dt.timedelta(days=1)
    return last if last > found.starts_on else None


def _times(found: LocalEvent) -> Window | None:
    """From when until when on each day; an open end is told as the day's."""
    if found.starts_minute is None:
        return None
    return Window(found.starts_minute, found.ends_minute if found.ends_minute is not None else found.starts_minute)


@for_visitors
def wifi(request: HttpRequest) -> HttpResponse:
    """The public Wi-Fi points as a list and on the map, with the same numbers."""
    points = put_words(published_wifi().select_related("spot"), page_language())
    owners = municipality_names_in(page_language())
    points.sort(key=lambda one: (one.owner_code, one.name_kana, one.name))
    rows = [(number, one, owners.get(one.owner_code, "")) for number, one in enumerate(points, 1)]
    stops = [
        {"at": [float(one.longitude), float(one.latitude)], "number": number, "name": str(one.words["name"]), "day": 2}
        for number, one, _owner in rows
        if one.latitude is not None
    ]
    plan = {"ends": [], "days": [], "stops": stops}
    context = {
        "rows": rows,
        "has_fallback": any(_falls_back(one, "name", "area") for one in points),
        "is_fictional": any(one.is_fictional for one in points),
        "sketch": sketch(plan),
        **map_frame(plan),
    }
    return render(request, "places/visitor/wifi.html", context)


@for_visitors
@require_safe
@cache_control(public=True, max_age=300)
def map_layers(_request: HttpRequest) -> HttpResponse:
    """Outlines, towns, spots and Wi-Fi as GeoJSON for the browser's map."""
    return JsonResponse(background(), json_dumps_params={"ensure_ascii": False, "separators": (",", ":")})

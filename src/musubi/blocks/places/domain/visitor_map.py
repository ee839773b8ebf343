"""What visitors' maps show under a route: outlines, towns, spots, stations and Wi-Fi, with names in the page's language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from musubi.blocks.kernel.pages.languages import SUFFIXES, page_language
from musubi.blocks.places.domain.boundaries import boundaries
from musubi.blocks.places.domain.queries import published_wifi
from musubi.blocks.places.enums import PublicationState
from musubi.blocks.places.models import Spot, Town
from musubi.blocks.places.visitor_enums import SpotKind
from musubi.blocks.translations.domain.wordings import wordings


def background() -> dict[str, Any]:
    """One FeatureCollection; `layer` tells what a feature is. A fixed number of queries, whatever the number of features."""
    spots = list(Spot.objects.filter(status=PublicationState.PUBLISHED, latitude__isnull=False).order_by("pk"))
    wifi = list(published_wifi().filter(latitude__isnull=False))
    names = wordings([*spots, *wifi], page_language())
    layers = [("station" if spot.kind == SpotKind.STATION else "spot", spot) for spot in spots] + [("wifi", point) for point in wifi]
    found = [_point(layer, names[one.uid]["name"].text, one.latitude, one.longitude) for layer, one in layers]
    return {"type": "FeatureCollection", "features": [*_outlines(), *_towns({spot.owner_code for spot in spots}), *found]}


def _outlines() -> Iterable[dict[str, Any]]:
    for boundary in boundaries():
        name = next((boundary.names[f"name_{suffix}"] for suffix, _l in SUFFIXES[page_language()] if f"name_{suffix}" in boundary.names), "")
        yield {
            "type": "Feature",
            "properties": {"layer": "outline", "code": boundary.code, "name": name or boundary.names["name"]},
            "geometry": {"type": "MultiPolygon", "coordinates": [[list(map(list, ring))] for ring in boundary.rings]},
        }


def _towns(codes: Iterable[str]) -> Iterable[dict[str, Any]]:
    """Towns have Japanese names only; a map in another language goes without."""
    if page_language() != "ja":
        return
    rows = Town.objects.filter(municipality_code__in=list(codes)).order_by("pk").values_list("name", "latitude", "longitude")
    yield from (_point("town", name, latitude, longitude) for name, latitude, longitude in rows)


def _point(layer: str, name: str, latitude: Any, longitude: Any) -> dict[str, Any]:
    geometry = {"type": "Point", "coordinates": [round(float(longitude), 5), round(float(latitude), 5)]}
    return {"type": "Feature", "properties": {"layer": layer, "name": name}, "geometry": geometry}

"""What lies under the route on the browser's map: outlines, towns, spots and Wi-Fi, with names in the page's language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from musubi.blocks.kernel.pages.languages import SUFFIXES, page_language
from musubi.blocks.places.domain.boundaries import boundaries
from musubi.blocks.places.models import Town
from musubi.programs.brand.tours.domain.planner_atlas import Atlas


def background(*, atlas: Atlas) -> dict[str, Any]:
    """One FeatureCollection; `layer` tells what a feature is. Two queries at most, whatever the number of features."""
    own = {spot.owner for spot in atlas.spots}
    features = [*_outlines(), *_towns(own), *_spots(atlas)]
    features += [_point("wifi", pin.name, pin.latitude, pin.longitude) for pin in atlas.wifi]
    return {"type": "FeatureCollection", "features": features}


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
    yield from (_point("town", name, float(latitude), float(longitude)) for name, latitude, longitude in rows)


def _spots(atlas: Atlas) -> Iterable[dict[str, Any]]:
    for spot in atlas.spots:
        if spot.point is not None:
            yield _point("spot", spot.name, *spot.point)
    for station in atlas.stations:
        if station.point is not None:
            yield _point("station", station.name, *station.point)


def _point(layer: str, name: str, latitude: float, longitude: float) -> dict[str, Any]:
    geometry = {"type": "Point", "coordinates": [round(longitude, 5), round(latitude, 5)]}
    return {"type": "Feature", "properties": {"layer": layer, "name": name}, "geometry": geometry}

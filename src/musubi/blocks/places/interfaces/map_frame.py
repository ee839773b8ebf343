"""What a page with a map hands to its template."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings

from musubi.blocks.places.domain.boundaries import ATTRIBUTION

_sources: list[Callable[[], str]] = []


def register_source(source: Callable[[], str]) -> None:
    """Let a program above name what else a page with a map rests on; "" while it does not."""
    _sources.append(source)


def map_frame(plan: dict[str, Any] | None = None) -> dict[str, Any]:
    """The sources of the outlines and of what else was used, the tiles where the office names some, and what is drawn over them."""
    return {
        "map_attribution": "、".join([ATTRIBUTION, *filter(None, (source() for source in _sources))]),
        "tiles": {"url": settings.MAP_TILES_URL, "attribution": settings.MAP_TILES_ATTRIBUTION},
        "map_plan": plan,
    }

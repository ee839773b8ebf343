"""What a page with a map hands to its template."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from musubi.blocks.places.domain.boundaries import ATTRIBUTION


def map_frame(plan: dict[str, Any] | None = None) -> dict[str, Any]:
    """The source of the outlines, the tiles where the office names some, and what is drawn over them."""
    return {
        "map_attribution": ATTRIBUTION,
        "tiles": {"url": settings.MAP_TILES_URL, "attribution": settings.MAP_TILES_ATTRIBUTION},
        "map_plan": plan,
    }

"""A point for visitors: its spot's name in their language, where the site stands for a spot, and where the stamp is."""

from __future__ import annotations

from musubi.blocks.translations.domain.wordings import Wording, put_words
from musubi.blocks.visits.models import RallyPoint


def put_site_names(points: list[RallyPoint], language: str) -> list[RallyPoint]:
    """The points, each with `place` (a Wording) and the words of its hint; wants `site__spot` joined."""
    spots = {point.site.spot.pk: point.site.spot for point in points if point.site.spot}
    put_words(spots.values(), language)
    put_words(points, language)
    for point in points:
        spot = point.site.spot
        own = Wording(point.site.name, is_fallback=language != "ja")
        point.place = spots[spot.pk].words["name"] if spot else own  # type: ignore[attr-defined]
    return points

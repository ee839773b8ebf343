"""What visitors read of visits in other languages."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from musubi.blocks.translations.domain.register import Translatable, register_translatable
from musubi.blocks.visits.enums import RallyState
from musubi.blocks.visits.models import Rally, RallyPoint


def _shown(rallies: QuerySet[Any]) -> QuerySet[Any]:
    return rallies.filter(status=RallyState.PUBLISHED)


def _points(points: QuerySet[Any]) -> QuerySet[Any]:
    return points.filter(rally__status=RallyState.PUBLISHED).exclude(hint="").select_related("rally", "site")


def register_texts() -> None:
    """Called once when apps are ready."""
    register_translatable(
        Translatable(Rally, ("title", "description", "prize", "prize_place"), _shown, 60), Translatable(RallyPoint, ("hint",), _points, 61)
    )

"""What visitors read of places in other languages."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from musubi.blocks.places.enums import PublicationState
from musubi.blocks.places.models import LocalEvent, Spot, WifiPoint
from musubi.blocks.translations.domain.register import Translatable, register_translatable


def _shown(records: QuerySet[Any]) -> QuerySet[Any]:
    return records.filter(status=PublicationState.PUBLISHED)


def register_texts() -> None:
    """Called once when apps are ready."""
    register_translatable(
        Translatable(Spot, ("name", "summary", "description", "hours_text", "fee_text", "access"), _shown, 10),
        Translatable(LocalEvent, ("name", "summary", "description", "place_name", "days_text", "fee_text"), _shown, 20),
        Translatable(WifiPoint, ("name", "area"), _shown, 30),
    )

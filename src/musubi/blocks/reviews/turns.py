"""審査会の番: tells the queue of applications which of them an open panel judges, and until when."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from musubi.blocks.applications.domain.office.judging import register_judging
from musubi.blocks.reviews.enums import PanelStatus
from musubi.blocks.reviews.models import PanelEntry


def days_of(application: Any) -> QuerySet[Any]:
    """The last days of scoring of the open panels that have the application, the next one first."""
    rows = PanelEntry.objects.filter(application=application, removed_at__isnull=True, panel__status=PanelStatus.OPEN)
    return rows.filter(panel__score_until__isnull=False).order_by("panel__score_until", "pk").values("panel__score_until")


def register() -> None:
    """Called once when apps are ready."""
    register_judging(days_of)

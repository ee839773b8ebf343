"""Where selections stand on pages of other apps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from musubi.blocks.kernel.panels import Panel, register_panel
from musubi.blocks.reviews.domain.selection.published import published_selection


def register_panels() -> None:
    """Called once when apps are ready."""
    register_panel(Panel("offer", "selection", "reviews/panels/offer_results.html", _offer, order=10, query_budget=4))


def _offer(_request: HttpRequest, context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    call = context["call"]
    return {} if call.opened_at is not None and published_selection(call) is not None else None

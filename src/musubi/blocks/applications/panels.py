"""The calls of a plan item on its public page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from musubi.blocks.applications.domain.applicant.offers import offers
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.panels import Panel, register_panel

SHOWN = 6


def register_panels() -> None:
    """Called once when apps are ready."""
    register_panel(Panel("plan-item", "offers", "applications/panels/offers.html", _offers, order=20, query_budget=1))


def _offers(_request: HttpRequest, context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    code = context["node"].code
    found = offers(now=clock.now(), item=code)
    return {"offers": found[:SHOWN], "more_offers": len(found) > SHOWN, "offers_of": code} if found else None

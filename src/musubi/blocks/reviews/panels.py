"""Reviews on the pages of calls and applications, and the own scores on the applicant's page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from musubi.blocks.applications.domain.rights import works_application
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.panels import Panel as Part
from musubi.blocks.kernel.panels import register_panel
from musubi.blocks.reviews.domain.disclosure import told_to_applicant
from musubi.blocks.reviews.domain.rights import sees_panels
from musubi.blocks.reviews.models import Panel, PanelEntry


def register_panels() -> None:
    """Called once when apps are ready."""
    register_panel(Part("staff-call", "reviews", "reviews/panels/call.html", _of_call, sees_panels, 20, 1))
    register_panel(Part("staff-application", "reviews", "reviews/panels/application.html", _of_application, sees_panels, 20, 1))
    register_panel(Part("own-application", "reviews", "reviews/panels/own.html", _own, order=20, query_budget=4))


def _of_call(request: HttpRequest, context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    call = context["call"]
    if call.opened_at is None:
        return None
    return {
        "reviews": list(visible_to(request.user, Panel).filter(call=call).order_by("round", "pk")),
        "review_call": call,
        "may_prepare": works_application(request.user, call),
    }


def _of_application(request: HttpRequest, context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    rows = visible_to(request.user, PanelEntry).filter(application=context["application"], removed_at__isnull=True)
    found = list(rows.select_related("panel").order_by("panel__round", "pk"))
    return {"review_entries": found} if found else None


def _own(_request: HttpRequest, context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    told = told_to_applicant(context["application"])
    return {"told": told} if told else None

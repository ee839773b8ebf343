"""The desks' parts of a desk's first page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from musubi.blocks.desks.domain.sites import offers_site
from musubi.blocks.desks.interfaces.journal_panel import journal_part
from musubi.blocks.desks.interfaces.milestone_rows import milestone_rows
from musubi.blocks.desks.interfaces.site_rows import phase_rows
from musubi.blocks.desks.models import SiteProject
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.panels import Panel, register_panel, signed_in


def register_panels() -> None:
    """Called once when apps are ready."""
    register_panel(Panel("desk", "journal", "desks/_journal.html", _journal, signed_in, order=10, query_budget=5))
    register_panel(Panel("desk", "sites", "desks/_sites_panel.html", _sites, signed_in, order=25, query_budget=2))
    register_panel(Panel("desk", "milestones", "desks/_milestones_panel.html", _milestones, signed_in, order=20, query_budget=1))


def _journal(request: HttpRequest, context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return journal_part(request.user, context["desk"]) if context["sees_desk"] else None


def _milestones(request: HttpRequest, context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    if not context["sees_desk"]:
        return None
    today = clock.today()
    return {"rows": milestone_rows(request.user, context["desk"], today), "today": today}


def _sites(request: HttpRequest, context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The places of the desk with the phases that are not done; offered from the start where a program says so."""
    if not context["sees_desk"]:
        return None
    desk, today = context["desk"], clock.today()
    found = list(visible_to(request.user, SiteProject).filter(item=desk.item).prefetch_related("phases"))
    if not found and not offers_site(desk.code):
        return None
    return {"rows": [(project, phase_rows(list(project.phases.all()), today)) for project in found]}

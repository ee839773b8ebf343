"""Parts of the program's pages: the way to the visitors' planner."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from musubi.blocks.kernel.panels import Panel, register_panel
from musubi.blocks.places.rules import WORK_SPOTS
from musubi.programs.brand.tours.program import PROGRAM
from musubi.programs.brand.tours.rules import SET_PLANNER


def register_panels() -> None:
    """Called once when apps are ready."""
    register_panel(Panel("program", "tours-planner", "tours/panels/planner.html", _planner, order=20, query_budget=0))
    register_panel(Panel("program-staff", "tours-planner", "tours/panels/planner.html", _planner, order=20, query_budget=0))


def _planner(request: HttpRequest, context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    if context["program"] is not PROGRAM:
        return None
    return {"may_set": request.user.has_perm(SET_PLANNER), "may_weigh": request.user.has_perm(WORK_SPOTS)}

"""Public composed pages: the home page and the map of codes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.panels import render_panels
from musubi.blocks.vision.domain.actors import actor_groups
from musubi.blocks.vision.domain.published import Published, bands_of
from musubi.blocks.vision.domain.roadmap import build_roadmap, rows_of
from musubi.blocks.vision.views.reading import in_force, plan_context
from musubi.web.programs import program_map

MOST_LANES = 40


def home(request: HttpRequest) -> HttpResponse:
    """The vision at a glance, as last confirmed for the public."""
    found = in_force(request)
    context = _home(found) if found else {}
    return render(request, "web/home.html", {**context, "panels": render_panels("home", request, context)})


def _home(found: Published) -> dict[str, Any]:
    tree = found.tree
    rows, today = rows_of(tree), clock.today()
    bands = bands_of(found.vision, today=today)
    counts = [(level, sum(node.level is level for node in tree.nodes.values())) for level in tree.levels]
    return {
        **plan_context(found),
        "counts": [(level, total) for level, total in counts if total],
        "new_programs": sum(node.row["origin"] == "new" for node in rows),
        "existing_programs": sum(node.row["origin"] == "existing" for node in rows),
        "program_count": len(rows),
        "open_count": sum(question["status"] == "open" for question in tree.questions),
        "roadmap": build_roadmap(tree, today=today, bands=bands) if len(rows) <= MOST_LANES else None,
        "groups": actor_groups(tree),
    }


def codes_map(request: HttpRequest) -> HttpResponse:
    """Every code of the plan and where it is worked."""
    found = in_force(request)
    context = plan_context(found) if found else {}
    return render(request, "web/map.html", {**context, "groups": program_map(found.tree) if found else []})

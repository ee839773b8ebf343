"""Public pages of the plan's items and of those who carry them, drawn from the last confirmed edition."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.panels import render_panels
from musubi.blocks.vision.domain.actors import actor_groups, carried_by
from musubi.blocks.vision.domain.published import Published, bands_of, ended_plan_with
from musubi.blocks.vision.domain.roadmap import build_roadmap, rows_of
from musubi.blocks.vision.domain.tree import Node
from musubi.blocks.vision.views.reading import in_force, in_force_or_404, plan_context, plan_or_404
from musubi.blocks.vision.views.succession import gone

ROWS = 100


def item(request: HttpRequest, code: str) -> HttpResponse:
    """An item of the plan in force; a code that only an ended plan knows is told with what follows it."""
    found = in_force(request)
    node = found.tree.nodes.get(code) if found else None
    if found is None or node is None:
        ended = ended_plan_with(code)
        page = gone(request, found, ended, code) if ended else None
        if page is not None:
            return page
        raise Http404(_("「%(code)s」という番号は、現行の計画にありません") % {"code": code})
    return _item_page(request, found, node)


def plan_item(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """An item of any confirmed plan; the plan in force has its own addresses."""
    found = plan_or_404(slug)
    node = found.tree.nodes.get(code)
    if node is None:
        raise Http404(_("「%(code)s」という番号は、この計画にありません") % {"code": code})
    if found.in_force:
        return redirect("vision:item", code)
    return _item_page(request, found, node)


def _item_page(request: HttpRequest, found: Published, node: Node) -> HttpResponse:
    context = {**plan_context(found), "node": node, **_neighbours(node, found)}
    panels = {
        "panels": render_panels("plan-item", request, context),
        "side_panels": render_panels("plan-item-side", request, context),
    }
    return render(request, "vision/item.html", {**context, **panels})


def _neighbours(node: Node, found: Published) -> dict[str, Any]:
    """The items before and after on the same level, in the plan's order."""
    everything = (other for root in found.tree.roots for other in root.descend())
    row = [other for other in everything if other.level.number == node.level.number]
    place = next(index for index, other in enumerate(row) if other is node)
    after = row[place + 1] if place + 1 < len(row) else None
    return {"previous_node": row[place - 1] if place else None, "next_node": after}


def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """Another plan at a glance; the plan in force is the home page."""
    found = plan_or_404(slug)
    if found.in_force:
        return redirect("web:home")
    page = Paginator(rows_of(found.tree), ROWS).get_page(request.GET.get("page"))
    first = (page.number - 1) * ROWS
    today = clock.today()
    roadmap = build_roadmap(found.tree, today=today, first=first, limit=ROWS, bands=bands_of(found.vision, today=today))
    return render(request, "vision/plan.html", {**plan_context(found), "roadmap": roadmap, "page": page})


def actors(request: HttpRequest) -> HttpResponse:
    """Everyone who carries the plan, by kind, with what each carries."""
    found = in_force_or_404(request)
    groups = actor_groups(found.tree)
    known = any(each.roles for group in groups for each in group.actors)
    return render(request, "vision/actors.html", {**plan_context(found), "groups": groups, "known": known})


def actor(request: HttpRequest, code: str) -> HttpResponse:
    """One organisation and everything it carries, by role."""
    found = in_force_or_404(request)
    organization = found.tree.organizations.get(code)
    if organization is None:
        raise Http404(_("「%(code)s」という組織は、現行の計画にありません") % {"code": code})
    above = found.tree.organizations.get(organization.get("parent") or "")
    context = {"organization": organization, "above": above, "roles": carried_by(found.tree, code)}
    return render(request, "vision/actor.html", {**plan_context(found), **context})


def legend(request: HttpRequest) -> HttpResponse:
    """The signs and words of the plan's pages, explained."""
    found = in_force(request)
    return render(request, "vision/legend.html", plan_context(found) if found else {})

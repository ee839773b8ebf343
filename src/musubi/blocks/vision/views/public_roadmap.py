"""The public roadmap: on screen, as a workbook and as PDF."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.pages.downloads import as_download
from musubi.blocks.kernel.panels import render_panels
from musubi.blocks.papers.domain.fonts import MissingGlyphsError
from musubi.blocks.vision.domain.published import bands_of
from musubi.blocks.vision.domain.roadmap import build_roadmap, rows_of
from musubi.blocks.vision.domain.tree import Node, PlanTree
from musubi.blocks.vision.enums import Origin
from musubi.blocks.vision.interfaces.roadmap_papers import roadmap_pdf, roadmap_xlsx
from musubi.blocks.vision.views.reading import in_force_or_404, plan_context

ROWS = 100


def roadmap(request: HttpRequest) -> HttpResponse:
    """Every program's lane; narrowed by `?project=`, `?origin=`, `?owner=`, 100 rows a page."""
    found = in_force_or_404(request)
    chosen = {key: request.GET.get(key, "") for key in ("project", "origin", "owner")}
    keep = _filter(chosen)
    rows = [node for node in rows_of(found.tree) if keep(node)]
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    today = clock.today()
    bands = bands_of(found.vision, today=today)
    drawn = build_roadmap(found.tree, today=today, keep=keep, first=(page.number - 1) * ROWS, limit=ROWS, bands=bands)
    context = {**plan_context(found), "roadmap": drawn, "page": page, "chosen": chosen, **_choices(found.tree)}
    context["narrowed"] = any(chosen.values())
    context["tools"] = render_panels("roadmap-tools", request, context)
    return render(request, "vision/roadmap.html", context)


def _filter(chosen: dict[str, str]) -> Callable[[Node], bool]:
    def keep(node: Node) -> bool:
        return (
            (not chosen["project"] or node.root.code == chosen["project"])
            and (not chosen["origin"] or node.row["origin"] == chosen["origin"])
            and (not chosen["owner"] or any(owner.code == chosen["owner"] for owner in node.owners))
        )

    return keep


def _choices(tree: PlanTree) -> dict[str, Any]:
    rows = rows_of(tree)
    owners = {owner.code for node in rows for owner in node.owners}
    origins = {node.row["origin"] for node in rows}
    return {
        "projects": tree.roots,
        "origins": [(value, label) for value, label in Origin.choices if value in origins],
        "owners": [row for code, row in tree.organizations.items() if code in owners],
    }


def workbook(request: HttpRequest) -> HttpResponse:
    """The whole roadmap in Excel cells."""
    found = in_force_or_404(request)
    name = f"roadmap-{found.vision.slug}-{found.edition.number}.xlsx"
    return as_download(roadmap_xlsx(found, today=clock.today()), name)


def pdf(request: HttpRequest) -> HttpResponse:
    """The roadmap of the edition as PDF/A; the same bytes for everyone and for ever."""
    found = in_force_or_404(request)
    try:
        document = roadmap_pdf(found, actor=None, now=clock.now())
    except MissingGlyphsError as error:
        messages.error(request, error.message)
        return redirect("vision:roadmap")
    return as_download(bytes(document.content), document.file_name, document.media_type)

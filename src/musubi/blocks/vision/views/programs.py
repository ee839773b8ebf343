"""The programs' pages: what each is, and what blocks tell of its codes; put together from panels."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.dates import fiscal_year_of
from musubi.blocks.kernel.panels import render_panels
from musubi.blocks.vision.domain import programs as register
from musubi.blocks.vision.domain.desks import asked_year, desks_worked_by, years_of_plan
from musubi.blocks.vision.domain.editions import plan_in_force
from musubi.blocks.vision.domain.programs import ProgramApp, UnknownProgramError
from musubi.blocks.vision.models import PlanItem, Vision
from musubi.blocks.vision.rules import VIEW_LIVE_PLAN
from musubi.blocks.vision.views.reading import in_force_or_404, plan_context


def _program(slug: str) -> ProgramApp:
    try:
        return register.program(slug)
    except UnknownProgramError as error:
        raise Http404(_("「%(slug)s」という事業のページはありません") % {"slug": slug}) from error


def public(request: HttpRequest, slug: str) -> HttpResponse:
    """A program as everyone reads it: the items of the plan that it serves, and what it offers."""
    program = _program(slug)
    if program.public_url:
        return redirect(program.public_url)
    found = in_force_or_404(request)
    nodes = [found.tree.nodes[code] for code in program.codes if code in found.tree.nodes]
    if not nodes:
        raise Http404(_("この事業は、現行の計画にありません"))
    context = {**plan_context(found), "program": program, "nodes": nodes}
    return render(request, "vision/program.html", {**context, "panels": render_panels("program", request, context)})


def _vision() -> Vision:
    vision = plan_in_force()
    if vision is None:
        raise Http404(_("計画がまだありません。概要版を読み取るか、計画台帳を取り込んでください"))
    return vision


@login_required
@permission_required(VIEW_LIVE_PLAN, raise_exception=True)
def overview(request: HttpRequest) -> HttpResponse:
    """The programs with the items they serve, those of one's own desks first."""
    items = {item.code: item for item in _vision().items.select_related("level")}
    mine = set(desks_worked_by(request.user).filter(pk__in=[item.pk for item in items.values()]).values_list("code", flat=True))
    rows = [(program, [items[code] for code in program.codes if code in items], bool(mine & set(program.codes))) for program in register.programs()]
    here = [row for row in rows if row[1]]
    groups: list[tuple[str, str, list[Any]]] = [
        ("mine", _("わたしの担当"), [row for row in here if row[2]]),
        ("others", _("そのほか"), [row for row in here if not row[2]]),
    ]
    return render(request, "vision/staff/programs.html", {"groups": groups, "found": len(here)})


@login_required
@permission_required(VIEW_LIVE_PLAN, raise_exception=True)
def staff(request: HttpRequest, slug: str) -> HttpResponse:
    """A program as staff work it: what runs, what waits, the year's money and indicators."""
    program = _program(slug)
    if program.staff_url:
        return redirect(program.staff_url)
    vision = _vision()
    items: list[PlanItem] = sorted(
        vision.items.filter(code__in=program.codes).select_related("level"), key=lambda item: program.codes.index(item.code)
    )
    if not items:
        raise Http404(_("この事業は、現行の計画にありません"))
    running = fiscal_year_of(clock.today())
    year = asked_year(request.GET.get("year", ""), running)
    context = {
        "program": program,
        "vision": vision,
        "items": items,
        "fiscal_year": year,
        "years": years_of_plan(vision, running, year),
    }
    return render(request, "vision/staff/program.html", {**context, "panels": render_panels("program-staff", request, context)})

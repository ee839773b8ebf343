"""The visitors' planner. Every page is a plain GET whose address holds all wishes: no account, no cookie, nothing stored."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import segno
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.pages.languages import for_visitors
from musubi.blocks.places.interfaces.map_frame import map_frame
from musubi.programs.brand.tours.domain.planner_atlas import Atlas, current_atlas
from musubi.programs.brand.tours.domain.planner_edits import UnknownEditError
from musubi.programs.brand.tours.domain.planner_offers import with_offers
from musubi.programs.brand.tours.domain.planner_page import PlannerPage, edit_plan, plan_page
from musubi.programs.brand.tours.domain.planner_wishes import Wishes, pairs
from musubi.programs.brand.tours.interfaces.planner_calendar import calendar_bytes
from musubi.programs.brand.tours.interfaces.planner_forms import PlannerForm

PER_PAGE = 50


@for_visitors
@require_safe
def planner(request: HttpRequest) -> HttpResponse:
    """The form; with wishes in the address three plans, or the visitor's own. A link may name must-sees and the day alone."""
    atlas = current_atlas()
    form = PlannerForm(request.GET if "from" in request.GET else None, atlas=atlas, today=clock.today(), day=request.GET.get("on", ""))
    if not form.is_valid():
        return render(request, "tours/planner_form.html", {"form": form, "atlas": atlas, "chosen": _chosen(request, atlas), **map_frame()})
    wishes = form.wishes()
    if form.was_named:
        return HttpResponseRedirect(_address("tours:planner", wishes))
    page = plan_page(atlas=atlas, wishes=wishes, choice=_whole(request.GET.get("p")))
    return render(request, "tours/planner_plan.html", {"form": form, **_context(request, atlas, wishes, page)})


@for_visitors
@require_safe
def planner_edit(request: HttpRequest) -> HttpResponse:
    """One edit, then the plan's new address. An edit that is none of ours leaves the plan as it is."""
    atlas, wishes = _asked(request)
    try:
        changed, tour = edit_plan(atlas=atlas, wishes=wishes, edit=request.GET.get("do", ""))
    except UnknownEditError:
        return HttpResponseRedirect(_address("tours:planner", wishes))
    return HttpResponseRedirect(_address("tours:planner", changed, routes=tour.routes))


@for_visitors
@require_safe
def planner_left_out(request: HttpRequest) -> HttpResponse:
    """Every spot that is not in the plan, with its reason."""
    atlas, wishes = _asked(request)
    page = plan_page(atlas=atlas, wishes=wishes, choice=_whole(request.GET.get("p")))
    rows = Paginator(page.left_out, PER_PAGE).get_page(request.GET.get("page"))
    rows.object_list = with_offers((told.reason for told in rows.object_list), atlas, wishes)
    return render(request, "tours/planner_left_out.html", {"rows": rows, **_context(request, atlas, wishes, page)})


@for_visitors
@require_safe
def planner_print(request: HttpRequest) -> HttpResponse:
    """The plan on one page of paper."""
    atlas, wishes = _asked(request)
    page = plan_page(atlas=atlas, wishes=wishes, choice=_whole(request.GET.get("p")))
    return render(request, "tours/planner_print.html", _context(request, atlas, wishes, page))


@for_visitors
@require_safe
def planner_calendar(request: HttpRequest) -> HttpResponse:
    """The plan as a calendar file."""
    atlas, wishes = _asked(request)
    page = plan_page(atlas=atlas, wishes=wishes, choice=_whole(request.GET.get("p")))
    address = settings.PUBLIC_URL + _address("tours:planner", wishes, routes=page.tour.routes)
    content = calendar_bytes(page.tour, now=clock.real_now(), address=address, municipality=lambda code: atlas.municipalities.get(code, ""))
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="tour-{wishes.first_day.isoformat()}.ics"'
    return response


def _asked(request: HttpRequest) -> tuple[Atlas, Wishes]:
    """The wishes in the address; a broken address is not found."""
    atlas = current_atlas()
    form = PlannerForm(request.GET, atlas=atlas, today=clock.today())
    if not form.is_valid():
        raise Http404
    return atlas, form.wishes()


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 4 else 1


def _address(name: str, wishes: Wishes, *, routes: tuple[tuple[int, ...], ...] | None = None, **more: Any) -> str:
    """A page's address with the wishes; `routes` makes a plan the visitor's own."""
    asked = [(key, value) for key, value in pairs(wishes) if routes is None or key != "r"]
    if routes is not None and any(routes):
        asked.append(("r", "_".join("-".join(map(str, route)) for route in routes)))
    return f"{reverse(name)}?{urlencode([*asked, *more.items()])}"


def _context(request: HttpRequest, atlas: Atlas, wishes: Wishes, page: PlannerPage) -> dict[str, Any]:
    routes = page.tour.routes
    link = settings.PUBLIC_URL + _address("tours:planner", wishes, routes=routes)
    choice: dict[str, Any] = {} if page.is_own else {"p": page.choice}
    return {
        "atlas": atlas,
        "wishes": wishes,
        "page": page,
        "chosen": _chosen(request, atlas),
        "cards": [
            {"tour": tour, "number": k, "current": k == page.choice, "href": _address("tours:planner", wishes, p=k)}
            for k, tour in enumerate(page.tours, 1)
        ],
        "others_href": _address("tours:planner", wishes, routes=()),
        "left_out_href": _address("tours:planner-left-out", wishes, **choice),
        "print_href": _address("tours:planner-print", wishes, routes=routes),
        "calendar_href": _address("tours:planner-calendar", wishes, routes=routes),
        "plan_href": _address("tours:planner", wishes, routes=routes),
        "edit_url": reverse("tours:planner-edit"),
        "hidden": [*((key, value) for key, value in pairs(wishes) if key != "r"), ("r", "_".join("-".join(map(str, r)) for r in page.tour.routes))],
        "share_link": link,
        "qr": mark_safe(segno.make_qr(link, error="l").svg_inline(scale=4, border=2, omitsize=True)),  # noqa: S308 - drawn here from our own address
        **map_frame(page.map_plan),
    }


def _chosen(request: HttpRequest, atlas: Atlas) -> dict[str, Any]:
    """Spots already named as must-see or never, as the form shows them, and the sequences kept."""
    numbers = {name: [value.partition(".") for value in request.GET.getlist(name)] for name in ("must", "never")}
    return {
        name: [
            (f"{spot}{dot}{day}", atlas.by_number[int(spot)])
            for spot, dot, day in values
            if spot.isascii() and spot.isdigit() and len(spot) < 10 and int(spot) in atlas.by_number
        ]
        for name, values in numbers.items()
    }

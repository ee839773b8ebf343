"""Published awards: the page by fiscal year and call, and the same as CSV and JSON."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from musubi.blocks.applications.domain.applicant.awards import Published, award_calls, published
from musubi.blocks.applications.interfaces.award_data import awards_csv, awards_json, totals_csv
from musubi.blocks.applications.models import Call
from musubi.blocks.kernel.dates import asked_fiscal_year
from musubi.blocks.kernel.pages.media_types import CSV

PAGE_SIZE = 50
FILES = {
    "awards.json": (awards_json, "application/json; charset=utf-8"),
    "awards.csv": (awards_csv, CSV),
    "totals.csv": (totals_csv, CSV),
}


def _asked(request: HttpRequest, calls: list[Call]) -> list[Call]:
    year, uid = asked_fiscal_year(request.GET.get("year", "")), request.GET.get("call", "")
    return [call for call in calls if (year is None or call.fiscal_year == year) and (not uid or call.uid == uid)]


def _calls() -> list[Call]:
    return list(award_calls().select_related("item", "organization__parent__parent").order_by("-fiscal_year", "item__code", "name", "round"))


def awards(request: HttpRequest) -> HttpResponse:
    """Who was granted what, as far as each call's rule makes it public."""
    calls = _calls()
    found: Published = published(_asked(request, calls))
    context = {
        "found": found,
        "page": Paginator(found.awards, PAGE_SIZE).get_page(request.GET.get("page")),
        "calls": calls,
        "years": sorted({call.fiscal_year for call in calls}, reverse=True),
        "asked_year": asked_fiscal_year(request.GET.get("year", "")),
        "asked_call": request.GET.get("call", ""),
    }
    return render(request, "applications/award_list.html", context)


def file(request: HttpRequest, name: str) -> HttpResponse:
    """What the page shows with the same filters, whole, as a file."""
    if name not in FILES:
        raise Http404
    write, content_type = FILES[name]
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Access-Control-Allow-Origin": "*"}
    return HttpResponse(write(published(_asked(request, _calls()))), content_type=content_type, headers=headers)

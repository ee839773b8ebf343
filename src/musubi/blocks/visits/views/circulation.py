"""Where people go next, how long they stay, how many came."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.dates import asked_fiscal_year, fiscal_year_of
from musubi.blocks.kernel.pages.downloads import as_download
from musubi.blocks.visits.domain.circulation import circulation, counter_sums, visitors_of
from musubi.blocks.visits.interfaces.files import flows_book, visitors_book
from musubi.blocks.visits.interfaces.flow_picture import picture
from musubi.blocks.visits.models.counts import FIRST_YEAR, LAST_YEAR
from musubi.blocks.visits.rules import SEE_VISITS, WORK_VISITS

YEARS_SHOWN = 5


def _year(request: HttpRequest, running: int) -> int:
    asked = asked_fiscal_year(request.GET.get("year", ""))
    return asked if asked is not None and FIRST_YEAR <= asked <= LAST_YEAR else running


@login_required
@permission_required(SEE_VISITS, raise_exception=True)
def circulation_page(request: HttpRequest) -> HttpResponse:
    """A fiscal year's moves between places as picture and table, by base, by rally, and how long people stay."""
    running = fiscal_year_of(clock.today())
    year = _year(request, running)
    found = circulation(year)
    context = {
        "found": found,
        "picture": picture(found.flows),
        "year": year,
        "years": range(max(running, year), max(running, year) - YEARS_SHOWN, -1),
        "may_work": request.user.has_perm(WORK_VISITS),
    }
    return render(request, "visits/circulation.html", context)


@login_required
@permission_required(SEE_VISITS, raise_exception=True)
def export_flows(request: HttpRequest) -> HttpResponse:
    """The moves as a workbook."""
    year = _year(request, fiscal_year_of(clock.today()))
    return as_download(flows_book(circulation(year)), f"回遊_{year}年度.xlsx")


@login_required
@permission_required(SEE_VISITS, raise_exception=True)
def visitors_page(request: HttpRequest) -> HttpResponse:
    """Visitors by site and quarter of a calendar year, beside what the counters say."""
    running = clock.today().year
    year = _year(request, running)
    rows, counted = visitors_of(year), counter_sums(year)
    context = {
        "rows": [(row, [(number, counted.get((row.site.pk, quarter))) for quarter, number in enumerate(row.quarters, 1)]) for row in rows],
        "total": sum(row.total for row in rows),
        "by_basis": sum(row.total for row in rows if row.site.meets_basis),
        "year": year,
        "years": range(max(running, year), max(running, year) - YEARS_SHOWN, -1),
        "may_work": request.user.has_perm(WORK_VISITS),
    }
    return render(request, "visits/visitors.html", context)


@login_required
@permission_required(SEE_VISITS, raise_exception=True)
def export_visitors(request: HttpRequest) -> HttpResponse:
    """The table as a workbook."""
    year = _year(request, clock.today().year)
    return as_download(visitors_book(year, visitors_of(year)), f"観光入込客数_{year}年.xlsx")

"""Every desk's budgets of a year together, and their file."""

from __future__ import annotations

from collections import defaultdict

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.dates import fiscal_year_of, parse_fiscal_year
from musubi.blocks.kernel.messages import TextError
from musubi.blocks.kernel.pages.downloads import as_download
from musubi.blocks.kernel.pages.media_types import CSV, XLSX
from musubi.blocks.money.domain.queries import envelope_views
from musubi.blocks.money.domain.totals import EnvelopeTotals
from musubi.blocks.money.interfaces.budget_export import write_csv, write_workbook
from musubi.blocks.money.models import Envelope
from musubi.blocks.money.rules import IMPORT_MONEY, SEE_MONEY


def year_asked(request: HttpRequest) -> int:
    """The year in the address, else the running one."""
    try:
        return parse_fiscal_year(request.GET.get("year", ""))
    except TextError:
        return fiscal_year_of(clock.today())


@login_required
@permission_required(SEE_MONEY, raise_exception=True)
def overview(request: HttpRequest) -> HttpResponse:
    """A year's budgets by program."""
    year = year_asked(request)
    views = envelope_views(visible_to(request.user, Envelope).filter(fiscal_year=year).order_by("item__code", "budget_code", "pk"))
    by_item = defaultdict(list)
    for view in views:
        by_item[view.envelope.item].append(view)
    whole = sum((view.totals for view in views), EnvelopeTotals())
    rows = [(item, found, sum((view.totals for view in found), EnvelopeTotals())) for item, found in by_item.items()]
    running = fiscal_year_of(clock.today())
    years = sorted({*visible_to(request.user, Envelope).values_list("fiscal_year", flat=True), running, year}, reverse=True)
    context = {"year": year, "years": years, "rows": rows, "whole": whole, "may_import": request.user.has_perm(IMPORT_MONEY)}
    return render(request, "money/overview.html", context)


@login_required
@permission_required(SEE_MONEY, raise_exception=True)
def export(request: HttpRequest) -> HttpResponse:
    """A year's budgets in the form in which they can be taken in: `?as=csv` or Excel."""
    year = year_asked(request)
    views = envelope_views(visible_to(request.user, Envelope).filter(fiscal_year=year).order_by("account", "budget_code", "pk"))
    as_csv = request.GET.get("as") == "csv"
    content = write_csv(views) if as_csv else write_workbook(views)
    name = _("予算執行_%(year)d") % {"year": year} + (".csv" if as_csv else ".xlsx")
    return as_download(content, name, CSV if as_csv else XLSX)

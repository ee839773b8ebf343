"""Staff set the weight of spots by what was counted there: the desk prepares it, the office decides how strongly it counts."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.dates import asked_fiscal_year, fiscal_year_of
from musubi.blocks.places.rules import WORK_SPOTS
from musubi.programs.brand.tours.domain.planner_atlas import current_atlas
from musubi.programs.brand.tours.domain.spot_counts import counted_spots, take_weights
from musubi.programs.brand.tours.rules import SET_PLANNER

YEARS_SHOWN = 5


def year_of(request: HttpRequest) -> tuple[int, range]:
    """The fiscal year asked for, else the one before the running: the last that is whole; and those to choose from."""
    running = fiscal_year_of(clock.today())
    years = range(running, running - YEARS_SHOWN, -1)
    text = request.GET.get("year", "") or request.POST.get("year", "")
    asked = asked_fiscal_year(text)
    return (asked if asked is not None and asked in years else running - 1), years


@login_required
@permission_required(WORK_SPOTS, raise_exception=True)
def weights(request: HttpRequest) -> HttpResponse:
    """Counts beside weights, with the weight that follows; the chosen ones are set."""
    year, years = year_of(request)
    if request.method == "POST":
        number = take_weights(uids=set(request.POST.getlist("spot")), fiscal_year=year, actor=request.user, now=clock.now())
        if number:
            messages.success(request, _("%(number)dか所の重みを変えました") % {"number": number})
        else:
            messages.error(request, _("重みを変えるスポットを選んでください"))
        return HttpResponseRedirect(f"{reverse('tours:weights')}?year={year}")
    rows = counted_spots(year)
    context = {
        "rows": [row for row in rows if row.proposed is not None],
        "not_counted": [row for row in rows if row.proposed is None],
        "year": year,
        "years": years,
        "spread": current_atlas().settings.spread_percent,
        "may_set": request.user.has_perm(SET_PLANNER),
    }
    return render(request, "tours/weights.html", context)

"""Lists for staff over all desks: the indicators of a year, and the rating scales."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from musubi.blocks.accounts.predicates import is_staff_or_partner
from musubi.blocks.indicators.domain.figures import Figure, ValueState
from musubi.blocks.indicators.domain.scales import scales
from musubi.blocks.indicators.domain.values import values
from musubi.blocks.indicators.models import Indicator
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.dates import fiscal_year_of
from musubi.blocks.kernel.eras import parse_number
from musubi.blocks.vision.domain.editions import plan_in_force

ROWS = 100
FIRST_YEAR, LAST_YEAR = 1989, 2200
WITHOUT = {ValueState.MISSING, ValueState.UNKNOWN_MEASURE}
COUNTED = {ValueState.COMPUTED, ValueState.RUNNING}


@login_required
def indicators(request: HttpRequest) -> HttpResponse:
    """The indicators of every desk that one may read, with the year's value beside its target; `?show=` narrows."""
    if not is_staff_or_partner(request.user):
        raise PermissionDenied
    vision, running = plan_in_force(), fiscal_year_of(clock.today())
    year = _year(request, running)
    found = visible_to(request.user, Indicator).filter(vision=vision).select_related("item__level")
    listed = list(found.order_by("item__code", "order", "code").distinct())
    figures = values(indicators=listed, fiscal_years=[year], today=clock.today())
    pairs = [(indicator, figures[indicator.uid, year]) for indicator in listed]
    shows = _shows()
    show = request.GET.get("show", "")
    kept = [pair for pair in pairs if show not in shows or shows[show][1](pair[1])]
    context = {
        "page": Paginator(kept, ROWS).get_page(request.GET.get("page")),
        "shows": [(name, label, sum(keep(figure) for _indicator, figure in pairs)) for name, (label, keep) in shows.items()],
        "show": show if show in shows else "",
        "year": year,
        "years": range(running + 1, running - 10, -1),
        "total": len(pairs),
    }
    return render(request, "indicators/overview.html", context)


def _year(request: HttpRequest, running: int) -> int:
    """The year before the running one, whose values are being gathered, unless another is asked for."""
    try:
        year = parse_number(request.GET["year"]) if request.GET.get("year") else running - 1
    except ValueError:
        return running - 1
    return year if FIRST_YEAR <= year <= LAST_YEAR else running - 1


def _shows() -> dict[str, tuple[str, Any]]:
    return {
        "missing": (_("未入力"), lambda figure: figure.state in WITHOUT and not figure.is_baseline),
        "short": (_("目標に届いていない"), _is_short),
        "reached": (_("目標に達した"), lambda figure: figure.reached is True),
        "counted": (_("記録から集計"), lambda figure: figure.state in COUNTED),
        "untargeted": (_("目標がない"), lambda figure: figure.target is None),
    }


def _is_short(figure: Figure) -> bool:
    return figure.reached is False


@login_required
def rating_scales(request: HttpRequest) -> HttpResponse:
    """Every rating scale with its steps, its rules in words and where it comes from."""
    if not is_staff_or_partner(request.user):
        raise PermissionDenied
    return render(request, "indicators/scales.html", {"scales": scales()})

"""目標未達の分析: which indicators missed, why, and what is done about it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_POST

from musubi.blocks.audit.domain.trail import address_of, history_of
from musubi.blocks.audit.domain.updates import FieldConflictError
from musubi.blocks.indicators.domain.values import values as figures_of
from musubi.blocks.indicators.models import Indicator
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.dates import asked_fiscal_year, fiscal_year_of, format_fiscal_year
from musubi.blocks.kernel.pages.steps import Step, run_step
from musubi.blocks.vision.domain.editions import plan_in_force
from musubi.council.domain.errors import CouncilError
from musubi.council.domain.shortfalls import FIELDS, fact_of, give_direction, make_issue, missed_of, record_shortfall, take_up
from musubi.council.interfaces.follow_forms import ShortfallForm, TakeUpForm
from musubi.council.models import Shortfall
from musubi.council.rules import READ_COUNCIL, WORK_COUNCIL, WORK_SHORTFALL


@login_required
@permission_required(READ_COUNCIL, raise_exception=True)
def shortfalls(request: HttpRequest) -> HttpResponse:
    """The indicators that missed their target in a year, those not analysed yet first."""
    vision, today = plan_in_force(), clock.today()
    last = fiscal_year_of(today) - 1
    year = asked_fiscal_year(request.GET.get("year", "")) or last
    rows = missed_of(request.user, vision=vision, fiscal_year=year, today=today) if vision is not None else []
    first = min((period.first_fiscal_year for period in vision.periods.all()), default=last) if vision is not None else last
    context = {
        "rows": rows,
        "open_count": sum(row.shortfall is None for row in rows),
        "year": year,
        "years": [(each, format_fiscal_year(each)) for each in range(last + 1, min(first, last) - 1, -1)],
        "today": today,
    }
    return render(request, "council/shortfalls.html", context)


def _indicator(request: HttpRequest, uid: str) -> Indicator:
    found: Indicator = get_object_or_404(visible_to(request.user, Indicator).select_related("item", "vision"), uid=uid)
    return found


@login_required
@permission_required(READ_COUNCIL, raise_exception=True)
def shortfall(request: HttpRequest, uid: str, year: int) -> HttpResponse:
    """One indicator's year: the figures, and 事実・原因・対応."""
    indicator = _indicator(request, uid)
    found = Shortfall.objects.filter(indicator=indicator, fiscal_year=year).select_related("agenda__meeting__body", "issue", "organization").first()
    years = list(range(year - 4, year + 1))
    known = figures_of(indicators=[indicator], fiscal_years=years, today=clock.today())
    figure = known[indicator.uid, year]
    may_work = request.user.has_perm(WORK_SHORTFALL, indicator)
    form = ShortfallForm(request.POST or None, instance=found or Shortfall(indicator=indicator, fiscal_year=year, fact=fact_of(figure)))
    if request.method == "POST" and not may_work:
        raise PermissionDenied
    if request.method == "POST" and form.is_valid() and _saved(request, form, indicator, year):
        messages.success(request, _("保存しました。担当がいれば「本日の締切」に出ます"))
        return HttpResponseRedirect(reverse("council:shortfall", args=[uid, year]))
    context = {
        "indicator": indicator,
        "shortfall": found,
        "figure": figure,
        "figures": [known[indicator.uid, each] for each in years],
        "year": year,
        "form": form,
        "may_work": may_work,
        "may_take_up": request.user.has_perm(WORK_COUNCIL),
        "today": clock.today(),
        "history": history_of(found)[:5] if found is not None else [],
        "history_of": address_of(found) if found is not None else None,
    }
    return render(request, "council/shortfall.html", context, status=409 if form.conflicts else 422 if form.is_bound and form.errors else 200)


def _saved(request: HttpRequest, form: ShortfallForm, indicator: Indicator, year: int) -> bool:
    is_new = not Shortfall.objects.filter(indicator=indicator, fiscal_year=year).exists()
    values = {name: form.cleaned_data[name] for name in FIELDS} if is_new else form.values()
    by = {"actor": request.user, "now": clock.now(), "today": clock.today()}
    try:
        record_shortfall(indicator=indicator, fiscal_year=year, values=values, unchanged=form.unchanged, **by)
    except FieldConflictError as error:
        form.show_conflicts(dict(error.current))
        return False
    except CouncilError as error:
        form.add_error(error.field or None, str(error))
        return False
    return True


TAKE_UP = Step(
    _l("会議の議題にする"),
    _l("この会議の議題にする"),
    TakeUpForm,
    lambda request, record, data: take_up(shortfall=record, actor=request.user, now=clock.now(), **data),
    _l("議題と資料の予定に入れました"),
)


@login_required
@permission_required(WORK_COUNCIL, raise_exception=True)
def agenda(request: HttpRequest, uid: str, year: int) -> HttpResponse:
    """次の議題へ."""
    found = get_object_or_404(visible_to(request.user, Shortfall).select_related("indicator"), indicator__uid=uid, fiscal_year=year)
    return run_step(request, step=TAKE_UP, record=found, back=reverse("council:shortfall", args=[uid, year]))


@login_required
@require_POST
def step(request: HttpRequest, uid: str, year: int, name: str) -> HttpResponse:
    """Into the report's direction, or to an issue."""
    indicator = _indicator(request, uid)
    found = get_object_or_404(visible_to(request.user, Shortfall).select_related("item"), indicator=indicator, fiscal_year=year)
    back = HttpResponseRedirect(reverse("council:shortfall", args=[uid, year]))
    needed, given = {"direction": (WORK_SHORTFALL, indicator), "issue": (WORK_COUNCIL, None)}.get(name, ("", None))
    if not needed:
        raise Http404
    if not request.user.has_perm(needed, given):
        raise PermissionDenied
    try:
        if name == "direction":
            give_direction(shortfall=found, actor=request.user, now=clock.now())
            messages.success(request, _("進捗報告の「今後の方向性」に入れました"))
        else:
            issue = make_issue(shortfall=found, actor=request.user, now=clock.now(), today=clock.today())
            messages.success(request, _("%(code)sとして課題にしました") % {"code": issue.code})
    except CouncilError as error:
        messages.error(request, str(error))
    return back

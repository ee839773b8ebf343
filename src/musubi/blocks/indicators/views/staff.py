"""The desk's tab 指標: figures with what is behind them, entering an actual, revising a target."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import address_of, history_of
from musubi.blocks.audit.domain.updates import FieldConflictError
from musubi.blocks.indicators.domain.entering import EntryError, check_entry, enter_actual, revise_target
from musubi.blocks.indicators.domain.scales import scales
from musubi.blocks.indicators.domain.values import values
from musubi.blocks.indicators.interfaces.desk import build_cards
from musubi.blocks.indicators.interfaces.forms import ActualForm, TargetForm
from musubi.blocks.indicators.models import Indicator, IndicatorActual
from musubi.blocks.kernel import clock
from musubi.blocks.vision.domain.desks import Desk, DeskNotFoundError, open_desk
from musubi.blocks.vision.domain.document import ChangeConflictError, InvalidPlanError
from musubi.blocks.vision.rules import CHANGE_PLAN, SEE_DESK

FIRST_YEAR, LAST_YEAR = 1989, 2200


def _desk(request: HttpRequest, code: str, year: str = "") -> Desk:
    try:
        found = open_desk(user=request.user, code=code, year=year or request.GET.get("year", ""))
    except DeskNotFoundError as error:
        raise Http404(str(error)) from error
    if not request.user.has_perm(SEE_DESK, found.item):
        raise PermissionDenied
    return found


def _indicator(desk: Desk, uid: str, year: int) -> Indicator:
    found = Indicator.objects.filter(item=desk.item, uid=uid).select_related("item", "vision").first()
    if found is None or not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404(_("この指標は見つかりません。ほかの人が取り除いたかもしれません"))
    return found


def _back(desk: Desk) -> str:
    return f"{reverse('indicators:desk', args=[desk.code])}?year={desk.fiscal_year}"


@login_required
def desk(request: HttpRequest, code: str) -> HttpResponse:
    """The indicators of a desk, of its item and of what stands below it, each with its chart and its table."""
    found = _desk(request, code)
    may_change = request.user.has_perm(CHANGE_PLAN)
    known = [scale for scale in scales() if scale.is_mechanical]
    scale = next((each for each in known if each.code == request.GET.get("scale")), None)
    cards = build_cards(desk=found, today=clock.today(), may_change=may_change, scale=scale)
    own, below = [card for card in cards if card.is_own], [card for card in cards if not card.is_own]
    context = {
        "desk": found,
        "own": own,
        "below": below,
        "may_change": may_change,
        "missing": sum(card.is_missing for card in own),
        "scales": known,
        "scale": scale,
    }
    return render(request, "indicators/desk.html", context)


@login_required
def actual(request: HttpRequest, code: str, uid: str, year: int) -> HttpResponse:
    """Enter the actual of a year, beside the last value and the target."""
    found = _desk(request, code, str(year))
    if not found.may_work:
        raise PermissionDenied
    indicator = _indicator(found, uid, year)
    try:
        check_entry(indicator=indicator, fiscal_year=year, today=clock.today())
    except EntryError as error:
        messages.warning(request, error.render(_))
        return HttpResponseRedirect(_back(found))
    known = IndicatorActual.objects.filter(indicator=indicator, fiscal_year=year).first()
    form = ActualForm(request.POST or None, instance=known)
    if request.method == "POST" and form.is_valid() and _save_actual(request, form, indicator, year):
        messages.success(request, _("「%(name)s」の実績を保存しました") % {"name": indicator.name})
        return HttpResponseRedirect(_back(found))
    context = {**_entry_context(found, indicator, year), "form": form, "title": _("実績を入力する"), "button": _("実績を保存する")}
    if known:
        context |= {"history": history_of(known)[:5], "history_of": address_of(known)}
    return render(request, "indicators/entry.html", context, status=409 if form.conflicts else 200)


def _save_actual(request: HttpRequest, form: ActualForm, indicator: Indicator, year: int) -> bool:
    """Save what was typed; False when others were first, the form then offers both versions."""
    given = form.values() if form.instance.pk else {name: form.cleaned_data[name] for name in form._meta.fields}
    try:
        enter_actual(
            indicator=indicator,
            fiscal_year=year,
            values=given,
            unchanged=form.unchanged,
            actor=request.user,
            now=clock.now(),
            today=clock.today(),
        )
    except FieldConflictError as error:
        form.show_conflicts(dict(error.current))
        return False
    return True


def _entry_context(found: Desk, indicator: Indicator, year: int) -> dict[str, Any]:
    figures = values(indicators=[indicator], fiscal_years=[year - 1, year], today=clock.today())
    return {
        "desk": found,
        "indicator": indicator,
        "year": year,
        "figure": figures[indicator.uid, year],
        "before": figures[indicator.uid, year - 1],
        "back": _back(found),
    }


@login_required
def target(request: HttpRequest, code: str, uid: str, year: int) -> HttpResponse:
    """Set or revise the target of a year, with the reason; the plan keeps it as a revision."""
    found = _desk(request, code, str(year))
    if not request.user.has_perm(CHANGE_PLAN):
        raise PermissionDenied
    indicator = _indicator(found, uid, year)
    form = TargetForm(request.POST or None, initial={"revised_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            revise_target(indicator=indicator, fiscal_year=year, actor=request.user, now=clock.now(), **form.cleaned_data)
        except InvalidPlanError as error:
            for problem in error.problems:
                form.add_error(problem.column if problem.column in form.fields else None, problem.message)
        except ChangeConflictError:
            form.add_error(None, _("ほかの人が先に目標値を変えました。いまの目標値を確かめて、もう一度保存してください"))
        else:
            messages.success(request, _("「%(name)s」の目標値を記録しました。前の目標値も残ります") % {"name": indicator.name})
            return HttpResponseRedirect(_back(found))
    context = _entry_context(found, indicator, year)
    title = _("目標値を改定する") if context["figure"].target else _("目標値を定める")
    return render(request, "indicators/entry.html", {**context, "form": form, "title": title, "button": _("目標値を記録する")})

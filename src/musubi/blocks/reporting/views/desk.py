"""進捗報告: where a division writes a year's report, its head confirms it, and the tiers rate it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from musubi.blocks.audit.domain.trail import address_of, history_of
from musubi.blocks.audit.domain.updates import FieldConflictError
from musubi.blocks.kernel import clock
from musubi.blocks.money.domain.rights import sees_money
from musubi.blocks.reporting.domain.figures import desk_figures
from musubi.blocks.reporting.domain.mechanical import mechanical_ratings
from musubi.blocks.reporting.domain.ratings import rate_report
from musubi.blocks.reporting.domain.reports import (
    ReasonMissingError,
    ReportRightError,
    ReportStateError,
    allowed_moves,
    last_report,
    move_report,
    report_of,
    write_report,
)
from musubi.blocks.reporting.domain.rows import MoneyRow
from musubi.blocks.reporting.interfaces.rating_form import rating_forms
from musubi.blocks.reporting.interfaces.report_form import ReportForm
from musubi.blocks.reporting.models import ProgressReport
from musubi.blocks.reporting.workflow import EDITABLE, MOVES
from musubi.blocks.vision.domain.desks import Desk, DeskNotFoundError, may_see_desk, open_desk


def _desk(request: HttpRequest, code: str) -> Desk:
    try:
        desk = open_desk(user=request.user, code=code, year=request.GET.get("year", ""))
    except DeskNotFoundError as error:
        raise Http404(str(error)) from error
    if not may_see_desk(request.user, desk.item):
        raise PermissionDenied
    return desk


def _address(desk: Desk) -> str:
    return f"{reverse('reports:desk', args=[desk.code])}?year={desk.fiscal_year}"


@login_required
def report(request: HttpRequest, code: str) -> HttpResponse:
    """The report of the desk's year: read by those who see the desk, written by those who work there."""
    desk = _desk(request, code)
    found = report_of(desk.item, desk.fiscal_year)
    may_write = desk.may_work and found.status in EDITABLE
    form = ReportForm(request.POST if may_write and request.method == "POST" else None, instance=report_of(desk.item, desk.fiscal_year))
    if request.method == "POST" and may_write and form.is_valid() and _saved(request, desk, form):
        return HttpResponseRedirect(_address(desk))
    return render(
        request, "reporting/desk_report.html", _context(request, desk, found, form, may_write=may_write), status=409 if form.conflicts else 200
    )


def _context(request: HttpRequest, desk: Desk, found: ProgressReport, form: ReportForm, *, may_write: bool) -> dict[str, Any]:
    figures = desk_figures(item=desk.item, fiscal_year=desk.fiscal_year, today=clock.today())
    return {
        "desk": desk,
        "report": found,
        "form": form,
        "may_write": may_write,
        "moves": allowed_moves(request.user, found),
        "last": last_report(desk.item, desk.fiscal_year),
        "figures": figures if sees_money(request.user) else replace(figures, money=MoneyRow()),
        "rating_forms": rating_forms(request.user, found),
        "mechanical": mechanical_ratings(report=found, today=clock.today()) if found.pk else [],
        "history": history_of(found)[:5] if found.pk else None,
        "history_of": address_of(found),
    }


def _saved(request: HttpRequest, desk: Desk, form: ReportForm) -> bool:
    try:
        saved = write_report(
            item=desk.item,
            fiscal_year=desk.fiscal_year,
            values=form.values(),
            unchanged=form.unchanged,
            actor=request.user,
            now=clock.now(),
        )
    except FieldConflictError as error:
        form.show_conflicts(dict(error.current))
        return False
    except ReportStateError as error:
        form.add_error(None, str(error))
        return False
    if request.POST.get("next") == "submit" and saved.status in MOVES["submit"].sources:
        move_report(report=saved, move="submit", actor=request.user, now=clock.now())
        messages.success(request, _("報告を課長の確認へ出しました"))
    else:
        messages.success(request, _("報告を保存しました"))
    return True


@login_required
@require_POST
def move(request: HttpRequest, code: str) -> HttpResponse:
    """Confirm, return or reopen."""
    desk = _desk(request, code)
    found = report_of(desk.item, desk.fiscal_year)
    name = request.POST.get("move", "")
    if found.pk is None or name not in MOVES:
        raise Http404
    try:
        move_report(report=found, move=name, actor=request.user, now=clock.now(), reason=request.POST.get("reason", ""))
    except ReportRightError as error:
        raise PermissionDenied(str(error)) from error
    except (ReportStateError, ReasonMissingError) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("記録しました"))
    return HttpResponseRedirect(_address(desk))


@login_required
@require_POST
def rate(request: HttpRequest, code: str, tier: str) -> HttpResponse:
    """Record a tier's rating."""
    desk = _desk(request, code)
    found = report_of(desk.item, desk.fiscal_year)
    form = next((form for form in rating_forms(request.user, found, request.POST) if form.tier == tier), None)
    if found.pk is None or form is None:
        raise PermissionDenied
    if form.is_valid():
        try:
            rate_report(report=found, tier=tier, actor=request.user, now=clock.now(), today=clock.today(), **form.given())
        except (ReportStateError, ReasonMissingError) as error:
            form.add_error(None, str(error))
        except ReportRightError as error:
            raise PermissionDenied(str(error)) from error
        else:
            messages.success(request, _("評価を記録しました"))
            return HttpResponseRedirect(_address(desk))
    context = _context(request, desk, found, ReportForm(instance=found), may_write=False)
    context["rating_forms"] = [form if other.tier == tier else other for other in context["rating_forms"]]
    return render(request, "reporting/desk_report.html", context)

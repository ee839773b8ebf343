"""The office's queue: faces, filters, bulk steps, Excel."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_POST

from musubi.blocks.accounts.predicates import is_city_staff
from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.domain.office import queue
from musubi.blocks.applications.domain.office.handling import accept_many, assign_handler
from musubi.blocks.applications.domain.rights import works_application
from musubi.blocks.applications.domain.settling.budgets import budget_of
from musubi.blocks.applications.enums import ApplicationStatus
from musubi.blocks.applications.interfaces.staff_forms import handlers_of
from musubi.blocks.applications.interfaces.staff_workbooks import write_queue
from musubi.blocks.applications.models import Application, Call
from musubi.blocks.applications.rules import SEE_APPLICATIONS
from musubi.blocks.applications.views.opening import PAGE_SIZE, paged
from musubi.blocks.audit.domain.trail import record_personal_view
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.dates import asked_fiscal_year
from musubi.blocks.kernel.pages.downloads import as_download
from musubi.blocks.vision.domain.editions import plan_in_force

FACES = {
    "moving": _l("市が動かす"),
    "mine": _l("自分の担当"),
    "applicant": _l("申請者の番"),
    "late": _l("期限を過ぎた"),
    "repaying": _l("取消し・返還"),
    "ended": _l("終わったもの"),
    "all": _l("すべて"),
}
SIZES = (PAGE_SIZE, 60, 100)


def _face(request: HttpRequest) -> str:
    asked = request.GET.get("face", "")
    return asked if asked in FACES else "moving"


def _size(request: HttpRequest) -> int:
    """How many rows the page shows: enough to take a whole call into one 起案."""
    asked = request.GET.get("rows", "")
    return int(asked) if asked in {str(size) for size in SIZES} else PAGE_SIZE


def _rows(request: HttpRequest) -> Any:
    found = queue.narrowed(queue.queue_of(request.user), request.GET.dict())
    shown = found.filter(queue.tabs(clock.today(), request.user)[_face(request)])
    order = queue.SORTS.get(request.GET.get("sort", ""), queue.SORTS["due"])
    return found, shown.order_by(*order)


def _note_reading(request: HttpRequest) -> None:
    plan = plan_in_force()
    if plan is not None:
        record_personal_view(actor=request.user, obj=plan, page="applications:queue", now=clock.real_now())


@login_required
@permission_required(SEE_APPLICATIONS, raise_exception=True)
def applications(request: HttpRequest) -> HttpResponse:
    """Who waits for whom, what is late; the money of the call where one is chosen."""
    found, rows = _rows(request)
    today, face, size = clock.today(), _face(request), _size(request)
    counts, requested = queue.counts_and_total(found, face=face, today=today, user=request.user)
    call = visible_to(request.user, Call).select_related("item", "organization").filter(uid=request.GET.get("call", "")).first()
    page = paged(request, rows, size=size, count=counts[face])
    for row in page.object_list:
        row.turn, row.task = queue.turn_of(row)
    _note_reading(request)
    calls = visible_to(request.user, Call).filter(opened_at__isnull=False).select_related("item")
    context = {
        "page": page,
        "faces": [(name, label, counts[name]) for name, label in FACES.items()],
        "face": face,
        "call": call,
        "budget": budget_of(call) if call else None,
        "calls": calls.order_by("-fiscal_year", "name", "round")[:100],
        "statuses": [(value, label) for value, label in ApplicationStatus.choices if value != ApplicationStatus.DRAFT],
        "asked": request.GET,
        "requested": requested,
        "size": size,
        "sizes": SIZES,
        "behind": [(name, request.GET[name]) for name in ("item", "year", "counted", "upstream") if request.GET.get(name)],
        "behind_year": asked_fiscal_year(request.GET.get("year", "")),
        "today": today,
        "handlers": handlers_of(call.organization) if call else [],
        "may_work": works_application(request.user, call) if call else is_city_staff(request.user),
    }
    return render(request, "applications/staff_queue.html", context)


@login_required
@permission_required(SEE_APPLICATIONS, raise_exception=True)
def export(request: HttpRequest) -> HttpResponse:
    """What the filters leave, as a workbook."""
    _found, rows = _rows(request)
    _note_reading(request)
    return as_download(write_queue(rows.select_related("call__item", "call__organization", "party", "handler")), _("申請の一覧") + ".xlsx")


@login_required
@permission_required(SEE_APPLICATIONS, raise_exception=True)
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """One step for all that are ticked: accept, hand to somebody, or take into a 起案."""
    back = f"{reverse('applications:queue')}?{request.POST.get('back', '')}"
    ticked = list(visible_to(request.user, Application).filter(uid__in=request.POST.getlist("application")).select_related("call__item"))
    if not ticked:
        messages.error(request, _("申請に印を付けてから、押してください"))
        return HttpResponseRedirect(back)
    mine = [row for row in ticked if works_application(request.user, row)]
    step = request.POST.get("step", "")
    if step == "decide":
        calls = {row.call_id for row in mine}
        if len(calls) != 1:
            messages.error(request, _("1つの募集の申請だけに印を付けてください。起案は募集ごとに作ります"))
            return HttpResponseRedirect(back)
        chosen = "&".join(f"application={row.uid}" for row in mine)
        return HttpResponseRedirect(f"{reverse('applications:decision-new', args=[mine[0].call.uid])}?{chosen}")
    if step == "accept":
        done, left = accept_many(applications=mine, actor=request.user, now=clock.now())
        if done:
            messages.success(request, _("%(count)d件を受け付けました") % {"count": len(done)})
        for number, message in left.items():
            messages.error(request, f"{number}: {message}")
        return HttpResponseRedirect(back)
    return _assign(request, mine, back)


def _assign(request: HttpRequest, mine: list[Application], back: str) -> HttpResponse:
    uid = request.POST.get("handler", "")
    for row in mine:
        handler = handlers_of(row.call.organization).filter(uid=uid).first() if uid else None
        if uid and handler is None:
            messages.error(request, _("%(number)s の課には、この担当者はいません") % {"number": row})
            continue
        try:
            assign_handler(application=row, handler=handler, actor=request.user, now=clock.now())
        except ApplicationError as error:
            messages.error(request, f"{row}: {error}")
    messages.success(request, _("担当を決めました"))
    return HttpResponseRedirect(back)

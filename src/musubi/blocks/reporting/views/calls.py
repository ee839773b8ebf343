"""照会: prepare, send, follow up, close. Organisations see the calls that were sent to them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from musubi.blocks.accounts.models import Organization
from musubi.blocks.audit.domain.trail import address_of, history_of
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.dates import fiscal_year_of, format_fiscal_year
from musubi.blocks.reporting.domain.answers import accept_reply
from musubi.blocks.reporting.domain.calls import (
    CallStateError,
    EmptyCallError,
    RemindedTodayError,
    close_call,
    default_owners,
    drop_call,
    prepare_call,
    remind,
    send_call,
)
from musubi.blocks.reporting.domain.figures import reported_items
from musubi.blocks.reporting.enums import ReplyStatus, SubmissionStatus
from musubi.blocks.reporting.interfaces.call_forms import CallForm
from musubi.blocks.reporting.models import DataCall, Reply
from musubi.blocks.reporting.rules import ANSWER_CALLS, MANAGE_CALLS
from musubi.blocks.reporting.views.replies import ACCEPT_ERRORS
from musubi.blocks.reporting.views.reports import plan
from musubi.blocks.vision.models import PlanItem

PAGE_SIZE = 30


@login_required
@permission_required(ANSWER_CALLS, raise_exception=True)
def calls(request: HttpRequest) -> HttpResponse:
    """Calls with how many have answered; an organisation's people see theirs."""
    manages = request.user.has_perm(MANAGE_CALLS)
    replies = visible_to(request.user, Reply).select_related("call", "organization").order_by("-call__due_on", "pk")
    if not manages:
        page = Paginator(replies, PAGE_SIZE).get_page(request.GET.get("page"))
        return render(request, "reporting/my_replies.html", {"page": page, "today": clock.today()})
    open_now = Count("replies", filter=Q(replies__status__in=ReplyStatus.open_states()))
    answered = Count("replies", filter=~Q(replies__status__in=ReplyStatus.open_states()))
    found = visible_to(request.user, DataCall).annotate(asked=Count("replies"), waiting=open_now, answered=answered)
    page = Paginator(found.order_by("-due_on", "-pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "reporting/calls.html", {"page": page, "today": clock.today()})


def _initial(earlier: DataCall | None) -> dict[str, Any]:
    today = clock.today()
    year = fiscal_year_of(today) - (1 if today.month in {4, 5, 6} else 0)
    if earlier is not None:
        return {"fiscal_year": earlier.fiscal_year + 1, "title": "", "body": earlier.body, "due_on": None}
    return {
        "fiscal_year": year,
        "title": _("%(year)sの進捗状況について") % {"year": format_fiscal_year(year, "era")},
        "due_on": today + dt.timedelta(days=14),
    }


@login_required
@permission_required(MANAGE_CALLS, raise_exception=True)
def new(request: HttpRequest, uid: str = "") -> HttpResponse:
    """Prepare a call, from nothing or from an earlier one."""
    vision = plan()
    earlier = get_object_or_404(DataCall, uid=uid) if uid else None
    items = reported_items(vision)
    owners = default_owners(items)
    form = CallForm(request.POST or None, initial=_initial(earlier))
    if request.method == "POST":
        chosen = set(request.POST.getlist("items"))
    elif earlier is not None:
        chosen = set(earlier.items.values_list("item__code", flat=True))
    else:
        chosen = {item.code for item in items if item.level.kind == "program"}
    if request.method == "POST" and form.is_valid():
        try:
            made = prepare_call(
                vision=vision,
                items=_asked(request, items, owners, chosen),
                actor=request.user,
                now=clock.now(),
                copied_from=earlier,
                **form.cleaned_data,
            )
        except EmptyCallError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("照会を準備しました。内容を確かめて送ってください"))
            return HttpResponseRedirect(reverse("calls:call", args=[made.uid]))
    bodies = list(Organization.objects.filter(ends_before__isnull=True).order_by("order", "code").only("code", "name"))
    rows = [(item, owners.get(item.pk), item.code in chosen, request.POST.get(f"owner-{item.code}", "")) for item in items]
    return render(request, "reporting/call_new.html", {"form": form, "rows": rows, "bodies": bodies, "earlier": earlier})


def _asked(request: HttpRequest, items: list[PlanItem], owners: dict[int, Organization], chosen: set[str]) -> dict[PlanItem, Organization]:
    """Chosen items with who answers: the chosen organisation, else the leading one; items without either are left out."""
    named = {
        body.code: body for body in Organization.objects.filter(code__in=[value for key, value in request.POST.items() if key.startswith("owner-")])
    }
    found = {}
    for item in items:
        if item.code in chosen:
            body = named.get(request.POST.get(f"owner-{item.code}", "")) or owners.get(item.pk)
            if body is None:
                messages.warning(request, _("%(code)sは回答する組織が決まっていないため、照会に入れていません") % {"code": item.code})
            else:
                found[item] = body
    return found


@login_required
def call(request: HttpRequest, uid: str) -> HttpResponse:
    """One call: before sending what will be asked of whom; afterwards who has answered."""
    found = get_object_or_404(visible_to(request.user, DataCall), uid=uid)
    if not request.user.has_perm(MANAGE_CALLS):
        own = visible_to(request.user, Reply).filter(call=found).first()
        if own is None:
            raise PermissionDenied
        return HttpResponseRedirect(reverse("calls:reply", args=[own.uid]))
    twice = Count("submissions", filter=Q(submissions__status=SubmissionStatus.WAITING), distinct=True)
    replies = list(
        found.replies.select_related("organization")
        .annotate(asked=Count("entries", distinct=True), doubled=twice)
        .order_by("organization__order", "organization__code")
    )
    context = {
        "call": found,
        "replies": sorted(replies, key=lambda reply: reply.status not in ReplyStatus.open_states()),
        "items": found.items.select_related("item", "organization"),
        "waiting": sum(reply.status in ReplyStatus.open_states() for reply in replies),
        "answered": sum(reply.status == ReplyStatus.ANSWERED for reply in replies),
        "today": clock.today(),
        "history": history_of(found)[:5],
        "history_of": address_of(found),
    }
    return render(request, "reporting/call.html", context)


@login_required
@permission_required(MANAGE_CALLS, raise_exception=True)
@require_POST
def act(request: HttpRequest, uid: str, action: str) -> HttpResponse:
    """Send, drop, close, remind all, accept all."""
    found = get_object_or_404(visible_to(request.user, DataCall), uid=uid)
    actions = {"send": _send, "drop": _drop, "close": _close, "remind": _remind_all, "accept": _accept_all}
    if action not in actions:
        raise Http404
    try:
        address = actions[action](request, found)
    except (CallStateError, EmptyCallError) as error:
        messages.error(request, str(error))
        address = reverse("calls:call", args=[uid])
    return HttpResponseRedirect(address)


def _send(request: HttpRequest, found: DataCall) -> str:
    replies = send_call(call=found, actor=request.user, now=clock.now(), real_now=clock.real_now(), today=clock.today())
    messages.success(request, _("%(count)d団体に送りました。送った文は送信箱で読めます") % {"count": len(replies)})
    return reverse("calls:call", args=[found.uid])


def _drop(request: HttpRequest, found: DataCall) -> str:
    drop_call(call=found, actor=request.user, now=clock.now())
    messages.success(request, _("準備していた照会を取り消しました"))
    return reverse("calls:list")


def _close(request: HttpRequest, found: DataCall) -> str:
    close_call(call=found, actor=request.user, now=clock.now())
    messages.success(request, _("締め切りました。回答用リンクは開けなくなりました"))
    return reverse("calls:call", args=[found.uid])


def _remind_all(request: HttpRequest, found: DataCall) -> str:
    sent = 0
    for reply in found.replies.filter(status__in=ReplyStatus.open_states()).select_related("organization", "call"):
        try:
            remind(reply=reply, actor=request.user, now=clock.now(), real_now=clock.real_now(), today=clock.today())
            sent += 1
        except RemindedTodayError as error:
            messages.warning(request, str(error))
    messages.success(request, _("%(count)d団体にお知らせを送りました") % {"count": sent})
    return reverse("calls:call", args=[found.uid])


def _accept_all(request: HttpRequest, found: DataCall) -> str:
    accepted = 0
    for reply in found.replies.filter(status=ReplyStatus.ANSWERED).select_related("organization", "call"):
        try:
            accept_reply(reply=reply, actor=request.user, now=clock.now(), today=clock.today())
            accepted += 1
        except ACCEPT_ERRORS as error:
            messages.warning(request, f"{reply.organization}: {error}")
    messages.success(request, _("%(count)d団体の回答を受理しました。進捗の一覧に入りました") % {"count": accepted})
    return reverse("calls:call", args=[found.uid])

"""照会受付: what the prefecture, 企画, 財政, the assembly's office and others ask of us."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from musubi.blocks.audit.domain.trail import address_of, history_of
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.dates import fiscal_year_of
from musubi.blocks.reporting.domain.figures import reported_items
from musubi.blocks.reporting.domain.received import ReceivedStateError, add_figure, answer_received, receive_call, remove_figure, reopen_received
from musubi.blocks.reporting.enums import CallSource, ReceivedStatus
from musubi.blocks.reporting.interfaces.received_forms import AnsweredForm, FigureForm, ReceivedForm
from musubi.blocks.reporting.models import ReceivedCall, ReceivedFigure
from musubi.blocks.reporting.rules import RECEIVE_CALLS
from musubi.blocks.reporting.views.reports import plan

PAGE_SIZE = 30


@login_required
@permission_required(RECEIVE_CALLS, raise_exception=True)
def calls(request: HttpRequest) -> HttpResponse:
    """The log: open ones by their day, then the others; search over title, source and answer."""
    query, status, source = request.GET.get("q", "").strip(), request.GET.get("status", ""), request.GET.get("source", "")
    found = visible_to(request.user, ReceivedCall).select_related("organization", "answered_by")
    if query:
        found = found.filter(Q(title__icontains=query) | Q(source_name__icontains=query) | Q(answer__icontains=query) | Q(question__icontains=query))
    if status in ReceivedStatus.values:
        found = found.filter(status=status)
    if source in CallSource.values:
        found = found.filter(source=source)
    rows = [*found.filter(status=ReceivedStatus.OPEN).order_by("due_on", "pk"), *found.exclude(status=ReceivedStatus.OPEN).order_by("-due_on", "-pk")]
    context = {
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "query": query,
        "status": status,
        "source": source,
        "statuses": ReceivedStatus.choices,
        "sources": CallSource.choices,
        "today": clock.today(),
    }
    return render(request, "reporting/received_calls.html", context)


@login_required
@permission_required(RECEIVE_CALLS, raise_exception=True)
def new(request: HttpRequest, uid: str = "") -> HttpResponse:
    """Log a call, or this year's copy of an earlier one."""
    earlier = get_object_or_404(visible_to(request.user, ReceivedCall), uid=uid) if uid else None
    today = clock.today()
    initial: dict[str, Any] = {"received_on": today, "fiscal_year": fiscal_year_of(today)}
    if earlier is not None:
        initial |= {name: getattr(earlier, name) for name in ("source", "source_name", "title", "question")}
        initial |= {"fiscal_year": earlier.fiscal_year + 1, "organization": earlier.organization.code}
    form = ReceivedForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = receive_call(values=form.cleaned_data, actor=request.user, now=clock.now(), today=today, copied_from=earlier)
        messages.success(request, _("照会を受け付けました。期限は「本日の締切」にも出ます"))
        return HttpResponseRedirect(reverse("received:call", args=[made.uid]))
    return render(request, "reporting/received_new.html", {"form": form, "earlier": earlier})


def _received(request: HttpRequest, uid: str) -> ReceivedCall:
    found: ReceivedCall = get_object_or_404(
        visible_to(request.user, ReceivedCall).select_related("organization", "answered_by", "copied_from"), uid=uid
    )
    return found


@login_required
@permission_required(RECEIVE_CALLS, raise_exception=True)
def call(request: HttpRequest, uid: str) -> HttpResponse:
    """One call with its figures; add figures, record the answer."""
    found = _received(request, uid)
    items = reported_items(plan())
    what = request.POST.get("what", "")
    figure = FigureForm(request.POST if what == "figure" else None, items=items, initial={"fiscal_year": found.fiscal_year})
    answered = AnsweredForm(request.POST if what == "answer" else None, initial={"answered_on": clock.today(), "answer": found.answer})
    try:
        if what == "figure" and figure.is_valid():
            given = dict(figure.cleaned_data)
            item, key = figure.items.get(given.pop("item")), given.pop("measure")
            add_figure(received=found, item=item, measure_key=key, actor=request.user, now=clock.now(), **given)
            return HttpResponseRedirect(reverse("received:call", args=[uid]))
        if what == "answer" and answered.is_valid():
            needed = request.POST.get("needed") != "no"
            answer_received(received=found, actor=request.user, now=clock.now(), needed=needed, **answered.cleaned_data)
            messages.success(request, _("回答を記録しました。来年度は、この照会を写して使えます"))
            return HttpResponseRedirect(reverse("received:call", args=[uid]))
    except ReceivedStateError as error:
        messages.error(request, str(error))
    context = {
        "received": found,
        "figures": found.figures.select_related("item"),
        "figure_form": figure,
        "answered_form": answered,
        "open": found.status == ReceivedStatus.OPEN,
        "today": clock.today(),
        "history": history_of(found)[:5],
        "history_of": address_of(found),
    }
    return render(request, "reporting/received_call.html", context)


@login_required
@permission_required(RECEIVE_CALLS, raise_exception=True)
@require_POST
def act(request: HttpRequest, uid: str, figure_uid: str = "") -> HttpResponse:
    """Take a figure out, or take the answer back."""
    found = _received(request, uid)
    try:
        if figure_uid:
            figure = get_object_or_404(ReceivedFigure.objects.select_related("received"), received=found, uid=figure_uid)
            remove_figure(figure=figure, actor=request.user, now=clock.now())
        else:
            reopen_received(received=found, actor=request.user, now=clock.now(), today=clock.today())
    except ReceivedStateError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("received:call", args=[uid]))

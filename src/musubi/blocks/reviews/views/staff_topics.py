"""分野: the office's words for a panel, and the table that sets them for all applications and reviewers at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.reviews.domain.errors import ReviewError
from musubi.blocks.reviews.domain.topics import Ticked, TopicsConflictError, change_topics, fill_topics, tick_topics
from musubi.blocks.reviews.enums import PanelStatus
from musubi.blocks.reviews.interfaces.topic_table import TopicsForm, read_ticks, table_rows
from musubi.blocks.reviews.models import Panel, PanelEntry, Reviewer
from musubi.blocks.reviews.rules import SEE_PANELS
from musubi.blocks.reviews.views.opening import note_reading, panel_at


@login_required
@permission_required(SEE_PANELS, raise_exception=True)
def topics(request: HttpRequest, uid: str) -> HttpResponse:
    """Words first, then the table; each saved by its own button, what was typed stays."""
    panel = panel_at(request, uid, work=True)
    note_reading(request, panel, page="reviews:topics")
    action = request.POST.get("action", "") if request.method == "POST" else ""
    if action == "words":
        return _words(request, panel)
    if action == "table":
        return _table(request, panel)
    if action == "fill":
        return _fill(request, panel)
    return _page(request, panel)


def _rows(request: HttpRequest, panel: Panel) -> tuple[list[Reviewer], list[PanelEntry]]:
    reviewers = list(panel.reviewers.filter(left_on__isnull=True).select_related("member").order_by("member__name_kana", "pk"))
    entries = visible_to(request.user, PanelEntry).filter(panel=panel, removed_at__isnull=True)
    return reviewers, list(entries.select_related("application__party").order_by("number"))


def _page(request: HttpRequest, panel: Panel, *, form: TopicsForm | None = None, typed: Sequence[Ticked] = (), conflicts: Any = None) -> HttpResponse:
    reviewers, entries = _rows(request, panel)
    initial = {"topics": panel.topics, "covers_topics": panel.covers_topics}
    context = {
        "panel": panel,
        "form": form or TopicsForm(record=panel, user=request.user, initial=initial),
        "reviewers": table_rows(reviewers, panel.topics, typed, conflicts),
        "entries": table_rows(entries, panel.topics, typed, conflicts),
        "conflicts": conflicts,
        "closed": panel.status == PanelStatus.CLOSED,
        "empty": sum(not row.topics for row in entries),
    }
    return render(request, "reviews/staff_topics.html", context, status=409 if conflicts else 422 if form is not None else 200)


def _again(panel: Panel) -> HttpResponse:
    return HttpResponseRedirect(reverse("reviews:topics", args=[panel.uid]))


def _words(request: HttpRequest, panel: Panel) -> HttpResponse:
    form = TopicsForm(request.POST, record=panel, user=request.user)
    if form.is_valid():
        try:
            data = form.cleaned_data
            change_topics(panel=panel, topics=data["topics"], covers=data["covers_topics"], drop=data["drop"], actor=request.user, now=clock.now())
        except ReviewError as error:
            form.offers_drop = error.code == "used"
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("分野を保存しました"))
            return _again(panel)
    return _page(request, panel, form=form)


def _table(request: HttpRequest, panel: Panel) -> HttpResponse:
    reviewers, entries = _rows(request, panel)
    typed = read_ticks(request.POST, [*reviewers, *entries])
    try:
        changed = tick_topics(panel=panel, rows=typed, actor=request.user, now=clock.now())
    except TopicsConflictError as error:
        messages.error(request, _("まだ保存していません。ほかの人が直した行があります。赤い行を確かめて、もう一度保存してください"))
        return _page(request, panel, typed=typed, conflicts=error.current)
    except ReviewError as error:
        messages.error(request, str(error))
        return _again(panel)
    messages.success(request, _("%(count)d行の分野を保存しました") % {"count": changed})
    return _again(panel)


def _fill(request: HttpRequest, panel: Panel) -> HttpResponse:
    try:
        filled = fill_topics(panel=panel, actor=request.user, now=clock.now())
    except ReviewError as error:
        messages.error(request, str(error))
        return _again(panel)
    if filled:
        messages.success(request, _("%(count)d件の申請に、区分と回答から分野を付けました。下の表で確かめてください") % {"count": filled})
    else:
        messages.info(request, _("区分や、選んだ答えが分野と同じ言葉の申請は、ほかにありません。下の表で付けてください"))
    return _again(panel)

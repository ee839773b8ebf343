"""活動記録: the quick entry on the desk's first page, and the year's list with search, filters and export."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from musubi.blocks.desks.domain.activities import record_activity
from musubi.blocks.desks.domain.journal import asked_rows, by_day, counts_by_kind, earlier_items, journal_of, with_tasks
from musubi.blocks.desks.enums import ActivityKind
from musubi.blocks.desks.interfaces.forms import QuickForm
from musubi.blocks.desks.interfaces.journal_panel import journal_part
from musubi.blocks.desks.interfaces.journal_workbook import write_journal
from musubi.blocks.desks.models import Activity
from musubi.blocks.desks.views.opening import address, reading, writing
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.pages.downloads import as_download
from musubi.blocks.vision.domain.desks import Desk

PAGE_SIZE = 50


@writing
@require_POST
def quick(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Save the quick entry; the part of the page that it stands in comes back, or the whole page without script."""
    today = clock.today()
    form = QuickForm(request.POST, today=today)
    part = bool(request.headers.get("HX-Request"))
    if form.is_valid():
        activity = record_activity(item=desk.item, actor=request.user, now=clock.now(), **form.values())
        if not part:
            messages.success(request, _("「%(title)s」を記録しました") % {"title": activity.title})
            return _to_desk(desk, activity.fiscal_year)
        form, saved = QuickForm(today=today, initial={"kind": activity.kind}), activity
    else:
        saved = None
    context = {"desk": desk, **journal_part(request.user, desk, form=form, saved=saved)}
    return render(request, "desks/_journal.html" if part else "desks/quick.html", context)


def _to_desk(desk: Desk, year: int) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('plan:desk', args=[desk.code])}?year={year}#h-journal")


def _found(request: HttpRequest, desk: Desk) -> tuple[Any, Any, bool]:
    """The year's rows, those that the filters leave, and whether earlier plans' rows are among them."""
    items = {desk.item.pk}
    before = request.GET.get("before") == "1"
    if before:
        items |= earlier_items(desk.item)
    rows = journal_of(request.user, items, desk.fiscal_year)
    return rows, asked_rows(rows, request.GET), before


@reading
def journal(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A year's activities."""
    rows, found, before = _found(request, desk)
    page = Paginator(found.select_related("author", "item"), PAGE_SIZE).get_page(request.GET.get("page"))
    entries = with_tasks(page.object_list)
    earlier = earlier_items(desk.item)
    context = {
        "desk": desk,
        "page": page,
        "entries": entries,
        "days": by_day(entries) if request.GET.get("sort", "new") in {"", "new", "old"} else [],
        "counts": counts_by_kind(rows),
        "kinds": ActivityKind.choices,
        "asked": request.GET,
        "today": clock.today(),
        "filtered": any(request.GET.get(name) for name in ("q", "kind", "people")),
        "earlier": bool(earlier) and visible_to(request.user, Activity).filter(item__in=earlier, fiscal_year=desk.fiscal_year).exists(),
        "before": before,
        "clear": address("journal", desk),
    }
    return render(request, "desks/journal.html", context)


@reading
def export(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The found rows as a workbook that can be taken in again."""
    _rows, found, _before = _found(request, desk)
    name = _("活動記録_%(code)s_%(year)d年度.xlsx") % {"code": desk.code, "year": desk.fiscal_year}
    return as_download(write_journal(found.select_related("next_assignee"), title=str(desk.item)), name)

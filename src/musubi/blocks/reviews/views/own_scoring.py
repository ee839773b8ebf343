"""Scoring: the file beside the sheet, saved by itself while somebody marks, locked once handed in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.reviews.domain.errors import ReviewError, RowsError
from musubi.blocks.reviews.domain.files import documents_of, file_of, hides_names
from musubi.blocks.reviews.domain.panels import criteria_of, terms_of
from musubi.blocks.reviews.domain.rights import of_self
from musubi.blocks.reviews.domain.sheets import SheetContent, open_file, save_sheet, sheet_criteria, submit_sheet
from musubi.blocks.reviews.enums import PanelStatus, SheetStatus
from musubi.blocks.reviews.interfaces.sheet_reading import missing_count, points_so_far, read_sheet, rows_of, stored
from musubi.blocks.reviews.models import ReviewAssignment, ScoreSheet
from musubi.blocks.reviews.rules import REVIEW
from musubi.blocks.reviews.views.opening import note_reading


def own_assignment(request: HttpRequest, uid: str) -> ReviewAssignment:
    """An application that I score and declared about, else 404; opening it is kept with its time."""
    rows = visible_to(request.user, ReviewAssignment).filter(of_self(request.user, "reviewer__"), ended_at__isnull=True)
    related = (
        "entry__application__party",
        "entry__application__call",
        "entry__panel__terms",
        "entry__panel__call__item",
        "reviewer__panel__terms",
        "sheet",
    )
    found: ReviewAssignment = get_object_or_404(rows.select_related(*related), uid=uid)
    try:
        open_file(assignment=found, actor=request.user, now=clock.now())
    except ReviewError as error:
        raise Http404 from error
    return found


def _next(request: HttpRequest, found: ReviewAssignment) -> ReviewAssignment | None:
    rows = visible_to(request.user, ReviewAssignment).filter(reviewer=found.reviewer_id, ended_at__isnull=True).exclude(pk=found.pk)
    rows = rows.exclude(sheet__status=SheetStatus.SUBMITTED).filter(entry__declarations__reviewer=found.reviewer_id)
    later = rows.filter(entry__number__gt=found.entry.number).order_by("entry__number").first()
    return later or rows.order_by("entry__number").first()


def _page(request: HttpRequest, found: ReviewAssignment, content: SheetContent, faults: dict[str, str], *, status: int = 200) -> HttpResponse:
    criteria = sheet_criteria(found)
    sheet = getattr(found, "sheet", None)
    locked = (sheet is not None and sheet.status == SheetStatus.SUBMITTED) or found.entry.panel.status != PanelStatus.OPEN
    points, full = points_so_far(criteria, content)
    others = visible_to(request.user, ScoreSheet).filter(assignment__entry=found.entry, status=SheetStatus.SUBMITTED).exclude(assignment=found)
    context = {
        "assignment": found,
        "entry": found.entry,
        "panel": found.entry.panel,
        "file": file_of(found.entry),
        "rows": rows_of(criteria, content, faults),
        "content": content,
        "faults": faults,
        "sheet": sheet,
        "locked": locked,
        "points": points,
        "full": full,
        "missing": missing_count(criteria, content),
        "others": _others(found, others) if locked else [],
        "next": _next(request, found),
    }
    return render(request, "reviews/own_score.html", context, status=status)


def _others(found: ReviewAssignment, sheets: Any) -> list[dict[str, Any]]:
    """Other reviewers' handed-in sheets, in the order of names."""
    criteria = {each.key: each for each in criteria_of(found.entry.panel)}
    rows = sheets.select_related("assignment__reviewer__member").prefetch_related("scores").order_by("assignment__reviewer__member__name_kana", "pk")
    return [
        {
            "reviewer": sheet.assignment.reviewer,
            "levels": {score.criterion: score for score in sheet.scores.all()},
            "points": sum(
                score.level * criteria[score.criterion].weight
                for score in sheet.scores.all()
                if score.criterion in criteria and not criteria[score.criterion].independent
            ),
            "sheet": sheet,
        }
        for sheet in rows
    ]


@login_required
@permission_required(REVIEW, raise_exception=True)
@never_cache
def score(request: HttpRequest, uid: str) -> HttpResponse:
    """Read the file, mark the levels, save, hand in; without script the button saves."""
    found = own_assignment(request, uid)
    criteria = sheet_criteria(found)
    if request.method != "POST":
        note_reading(request, found.entry.application, page="scoring:score")
        return _page(request, found, stored(getattr(found, "sheet", None)), {})
    read = read_sheet(request.POST, criteria)
    if read.unreadable:
        return _page(request, found, read.content, dict(read.unreadable), status=422)
    handing_in = request.POST.get("go") == "submit"
    try:
        if handing_in:
            submit_sheet(assignment=found, content=read.content, actor=request.user, now=clock.now())
        else:
            save_sheet(assignment=found, content=read.content, now=clock.now())
    except RowsError as error:
        return _page(request, found, read.content, error.faults, status=422)
    except ReviewError as error:
        messages.error(request, str(error))
        return redirect("scoring:score", uid)
    messages.success(request, _("採点表を提出しました") if handing_in else _("採点表を保存しました"))
    return HttpResponseRedirect(reverse("scoring:score", args=[uid]))


@login_required
@permission_required(REVIEW, raise_exception=True)
@require_POST
def save(request: HttpRequest, uid: str) -> HttpResponse:
    """What the page sends by itself while somebody marks: the time of the save and the points so far."""
    found = own_assignment(request, uid)
    criteria = sheet_criteria(found)
    read = read_sheet(request.POST, criteria)
    error = ""
    try:
        save_sheet(assignment=found, content=read.content, now=clock.now())
    except RowsError as fault:
        error = " ".join(fault.faults.values())
    except ReviewError as fault:
        error = str(fault)
    points, full = points_so_far(criteria, read.content)
    context = {"error": error, "saved_at": clock.now(), "points": points, "full": full, "missing": missing_count(criteria, read.content)}
    return render(request, "reviews/_own_saved.html", context)


@login_required
@permission_required(REVIEW, raise_exception=True)
def document(request: HttpRequest, uid: str, file: str) -> FileResponse:
    """A document of the file that the panel shows; each reading is noted."""
    found = own_assignment(request, uid)
    row = get_object_or_404(documents_of(found.entry.panel, found.entry.application), uid=file)
    note_reading(request, row, page="scoring:document")
    hidden = hides_names(terms_of(found.entry.panel))  # a file's own name often bears the applicant's
    name = f"{found.entry.number}-{row.requirement}{Path(row.file_name).suffix}" if hidden else row.file_name
    response = FileResponse(row.file.open("rb"), as_attachment=True, filename=name, content_type=row.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    return response

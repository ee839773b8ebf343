"""Score sheets on paper and in Excel: print, hand out, type in, read back with a preview."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.barriers import barred_applications
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.pages.downloads import as_file
from musubi.blocks.kernel.pages.media_types import PDF, XLSX
from musubi.blocks.kernel.workbooks.reading import WorkbookError, check_file
from musubi.blocks.papers.domain.composed.pdf import to_pdf
from musubi.blocks.reviews.domain.errors import ReviewError, RowsError
from musubi.blocks.reviews.domain.interests import Declared, declare
from musubi.blocks.reviews.domain.rights import may_type_in, works_panel
from musubi.blocks.reviews.domain.sheets import SheetContent, sheet_criteria, submit_sheet
from musubi.blocks.reviews.enums import PanelStatus, SheetChannel
from musubi.blocks.reviews.interfaces.own_forms import DeclarationForm
from musubi.blocks.reviews.interfaces.score_papers import score_paper
from musubi.blocks.reviews.interfaces.score_workbooks import read_back, write_sheets
from musubi.blocks.reviews.interfaces.sheet_reading import read_sheet, rows_of, stored
from musubi.blocks.reviews.interfaces.typed_forms import UploadForm, WrittenOnForm
from musubi.blocks.reviews.models import PanelEntry, ReviewAssignment, Reviewer
from musubi.blocks.reviews.rules import SEE_PANELS
from musubi.blocks.reviews.views.opening import note_reading, panel_at

SALT = "musubi.reviews.workbook"


def reviewer_at(request: HttpRequest, uid: str) -> Reviewer:
    """A reviewer whose sheets the office may handle, else 404 or 403; nobody who reviews in the panel handles others' sheets."""
    rows = (
        visible_to(request.user, Reviewer).filter(left_on__isnull=True).select_related("panel__call__item", "panel__terms", "panel__body", "member")
    )
    found: Reviewer = get_object_or_404(rows, uid=uid)
    if not works_panel(request.user, found.panel) or not may_type_in(request.user, found):
        raise PermissionDenied
    return found


def _assignments(request: HttpRequest, reviewer: Reviewer) -> list[ReviewAssignment]:
    rows = ReviewAssignment.objects.filter(reviewer=reviewer, ended_at__isnull=True, entry__removed_at__isnull=True)
    rows = rows.exclude(entry__application__in=barred_applications(request.user)).select_related("entry__application__party", "sheet")
    return list(rows.prefetch_related("sheet__scores").order_by("entry__number"))


@login_required
@permission_required(SEE_PANELS, raise_exception=True)
def sheets(request: HttpRequest, uid: str) -> HttpResponse:
    """For each reviewer: the print, the workbook out and in, and typing in from paper."""
    found = panel_at(request, uid, work=True)
    reviewers = list(found.reviewers.filter(left_on__isnull=True).select_related("member"))
    rows = [(reviewer, may_type_in(request.user, reviewer)) for reviewer in reviewers]
    return render(request, "reviews/staff_sheets.html", {"panel": found, "rows": rows, "open": found.status == PanelStatus.OPEN})


@login_required
@permission_required(SEE_PANELS, raise_exception=True)
def sheets_out(request: HttpRequest, uid: str, ending: str) -> HttpResponse:
    """The reviewer's sheets as a workbook or on paper."""
    reviewer = reviewer_at(request, uid)
    assignments = _assignments(request, reviewer)
    note_reading(request, reviewer.panel, page="reviews:sheets-out")
    if ending == "xlsx":
        content, media_type = write_sheets(reviewer, assignments), XLSX
    elif ending == "pdf":
        content, media_type = to_pdf(score_paper(reviewer, assignments, clock.today())), PDF
    else:
        raise Http404
    name = _("採点表 %(name)s") % {"name": reviewer}
    return as_file(content, f"{name}.{ending}", media_type, attachment=ending == "xlsx")


@login_required
@permission_required(SEE_PANELS, raise_exception=True)
def typed(request: HttpRequest, uid: str) -> HttpResponse:
    """The reviewer's applications with what was typed in; the declaration on paper first."""
    reviewer = reviewer_at(request, uid)
    note_reading(request, reviewer.panel, page="reviews:typed")
    undeclared = _undeclared(request, reviewer)
    form = DeclarationForm(request.POST if request.method == "POST" else None, entries=undeclared, reviewer=reviewer)
    if request.method == "POST" and form.is_valid():
        try:
            made = declare(reviewer=reviewer, rows=_declared(form), channel=SheetChannel.PAPER, actor=request.user, now=clock.now())
        except ReviewError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("申告を%(count)d件入力しました") % {"count": len(made)})
            return HttpResponseRedirect(reverse("reviews:typed", args=[uid]))
    cleared = set(reviewer.declarations.filter(answer="none").values_list("entry", flat=True))
    cleared |= set(reviewer.declarations.filter(ruling="admitted").values_list("entry", flat=True))
    context = {
        "reviewer": reviewer,
        "panel": reviewer.panel,
        "form": form,
        "undeclared": undeclared,
        "assignments": [(row, row.entry_id in cleared) for row in _assignments(request, reviewer)],
        "open": reviewer.panel.status == PanelStatus.OPEN,
    }
    return render(request, "reviews/staff_typed.html", context, status=422 if form.errors else 200)


def _undeclared(request: HttpRequest, reviewer: Reviewer) -> list[PanelEntry]:
    rows = visible_to(request.user, PanelEntry).filter(panel=reviewer.panel, removed_at__isnull=True)
    gone = reviewer.exclusions.filter(lifted_at__isnull=True).values("entry")
    rows = rows.exclude(pk__in=reviewer.declarations.values("entry")).exclude(pk__in=gone)
    return list(rows.select_related("application__party").order_by("number"))


def _declared(form: DeclarationForm) -> list[Declared]:
    return [Declared(**row) for row in form.rows()]


@login_required
@permission_required(SEE_PANELS, raise_exception=True)
def type_in(request: HttpRequest, uid: str) -> HttpResponse:
    """Type in one sheet from paper, with the day written on it."""
    rows = visible_to(request.user, ReviewAssignment).filter(ended_at__isnull=True)
    found: ReviewAssignment = get_object_or_404(rows.select_related("entry__application__party", "reviewer__panel__terms", "sheet"), uid=uid)
    reviewer = reviewer_at(request, found.reviewer.uid)
    criteria = sheet_criteria(found)
    form = WrittenOnForm(request.POST if request.method == "POST" else None)
    content, faults = stored(getattr(found, "sheet", None)), {}
    if request.method == "POST":
        read = read_sheet(request.POST, criteria)
        content, faults = read.content, dict(read.unreadable)
        if form.is_valid() and not faults:
            try:
                submit_sheet(
                    assignment=found,
                    content=content,
                    actor=request.user,
                    now=clock.now(),
                    channel=SheetChannel.PAPER,
                    written_on=form.cleaned_data["written_on"],
                )
            except RowsError as error:
                faults = error.faults
            except ReviewError as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
            else:
                messages.success(request, _("採点表を入力しました"))
                return HttpResponseRedirect(reverse("reviews:typed", args=[reviewer.uid]))
    note_reading(request, found.entry.application, page="reviews:type-in")
    context = {
        "assignment": found,
        "entry": found.entry,
        "reviewer": reviewer,
        "panel": reviewer.panel,
        "form": form,
        "rows": rows_of(criteria, content, faults),
        "content": content,
        "faults": faults,
    }
    return render(request, "reviews/staff_type_in.html", context, status=422 if faults or form.errors else 200)


@login_required
@permission_required(SEE_PANELS, raise_exception=True)
def upload(request: HttpRequest, uid: str) -> HttpResponse:
    """A returned workbook: a preview by row and cell, then its sound rows are handed in."""
    reviewer = reviewer_at(request, uid)
    if request.method == "POST" and "rows" in request.POST:
        return _hand_in(request, reviewer)
    form = UploadForm(request.POST if request.method == "POST" else None, request.FILES if request.method == "POST" else None)
    preview, payload = None, ""
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data["file"].read()
        try:
            check_file(data)
            preview = read_back(data, reviewer)
        except WorkbookError as error:
            form.add_error("file", str(error))
        else:
            preview.rows = [
                row for row in preview.rows if row.assignment is None or row.assignment.entry.application_id not in barred_applications(request.user)
            ]
            payload = signing.dumps([_packed(row) for row in preview.ready], salt=SALT + reviewer.uid, compress=True)
    context = {"reviewer": reviewer, "panel": reviewer.panel, "form": form, "preview": preview, "payload": payload}
    return render(request, "reviews/staff_upload.html", context, status=422 if form.errors else 200)


def _packed(row: Any) -> list[Any]:
    return [row.assignment.uid, dict(row.content.levels), row.content.applicant_comment, row.content.internal_comment]


def _hand_in(request: HttpRequest, reviewer: Reviewer) -> HttpResponse:
    try:
        rows = signing.loads(request.POST["rows"], salt=SALT + reviewer.uid, max_age=3600 * 12)
    except signing.BadSignature:
        messages.error(request, _("プレビューの期限が切れました。エクセルをもう一度選んでください"))
        return HttpResponseRedirect(reverse("reviews:upload", args=[reviewer.uid]))
    known = {row.uid: row for row in _assignments(request, reviewer)}
    done, left = 0, []
    for uid, levels, applicant_comment, internal_comment in rows:
        content = SheetContent(levels, {}, applicant_comment, internal_comment)
        try:
            submit_sheet(assignment=known[uid], content=content, actor=request.user, now=clock.now(), channel=SheetChannel.WORKBOOK)
        except KeyError:
            continue
        except ReviewError as error:
            left.append(_("整理番号%(number)d: %(why)s") % {"number": known[uid].entry.number, "why": error})
        else:
            done += 1
    messages.success(request, _("%(count)d件の採点表を取り込みました") % {"count": done})
    for message in left:
        messages.error(request, message)
    return HttpResponseRedirect(reverse("reviews:panel", args=[reviewer.panel.uid]))

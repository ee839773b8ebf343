"""採点集計 and, where the guidelines ask for it, the severity of reviewers beside it; one sheet with its unlocking."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.rights import lifts_rules
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.pages.downloads import as_download, as_file
from musubi.blocks.papers.domain.composed.pdf import to_pdf
from musubi.blocks.reviews.domain.engine.calibration import levels_of
from musubi.blocks.reviews.domain.errors import ReviewError
from musubi.blocks.reviews.domain.panels import criteria_of, terms_of
from musubi.blocks.reviews.domain.results import EntryResult, results_of, tenths
from musubi.blocks.reviews.domain.rights import may_read_results
from musubi.blocks.reviews.domain.sheets import sheet_criteria
from musubi.blocks.reviews.interfaces.charts import severity_chart
from musubi.blocks.reviews.interfaces.paper_sources import apart_paper
from musubi.blocks.reviews.interfaces.score_words import score_words
from musubi.blocks.reviews.interfaces.score_workbooks import write_results
from musubi.blocks.reviews.models import Panel, Reviewer, ScoreSheet
from musubi.blocks.reviews.rules import SEE_PANELS
from musubi.blocks.reviews.views.opening import note_reading, panel_at

SORTS = ("number", "mean", "spread")


def _readable(request: HttpRequest, uid: str) -> Panel:
    """Whoever reviews in the panel reads no counts before the close."""
    found = panel_at(request, uid)
    if not may_read_results(request.user, found):
        raise PermissionDenied(_("審査委員は、採点を締めるまで採点集計を見られません"))
    return found


def _sorted(rows: list[EntryResult], sort: str) -> list[EntryResult]:
    if sort == "mean":
        return sorted(rows, key=lambda row: (row.place is None, row.place or 0, row.entry.number))
    if sort == "spread":
        return sorted(rows, key=lambda row: (-((row.highest or 0) - (row.lowest or 0)), row.entry.number))
    return rows


def _cells(row: EntryResult, reviewers: list[Reviewer], sheets: dict[tuple[int, int], str]) -> list[tuple[int | None, str, bool]]:
    """For each reviewer the points, the sheet's address part, and whether the person is kept from the application."""
    points = {sheet.reviewer.pk: sheet.points for sheet in row.sheets}
    gone = {each.pk for each in row.excluded}
    return [(points.get(each.pk), sheets.get((row.entry.pk, each.pk), ""), each.pk in gone) for each in reviewers]


@login_required
@permission_required(SEE_PANELS, raise_exception=True)
def results(request: HttpRequest, uid: str) -> HttpResponse:
    """Every application in the order of its number; by points only when asked. What it adds up to decides nothing."""
    found = _readable(request, uid)
    sort = request.GET.get("sort", "number")
    rows = results_of(found, viewer=request.user)
    note_reading(request, found, page="reviews:results")
    sheets = visible_to(request.user, ScoreSheet).filter(assignment__entry__panel=found, assignment__ended_at__isnull=True)
    known = {(sheet.assignment.entry_id, sheet.assignment.reviewer_id): sheet.uid for sheet in sheets.select_related("assignment")}
    reviewers = list(found.reviewers.select_related("member").order_by("member__name_kana", "pk"))
    beside = [each for each in criteria_of(found) if each.independent]
    context = {
        "panel": found,
        "rows": [(row, _cells(row, reviewers, known), [tenths(row.beside.get(each.key)) for each in beside]) for row in _sorted(rows, sort)],
        "sort": sort if sort in SORTS else "number",
        "beside": beside,
        "reviewers": reviewers,
        "unscored": sum(len(row.waiting) for row in rows),
        "apart": any(row.excluded for row in rows),
        "calibrates": terms_of(found).calibrates,
        "used": score_words(terms_of(found)),
    }
    return render(request, "reviews/staff_results.html", context)


@login_required
@permission_required(SEE_PANELS, raise_exception=True)
def results_export(request: HttpRequest, uid: str) -> HttpResponse:
    """The same as a workbook."""
    found = _readable(request, uid)
    note_reading(request, found, page="reviews:results-export")
    reviewers = list(found.reviewers.select_related("member").order_by("member__name_kana", "pk"))
    content = write_results(results_of(found, viewer=request.user), criteria_of(found), reviewers)
    return as_download(content, _("採点集計") + ".xlsx")


@login_required
@permission_required(SEE_PANELS, raise_exception=True)
def apart(request: HttpRequest, uid: str) -> HttpResponse:
    """別紙 for the sitting: applications from which a member is kept; without those from which the reader is."""
    found = _readable(request, uid)
    note_reading(request, found, page="reviews:apart")
    return as_file(to_pdf(apart_paper(found, results_of(found, viewer=request.user), clock.today())), _("別紙") + ".pdf")


@login_required
@permission_required(SEE_PANELS, raise_exception=True)
def calibration(request: HttpRequest, uid: str) -> HttpResponse:
    """One printable page: each reviewer's level, raw and calibrated means, who stands far from the others."""
    found = _readable(request, uid)
    rows = results_of(found, viewer=request.user)
    try:
        levels = levels_of(found, rows)
    except ReviewError as error:
        messages.info(request, str(error))
        return redirect("reviews:results", uid)
    note_reading(request, found, page="reviews:calibration")
    context = {"panel": found, "levels": levels, "chart": severity_chart(levels), "unscored": sum(len(row.waiting) for row in rows)}
    context["used"] = score_words(terms_of(found))
    return render(request, "reviews/staff_calibration.html", context)


@login_required
@permission_required(SEE_PANELS, raise_exception=True)
def sheet(request: HttpRequest, uid: str) -> HttpResponse:
    """One handed-in sheet; the head may unlock it with a reason."""
    rows = visible_to(request.user, ScoreSheet).select_related(
        "assignment__entry__application__party",
        "assignment__reviewer__member",
        "assignment__reviewer__panel__call__item",
        "assignment__reviewer__panel__terms",
    )
    found: ScoreSheet = get_object_or_404(rows, uid=uid)
    panel = panel_at(request, found.assignment.reviewer.panel.uid)
    scores = {score.criterion: score for score in found.scores.all()}
    note_reading(request, found, page="reviews:sheet")
    context = {
        "sheet": found,
        "panel": panel,
        "entry": found.assignment.entry,
        "rows": [(each, scores.get(each.key)) for each in sheet_criteria(found.assignment)],
        "head": lifts_rules(request.user, panel.call),
    }
    return render(request, "reviews/staff_sheet.html", context)

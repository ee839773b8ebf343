"""採択結果 for everybody: the page, and the same as a file."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.applicant.awards import award_calls
from musubi.blocks.applications.enums import AwardPublicity
from musubi.blocks.applications.models import Call
from musubi.blocks.kernel.pages.downloads import as_download
from musubi.blocks.kernel.pages.media_types import CSV
from musubi.blocks.kernel.workbooks.csv_files import write_csv
from musubi.blocks.reviews.domain.selection.published import PublishedSelection, published_selection
from musubi.blocks.reviews.interfaces.score_words import score_words
from musubi.blocks.reviews.interfaces.selection_words import points


def _found(uid: str) -> tuple[Call, PublishedSelection]:
    call: Call = get_object_or_404(award_calls().select_related("item", "organization", "guideline"), uid=uid)
    found = published_selection(call)
    if found is None:
        raise Http404
    return call, found


def results(request: HttpRequest, uid: str) -> HttpResponse:
    """The result of a call's selection by the call's own rule of publication."""
    call, found = _found(uid)
    rows = [(row, points(row.score) if row.score is not None else "") for row in found.rows]
    context = {"call": call, "found": found, "rows": rows, "scored": any(score for _row, score in rows), "used": score_words(found.terms)}
    return render(request, "reviews/public_results.html", context)


def results_file(_request: HttpRequest, uid: str) -> HttpResponse:
    """The rows of the page as CSV: no more and no less than the call's rule lets everybody read."""
    call, found = _found(uid)
    if not found.rows:
        raise Http404
    named, scored = call.publicity == AwardPublicity.NAMED, any(row.score is not None for row in found.rows)
    head = [_("事業名"), *([_("名称")] if named else []), _("採択の額(円)"), *([score_words(found.terms).label] if scored else []), _("決定日")]
    rows = [
        [
            row.title,
            *([row.recipient.name if row.recipient else ""] if named else []),
            row.amount,
            *([points(row.score) if row.score is not None else ""] if scored else []),
            found.decided_on.isoformat(),
        ]
        for row in found.rows
    ]
    return as_download(write_csv([head, *rows]), f"results-{call.uid}.csv", CSV)

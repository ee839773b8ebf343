"""採択結果 for everybody."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from musubi.blocks.applications.domain.applicant.awards import award_calls
from musubi.blocks.reviews.domain.selection.published import published_selection
from musubi.blocks.reviews.interfaces.selection_words import points


def results(request: HttpRequest, uid: str) -> HttpResponse:
    """The result of a call's selection by the call's own rule of publication."""
    call = get_object_or_404(award_calls().select_related("item", "organization", "guideline"), uid=uid)
    found = published_selection(call)
    if found is None:
        raise Http404
    rows = [(row, points(row.score) if row.score is not None else "") for row in found.rows]
    context = {"call": call, "found": found, "rows": rows, "scored": any(score for _row, score in rows)}
    return render(request, "reviews/public_results.html", context)

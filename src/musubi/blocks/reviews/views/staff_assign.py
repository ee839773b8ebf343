"""採点を割り当てる: the proposal before it is kept, with loads, skills and what nobody covers."""

from __future__ import annotations

from collections import Counter

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.reviews.domain.assigning import assign_all, gaps_of, propose
from musubi.blocks.reviews.domain.errors import ReviewError
from musubi.blocks.reviews.domain.progress import progress_of
from musubi.blocks.reviews.interfaces.assign_table import entry_seats
from musubi.blocks.reviews.models import PanelEntry, ReviewAssignment
from musubi.blocks.reviews.rules import SEE_PANELS
from musubi.blocks.reviews.views.opening import note_reading, panel_at


@login_required
@permission_required(SEE_PANELS, raise_exception=True)
def assign(request: HttpRequest, uid: str) -> HttpResponse:
    """Each reviewer's load as it is and as it would be, who would score what, and what is not covered by number or by skill."""
    found = panel_at(request, uid, work=True)
    if request.method == "POST":
        try:
            kept = assign_all(panel=found, actor=request.user, now=clock.now())
        except ReviewError as error:
            messages.error(request, str(error))
        else:
            words = {"count": len(kept.pairs)}
            messages.success(request, _("%(count)d件を割り当てました。手で直すときは、対象の一覧から申請を開いてください") % words)
        return HttpResponseRedirect(reverse("reviews:panel", args=[uid]))
    try:
        proposal = propose(found)
    except ReviewError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("reviews:panel", args=[uid]))
    note_reading(request, found, page="reviews:assign")
    added = Counter(reviewer for _entry, reviewer in proposal.pairs)
    progress = [row for row in progress_of(found).reviewers if row.reviewer.left_on is None]
    entries = visible_to(request.user, PanelEntry).filter(panel=found, removed_at__isnull=True)
    seen = list(entries.select_related("application__party").order_by("number"))
    known = {entry.pk for entry in seen}
    held = ReviewAssignment.objects.filter(entry__panel=found, ended_at__isnull=True).values_list("entry", "reviewer")
    gaps = gaps_of(found, proposal.pairs) if found.topics else []
    context = {
        "panel": found,
        "rows": [(row, added[row.reviewer.pk], row.assigned + added[row.reviewer.pk]) for row in progress],
        "pairs": len(proposal.pairs),
        "uncovered": [(entry, proposal.uncovered[entry.pk]) for entry in seen if entry.pk in proposal.uncovered],
        "unseen": len(proposal.uncovered.keys() - known),
        "seats": entry_seats(seen, [row.reviewer for row in progress], held, proposal.pairs, gaps),
        "gaps": [gap for gap in gaps if gap.entry.pk in known],
        "gaps_unseen": sum(gap.entry.pk not in known for gap in gaps),
    }
    return render(request, "reviews/staff_assign.html", context)

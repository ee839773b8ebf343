"""保存期間の満了: what may be erased now, and its erasure by the head or the secretariat."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.domain.keeping.erasing import erase_due
from musubi.blocks.applications.domain.keeping.periods import due_agents, due_applications, years_of
from musubi.blocks.applications.domain.rights import of_office_files
from musubi.blocks.applications.models import Agent, Application
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.parties.rules import ERASE_PARTIES

MOST = 200  # rows of a page; what was erased makes room for the next ones


@login_required
@permission_required(ERASE_PARTIES, raise_exception=True)
def due(request: HttpRequest) -> HttpResponse:
    """What is due, with a mark at each; the marked ones are erased together with the basis that was typed."""
    today = clock.today()
    applications = due_applications(visible_to(request.user, Application).filter(of_office_files(request.user, "")), today=today)
    agents = due_agents(visible_to(request.user, Agent), today=today)
    marked, reason, error = set(request.POST.getlist("row")), request.POST.get("reason", ""), ""
    if request.method == "POST":
        chosen = [row for row in applications if row.uid in marked], [row for row in agents if row.uid in marked]
        try:
            counts = erase_due(applications=chosen[0], agents=chosen[1], actor=request.user, now=clock.now(), today=today, reason=reason)
        except ApplicationError as refused:
            error = str(refused)
        else:
            words = {"applications": counts[0], "agents": counts[1]}
            messages.success(request, _("申請%(applications)d件、委任%(agents)d件の内容を消去しました") % words)
            return redirect("applications:retention")
    for row in applications[:MOST]:
        row.kept_years = years_of(row)  # type: ignore[attr-defined]
    context = {
        "applications": applications[:MOST],
        "agents": agents[:MOST],
        "more": len(applications) > MOST or len(agents) > MOST,
        "marked": marked,
        "reason": reason,
        "error": error,
    }
    return render(request, "applications/staff_keeping.html", context, status=422 if error else 200)

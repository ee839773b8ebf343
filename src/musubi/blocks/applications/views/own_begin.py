"""Begin an application: for which party."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from musubi.blocks.applications.domain.agents.held import begins_for
from musubi.blocks.applications.domain.applicant.offers import offer_of, public_calls
from musubi.blocks.applications.domain.drafts import begin_for_party
from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.enums import ApplicationStatus
from musubi.blocks.applications.models import Application, Call
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.parties.domain.acting import parties_acted_for
from musubi.blocks.parties.models import Party


def _parties(request: HttpRequest, call: Call) -> list[tuple[Party, bool]]:
    """For whom the reader may begin an application to this call, and whether as an agent."""
    own = list(parties_acted_for(request.user, day=clock.today()).order_by("pk"))
    given = {agent.party.pk: agent.party for agent in begins_for(user=request.user, call=call, day=clock.today())}
    return [*((party, False) for party in own), *((party, True) for key, party in given.items() if key not in {each.pk for each in own})]


@login_required
@never_cache
def begin(request: HttpRequest, uid: str) -> HttpResponse:
    """Choose for whom; a draft that was begun before is offered first."""
    call = get_object_or_404(public_calls(), uid=uid)
    choices = _parties(request, call)
    error = ""
    if request.method == "POST":
        party = next((each for each, _as_agent in choices if each.uid == request.POST.get("party")), None)
        if party is None:
            error = _("申請者を選んでください")
        else:
            try:
                made = begin_for_party(call=call, party=party, actor=request.user, now=clock.now(), today=clock.today())
            except ApplicationError as raised:
                error = str(raised)
            else:
                return redirect("filings:form", made.uid)
    drafts = visible_to(request.user, Application).filter(call=call, status=ApplicationStatus.DRAFT).select_related("party")
    context = {"call": call, "offer": offer_of(call, clock.now()), "choices": choices, "drafts": drafts, "error": error}
    return render(request, "applications/own_begin.html", context, status=422 if error else 200)

"""Begin an application: for which party, which can be registered here."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from musubi.blocks.applications.domain.agents.held import begins_for
from musubi.blocks.applications.domain.applicant.offers import offer_of, public_calls
from musubi.blocks.applications.domain.drafts import begin_for_party
from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.enums import ApplicationStatus
from musubi.blocks.applications.interfaces.own_party import PartyForm, register_party
from musubi.blocks.applications.models import Application, Call
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.parties.domain.acting import parties_acted_for
from musubi.blocks.parties.domain.errors import PartyError
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


@login_required
@never_cache
def party(request: HttpRequest) -> HttpResponse:
    """Register a person, sole proprietor, legal entity or group, and come back."""
    asked = request.POST.get("next") or request.GET.get("next", "")
    target = asked if url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}) else reverse("filings:home")
    form = PartyForm(request.POST if request.method == "POST" else None, initial={"name": request.user.name, "name_kana": request.user.name_kana})
    if request.method == "POST" and form.is_valid():
        try:
            told = register_party(data=form.cleaned_data, user=request.user, now=clock.now(), today=clock.today())
        except PartyError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, told)
            return HttpResponseRedirect(target)
    return render(request, "applications/own_party.html", {"form": form, "next": target}, status=422 if form.errors else 200)

"""私の事業者情報: what a person with an account registers of their own, and who may act for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.pages.steps import Step, run_step
from musubi.blocks.kernel.panels import render_panels
from musubi.blocks.parties.domain.acting import representations_of
from musubi.blocks.parties.domain.rights import acts_for, keeps_party, may_admit
from musubi.blocks.parties.interfaces.detail_forms import OwnActingForm
from musubi.blocks.parties.models import Consent, Party, Representation
from musubi.blocks.parties.views.acting import answer_step, grant_step
from musubi.blocks.parties.views.party import edit_page
from musubi.blocks.parties.views.steps import address_step, detail_step, row_of, withdraw_step


@login_required
def own(request: HttpRequest) -> HttpResponse:
    """What I act for, what I asked for, and who waits for my word."""
    day = clock.today()
    rights = representations_of(user=request.user, day=day)
    admitting = [one.party_id for one in rights if may_admit(request.user, one.party)]
    mine = Representation.objects.filter(user=request.user, confirmed_at__isnull=True).select_related("party").order_by("-created_at", "-pk")
    waiting = Representation.objects.waiting().filter(party__in=admitting).select_related("party", "user")
    context = {"rights": rights, "claims": mine[:20], "waiting": waiting}
    return render(request, "parties/own.html", context)


def _page(party: Party) -> str:
    return reverse("parties:own-party", args=[party.uid])


def _mine(request: HttpRequest, uid: str, needed: Callable[[Any, Party], bool]) -> Party:
    """The party, if the user acts for it and may do this; what one does not act for is not there."""
    party: Party = get_object_or_404(visible_to(request.user, Party).select_related("address__town", "legal_entity"), uid=uid)
    if not acts_for(request.user, party):
        raise Http404(_("この登録はありません"))
    if not needed(request.user, party):
        raise PermissionDenied
    return party


@login_required
def own_party(request: HttpRequest, uid: str) -> HttpResponse:
    """One party that I act for."""
    party = _mine(request, uid, acts_for)
    context = {
        "party": party,
        "places": party.places.select_related("address"),
        "contacts": party.contact_points.select_related("place"),
        "officers": party.officers.all(),
        "consents": party.consents.all(),
        "rights": party.representations.filter(refused_at__isnull=True).select_related("user"),
        "keeps": keeps_party(request.user, party),
        "admits": may_admit(request.user, party),
        "today": clock.today(),
        "panels": render_panels("own-party", request, {"party": party}),
    }
    return render(request, "parties/own_party.html", context)


@login_required
def edit(request: HttpRequest, uid: str) -> HttpResponse:
    """Correct what my party tells."""
    party = _mine(request, uid, keeps_party)
    return edit_page(request, party, back=_page(party), office=False)


def _run(request: HttpRequest, party: Party, step: Step) -> HttpResponse:
    return run_step(request, step=step, record=party, back=_page(party), target=lambda _made: _page(party))


@login_required
def address(request: HttpRequest, uid: str) -> HttpResponse:
    """A new address."""
    return _run(request, _mine(request, uid, keeps_party), address_step())


@login_required
def detail(request: HttpRequest, uid: str, kind: str, row: str = "") -> HttpResponse:
    """A place, contact or officer of mine."""
    party = _mine(request, uid, keeps_party)
    return _run(request, party, detail_step(kind, row_of(party, kind, row)))


@login_required
def withdraw(request: HttpRequest, uid: str) -> HttpResponse:
    """Take back what my party agreed to."""
    consent = get_object_or_404(visible_to(request.user, Consent).select_related("party"), uid=uid)
    return _run(request, _mine(request, consent.party.uid, keeps_party), withdraw_step(consent))


@login_required
def grant(request: HttpRequest, uid: str) -> HttpResponse:
    """Let an employee or agent act for my party."""
    return _run(request, _mine(request, uid, may_admit), grant_step(OwnActingForm))


@login_required
def answer(request: HttpRequest, uid: str, name: str) -> HttpResponse:
    """Confirm, refuse or end a right at my party; everyone may give up their own."""
    right = get_object_or_404(visible_to(request.user, Representation).select_related("party", "user"), uid=uid)
    gives_up = name == "end" and right.user_id == request.user.pk  # type: ignore[attr-defined]
    party = _mine(request, right.party.uid, acts_for if gives_up else may_admit)
    step = answer_step(name, right)
    return run_step(request, step=step, record=party, back=_page(party), target=lambda _made: reverse("parties:own"))

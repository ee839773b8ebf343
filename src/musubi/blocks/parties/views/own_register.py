"""申請者を登録する: the one page on which somebody with an account registers a party, and the older addresses that lead to it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.pages.steps import next_or
from musubi.blocks.parties.domain.errors import PartyError
from musubi.blocks.parties.domain.own_registration import register_own
from musubi.blocks.parties.domain.registration import Registration
from musubi.blocks.parties.enums import PartyKind
from musubi.blocks.parties.interfaces.own_registration import OwnPartyForm
from musubi.blocks.parties.models import Corporation, Party


@login_required
@never_cache
def register(request: HttpRequest) -> HttpResponse:
    """Register a person, sole proprietor, legal entity or group, and go back to where it was needed; a known number becomes a claim."""
    target = next_or(request, "")
    number = request.GET.get("number", "")
    found = Corporation.objects.findable().filter(legal_entity_number=number).first() if number else None
    form = OwnPartyForm(request.POST if request.method == "POST" else None, initial=_initial(request, found))
    if request.method == "POST" and form.is_valid():
        try:
            made = register_own(told=form.told(), user=request.user, now=clock.now(), today=clock.today())
        except PartyError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _told(made))
            return HttpResponseRedirect(target or _page(made))
    context = {
        "form": form,
        "next": target,
        "back": target or reverse("parties:own"),
        "found": found,
        "is_known": found is not None and Party.objects.filter(legal_entity_number=number).exists(),
    }
    return render(request, "parties/own_register.html", context, status=422 if form.errors else 200)


def _initial(request: HttpRequest, found: Corporation | None) -> dict[str, Any]:
    user: Any = request.user
    if found is not None:
        return {"kind": PartyKind.LEGAL_ENTITY, "legal_entity_number": found.legal_entity_number, "mail": user.email}
    kind = request.GET.get("kind", "").replace("-", "_")
    own = {"name": user.name, "name_kana": user.name_kana} if kind in PartyKind.natural() else {}  # never a company by its clerk's name
    return {"kind": kind if kind in PartyKind.values else None, "mail": user.email, **own}


def _told(made: Registration) -> str:
    if made.is_new:
        return _("「%(name)s」を登録しました") % {"name": made.party}
    return _("「%(name)s」は登録済みです。手続する人に加わる申出をしました。代表者か市が確認すると、申請できます") % {"name": made.party}


def _page(made: Registration) -> str:
    return reverse("parties:own-party", args=[made.party.uid]) if made.is_new else reverse("parties:own")


@login_required
def older(request: HttpRequest, kind: str = "", number: str = "") -> HttpResponse:
    """Addresses that were handed out before there was one page."""
    asked = {"kind": kind, "number": number, "next": request.GET.get("next", "")}
    query = urlencode({name: value for name, value in asked.items() if value})
    return redirect(reverse("parties:own-register") + (f"?{query}" if query else ""))

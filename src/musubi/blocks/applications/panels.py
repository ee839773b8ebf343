"""The calls of a plan item on its public page, and the agents of a party on its pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from musubi.blocks.applications.domain.agents.mails import given
from musubi.blocks.applications.domain.applicant.offers import offers
from musubi.blocks.applications.models import Agent
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.panels import Panel, register_panel
from musubi.blocks.parties.domain.rights import keeps_party
from musubi.blocks.parties.models import Party

SHOWN = 6
MOST = 20


def register_panels() -> None:
    """Called once when apps are ready."""
    register_panel(Panel("plan-item", "offers", "applications/panels/offers.html", _offers, order=20, query_budget=1))
    register_panel(Panel("party", "agents", "applications/panels/party_agents.html", _agents_for_office, order=40, query_budget=2))
    register_panel(Panel("own-party", "agents", "applications/panels/party_agents.html", _agents_for_party, order=40, query_budget=2))


def _offers(_request: HttpRequest, context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    code = context["node"].code
    found = offers(now=clock.now(), items=[code])
    return {"offers": found[:SHOWN], "more_offers": len(found) > SHOWN, "offers_of": code} if found else None


def _agents(request: HttpRequest, party: Party) -> list[tuple[Agent, str, str]]:
    rows = visible_to(request.user, Agent).filter(party=party).select_related("application__call", "call").order_by("-asked_at", "-pk")
    return [(row, row.state_on(clock.today()), given(row)) for row in rows[:MOST]]


def _agents_for_office(request: HttpRequest, context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    found = _agents(request, context["party"])
    return {"party_agents": found, "office": True, "may_ask": False} if found else None


def _agents_for_party(request: HttpRequest, context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    party = context["party"]
    return {"party_agents": _agents(request, party), "office": False, "may_ask": keeps_party(request.user, party)}

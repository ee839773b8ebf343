"""The calls of a plan item on its public page, and a party's agents, applications and debts on its pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from musubi.blocks.applications.domain.agents.mails import given
from musubi.blocks.applications.domain.applicant.offers import offers
from musubi.blocks.applications.domain.rights import sees_some_applications
from musubi.blocks.applications.enums import ApplicationStatus
from musubi.blocks.applications.models import Agent, Application, Obligation, Repayment
from musubi.blocks.applications.workflow import STATES
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.panels import Panel, register_panel
from musubi.blocks.parties.domain.rights import keeps_party
from musubi.blocks.parties.models import Party

SHOWN = 6
MOST = 20
STANDING = ApplicationStatus.awarded() | {ApplicationStatus.CERTIFIED}


def register_panels() -> None:
    """Called once when apps are ready."""
    register_panel(Panel("plan-item", "offers", "applications/panels/offers.html", _offers, order=20, query_budget=1))
    register_panel(Panel("party", "filings", "applications/panels/party_filings.html", _filings_for_office, order=30, query_budget=3))
    register_panel(Panel("own-party", "filings", "applications/panels/party_filings.html", _filings_for_party, order=30, query_budget=3))
    register_panel(Panel("party", "agents", "applications/panels/party_agents.html", _agents_for_office, order=40, query_budget=2))
    register_panel(Panel("own-party", "agents", "applications/panels/party_agents.html", _agents_for_party, order=40, query_budget=2))


def _offers(_request: HttpRequest, context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    code = context["node"].code
    found = offers(now=clock.now(), items=[code])
    return {"offers": found[:SHOWN], "more_offers": len(found) > SHOWN, "offers_of": code} if found else None


def _filings(request: HttpRequest, party: Party) -> dict[str, Any]:
    """The party's applications with what came of them, and what it owes, each by the reader's rights; three queries."""
    rows = list(visible_to(request.user, Application).filter(party=party).select_related("call").order_by("-started_at", "-pk")[: MOST + 1])
    owed = visible_to(request.user, Obligation).filter(application__party=party, done_on__isnull=True, application__status__in=STANDING)
    due = visible_to(request.user, Repayment).filter(application__party=party, paid_on__isnull=True)
    return {
        "rows": rows[:MOST],
        "today": clock.today(),
        "more_filings": len(rows) > MOST,
        "party_owed": owed.select_related("application").order_by("due_on", "pk")[:MOST],
        "party_repayments": due.select_related("application").order_by("due_on", "pk")[:MOST],
    }


def _filings_for_office(request: HttpRequest, context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    if not sees_some_applications(request.user):
        return None
    found = _filings(request, context["party"])
    return {**found, "party_filings": [(row, row.get_status_display()) for row in found["rows"]], "office": True}


def _filings_for_party(request: HttpRequest, context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    found = _filings(request, context["party"])
    return {**found, "party_filings": [(row, STATES[row.status].public_label) for row in found["rows"]], "office": False}


def _agents(request: HttpRequest, party: Party) -> list[tuple[Agent, str, str]]:
    rows = visible_to(request.user, Agent).filter(party=party).select_related("application__call", "call").order_by("-asked_at", "-pk")
    return [(row, row.state_on(clock.today()), given(row)) for row in rows[:MOST]]


def _agents_for_office(request: HttpRequest, context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    found = _agents(request, context["party"])
    return {"party_agents": found, "office": True, "may_ask": False} if found else None


def _agents_for_party(request: HttpRequest, context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    party = context["party"]
    return {"party_agents": _agents(request, party), "office": False, "may_ask": keeps_party(request.user, party)}

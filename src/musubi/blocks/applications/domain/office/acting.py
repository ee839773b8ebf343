"""Before something is given to an applicant the city has confirmed who acts: the person's right, and the agent's appointment.

A 交付決定 or a 認定・指定 to a party for which somebody merely says to act would go to nobody whom the city knows. The head may
lift this with a reason, which stays at the application.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.agents.held import covers
from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.domain.rights import lifts_rules
from musubi.blocks.applications.enums import AgentKind, DecisionKind, IntakeChannel, Outcome
from musubi.blocks.applications.models import Agent, Application, Call, LiftedRule
from musubi.blocks.audit.domain.trail import actor_of
from musubi.blocks.parties.models import Representation

RULE = "acting"
KINDS = frozenset({DecisionKind.GRANT, DecisionKind.CERTIFICATION})
GIVING = frozenset({Outcome.GRANTED, Outcome.CERTIFIED})


@dataclass(frozen=True)
class Unconfirmed:
    """Whose right nobody confirmed, in words, and the page on which it is confirmed."""

    message: str
    address: str


def unconfirmed_of(applications: Iterable[Application], *, day: dt.date) -> dict[int, list[Unconfirmed]]:
    """By application's key what the city has still to confirm; nothing for what came on paper. Two queries at any number."""
    rows = [row for row in applications if row.party_id is not None and row.channel == IntakeChannel.ONLINE]
    parties = {row.party_id for row in rows}
    rights: dict[tuple[int | None, int], list[Representation]] = defaultdict(list)
    for right in Representation.objects.filter(party__in=parties, refused_at__isnull=True, confirmed_at__isnull=False).select_related("user"):
        rights[right.party_id, right.user_id].append(right)
    agents: dict[int | None, list[Agent]] = defaultdict(list)
    waiting = Agent.objects.active_on(day).filter(party__in=parties, kind=AgentKind.FILING, confirmed_at__isnull=True)
    for agent in waiting.order_by("pk"):
        agents[agent.party_id].append(agent)
    found: dict[int, list[Unconfirmed]] = {}
    for row in rows:
        told = _of_person(rights[row.party_id, row.applicant_id or 0])
        told += [_of_agent(agent) for agent in agents[row.party_id] if covers(agent, row)]
        if told:
            found[row.pk] = told
    return found


def _of_person(held: list[Representation]) -> list[Unconfirmed]:
    if not held or not all(right.self_declared for right in held):
        return []
    message = _("%(name)s が申請者を代表することを、市がまだ確認していません") % {"name": held[0].user}
    return [Unconfirmed(message, reverse("parties:right", args=[held[0].uid, "confirm"]))]


def _of_agent(agent: Agent) -> Unconfirmed:
    message = _("代理人 %(name)s への委任を、市がまだ確認していません") % {"name": agent}
    return Unconfirmed(message, reverse("applications:agent-step", args=[agent.uid, "confirm"]))


def check_acting(*, call: Call, kind: str, given: Sequence[tuple[Application, str]], reason: str, actor: Any, now: dt.datetime) -> None:
    """Refuse to give anything (`given`: applications with their outcome) while nobody confirmed who acts. Raises ApplicationError.

    With a reason the head lifts this for the applications concerned, once. Must run in the transaction of the decision.
    """
    rows = [application for application, outcome in given if outcome in GIVING]
    if kind not in KINDS or not rows:
        return
    waiting = unconfirmed_of(rows, day=timezone.localtime(now).date())
    lifted = set(LiftedRule.objects.filter(application__in=waiting, rule=RULE).values_list("application", flat=True))
    open_rows = [row for row in rows if row.pk in waiting and row.pk not in lifted]
    if not open_rows:
        return
    if not reason.strip() or (actor is not None and not lifts_rules(actor, call)):
        words = {"numbers": "、".join(row.number for row in open_rows)}
        message = _(
            "だれが申請者として手続できるかを、市がまだ確認していない申請があります(%(numbers)s)。申請ごとの「確認する」で確かめるか、課長が例外の理由を書いてください"
        )
        raise ApplicationError("acting", message % words, "exception_reason")
    by = actor_of(actor)[1][:200]
    LiftedRule.objects.bulk_create(
        LiftedRule(call=call, application=row, rule=RULE, reason=reason.strip()[:300], lifted_by=by, lifted_at=now) for row in open_rows
    )

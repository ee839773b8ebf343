"""委任の期間が終わった: the day after an appointment's last day its open claims go back to the party, and both hear of it, once."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from musubi.blocks.applications.domain.agents.held import forget_agencies
from musubi.blocks.applications.domain.agents.mails import tell_agent, tell_party
from musubi.blocks.applications.domain.agents.offices import close_asked
from musubi.blocks.applications.domain.agents.receiving import give_back_claims
from musubi.blocks.applications.models import Agent
from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.locking import lock

TOLD_WITHIN = dt.timedelta(days=30)  # what ended long before nobody noticed is closed without a mail


def give_back_ended(today: dt.date, now: dt.datetime) -> int:
    """Daily: close the appointments that ran out; returns how many mails went out. The right itself ended with its last day."""
    rows = Agent.objects.standing().filter(ends_on__lt=today, closed_on__isnull=True, erased_on__isnull=True)
    return sum(_give_back(key, today, now) for key in rows.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _give_back(key: int, today: dt.date, now: dt.datetime) -> int:
    agent: Agent = lock(Agent.objects.filter(pk=key).select_related("party", "user", "application__call", "call"))[0]
    if agent.closed_on is not None or agent.state_on(today) != "over":
        return 0
    agent.closed_on, agent.token_hash = today, ""
    agent.version += 1
    agent.save()
    record_event(actor=None, verb="agent.over", obj=agent, now=now, after={"ends_on": agent.ends_on})
    give_back_claims(agent=agent, actor=None, now=now)
    forget_agencies(agent.user)
    close_asked(agent, actor=None, now=now)
    if agent.accepted_at is None or today - agent.ends_on > TOLD_WITHIN:
        return 0
    tell_party(agent, "over", now=now)
    tell_agent(agent, "over", now=now)
    return 2

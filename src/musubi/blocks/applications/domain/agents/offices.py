"""The office's task to confirm an appointment against its 委任状."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from musubi.blocks.accounts.domain.office import closed_days
from musubi.blocks.accounts.models import Organization
from musubi.blocks.applications.domain.agents.held import agents_of
from musubi.blocks.applications.domain.agents.mails import given
from musubi.blocks.applications.enums import ApplicationStatus
from musubi.blocks.applications.models import Agent, Application
from musubi.blocks.kernel.business_days import add_business_days
from musubi.blocks.notifications.domain.tasks import close_task, open_task
from musubi.blocks.notifications.models import Task

DAYS = 3


def _offices(agent: Agent) -> list[Organization]:
    """The division of the application once it was handed in, or of the call; for a whole period those that work an open application."""
    if agent.application is not None:
        return [] if agent.application.status == ApplicationStatus.DRAFT else [agent.application.call.organization]
    if agent.call is not None:
        return [agent.call.organization]
    over = ApplicationStatus.ended() | {ApplicationStatus.DRAFT}
    at = Application.objects.filter(party=agent.party).exclude(status__in=over).values("call__organization")
    return list(Organization.objects.filter(pk__in=at).order_by("pk"))


def ask_offices(agent: Agent, *, actor: Any, now: dt.datetime, today: dt.date) -> None:
    """Open the task, once. Where no application is handed in yet, `ask_offices_at` does so with the first one."""
    if Task.objects.filter(object_type=agent._meta.label, object_id=agent.uid, status="open").exists():
        return
    for office in _offices(agent):
        open_task(
            title=_("代理人の委任を確認する: %(given)s(%(office)s)") % {"given": given(agent), "office": office},
            due_on=add_business_days(today, DAYS, extra_holidays=closed_days()),
            today=today,
            now=now,
            actor=actor,
            organization=office,
            address=reverse("applications:agent", args=[agent.uid]),
            object_type=agent._meta.label,
            object_id=agent.uid,
        )


def ask_offices_at(application: Application, *, actor: Any, now: dt.datetime, today: dt.date) -> None:
    """An application was handed in: whoever works it confirms the appointments that nobody confirmed yet."""
    for agent in agents_of(application).active_on(today).filter(confirmed_at__isnull=True).select_related("application__call__organization", "call"):
        ask_offices(agent, actor=actor, now=now, today=today)


def close_asked(agent: Agent, *, actor: Any, now: dt.datetime) -> None:
    """The appointment was confirmed or ended: nobody has to look at it any more."""
    for task in Task.objects.filter(object_type=agent._meta.label, object_id=agent.uid, status="open"):
        close_task(task=task, actor=actor, now=now)

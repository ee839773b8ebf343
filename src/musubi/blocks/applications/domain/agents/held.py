"""Which applications an agent may work on a day, and in which capacity somebody acts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from musubi.blocks.accounts.domain.roles import has_role, request_cache
from musubi.blocks.accounts.enums import Role
from musubi.blocks.applications.enums import AgentKind, ApplicationStatus, IntakeChannel
from musubi.blocks.applications.models import Agent, Application, Call
from musubi.blocks.applications.models.agent import AgentQuerySet
from musubi.blocks.parties.domain.acting import representations_of
from musubi.blocks.parties.enums import RepresentationRole

CACHE = "_agencies_by_day"
AS_AGENT = "代理人"  # stands in the trail behind the agent's name; the trail keeps Japanese words


def agencies_of(*, user: Any, day: dt.date) -> list[Agent]:
    """The appointments under which the user files for others on `day`; [] for visitors and the city's staff. One query per user and day."""
    if not getattr(user, "is_authenticated", False) or not user.is_active or has_role(user, *Role.city_staff(), day=day):
        return []
    cache = request_cache(user, CACHE)
    if day not in cache:
        cache[day] = list(Agent.objects.active_on(day).filter(user=user, kind=AgentKind.FILING).select_related("party").order_by("pk"))
    found: list[Agent] = cache[day]
    return found


def forget_agencies(user: Any) -> None:
    """Ask the database anew for this user's appointments."""
    if user is not None:
        request_cache(user, CACHE).clear()


def _begins(agent: Agent) -> dt.datetime:
    return dt.datetime.combine(agent.starts_on, dt.time(), tzinfo=timezone.get_default_timezone())


def covers(agent: Agent, application: Application) -> bool:
    """Whether the appointment is for this application; one for a period leaves out what had ended before it."""
    if agent.application_id is not None:
        return agent.application_id == application.pk
    if application.party_id != agent.party_id:
        return False
    if agent.call_id is not None:
        return agent.call_id == application.call_id
    return application.started_at >= _begins(agent) or application.status not in ApplicationStatus.ended()


def of_covered(user: Any, *, day: dt.date, prefix: str = "") -> Q | None:
    """The twin of `covers` over all appointments of the user; None where there is none. `prefix` leads to the application."""
    found: Q | None = None
    for agent in agencies_of(user=user, day=day):
        if agent.application_id is not None:
            one = Q(**{f"{prefix}pk": agent.application_id})
        elif agent.call_id is not None:
            one = Q(**{f"{prefix}party": agent.party_id, f"{prefix}call": agent.call_id})
        else:
            open_then = Q(**{f"{prefix}started_at__gte": _begins(agent)}) | ~Q(**{f"{prefix}status__in": ApplicationStatus.ended()})
            one = Q(**{f"{prefix}party": agent.party_id}) & open_then
        found = one if found is None else found | one
    return found


def agency_for(*, user: Any, application: Application, day: dt.date) -> Agent | None:
    """The appointment under which the user works this application, if any."""
    return next((agent for agent in agencies_of(user=user, day=day) if covers(agent, application)), None)


def agents_of(application: Application) -> AgentQuerySet:
    """All appointments that are for this application, for its call or for a whole period of its party; newest first."""
    wider = Q(application__isnull=True, party=application.party_id) & (Q(call__isnull=True) | Q(call=application.call_id))
    found: AgentQuerySet = Agent.objects.filter(Q(application=application) | wider).select_related("party").order_by("-asked_at", "-pk")
    return found


def begins_for(*, user: Any, call: Call, day: dt.date) -> list[Agent]:
    """The appointments under which the user may begin an application to the call."""
    return [agent for agent in agencies_of(user=user, day=day) if agent.application_id is None and agent.call_id in (None, call.pk)]


def agent_words(*, application: Application, actor: Any, day: dt.date) -> str:
    """The agent who hands something in, as the receipt names it; "" where the applicant acts.

    On paper nobody signs in: then it is the agent that the counter recorded.
    """
    if application.channel != IntakeChannel.ONLINE:
        held = application.agents.active_on(day).filter(kind=AgentKind.FILING, user__isnull=True).first()
    else:
        held = agency_for(user=actor, application=application, day=day)
    return str(held) if held is not None else ""


def capacity_of(actor: Any, obj: models.Model, now: dt.datetime) -> str:
    """For the trail: 代理人 where the actor does this to an application as somebody's agent, else ""."""
    application = obj if isinstance(obj, Application) else getattr(obj, "application", None)
    if not isinstance(application, Application):
        return ""
    day = timezone.localtime(now).date()
    held = representations_of(user=actor, day=day)
    agents_of_party = {one.party_id for one in held if one.role == RepresentationRole.AGENT}
    agencies = agencies_of(user=actor, day=day)
    if not agencies and not agents_of_party:
        return ""
    own = {one.party_id for one in held if one.role != RepresentationRole.AGENT}
    if application.party_id in own:
        return ""
    is_agent = application.party_id in agents_of_party or any(covers(agent, application) for agent in agencies)
    return AS_AGENT if is_agent else ""

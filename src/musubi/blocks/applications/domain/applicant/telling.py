"""Who hears of an application, and the service mail to them: whoever typed it and still acts, its agents, and the applicant behind an agent."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone, translation

from musubi.blocks.applications.domain.agents.held import covers
from musubi.blocks.applications.enums import AgentKind, IntakeChannel
from musubi.blocks.applications.models import Agent, Application
from musubi.blocks.notifications.domain.outbox import queue_mail
from musubi.blocks.parties.enums import RepresentationRole
from musubi.blocks.parties.models import Representation


@dataclass(frozen=True)
class Recipient:
    """One person or, without an account, one address; without a mail address the message is printed as a letter to the party's address."""

    uid: str
    name: str
    mail: str
    language: str = "ja"
    party_uid: str = ""


def recipients_of(applications: Iterable[Application], *, day: dt.date) -> dict[int, list[Recipient]]:
    """By application's key, whom to tell on `day`; two queries at any number. The applications bring `applicant` and `party`."""
    rows = list(applications)
    parties = {row.party_id for row in rows if row.party_id is not None}
    agents: dict[int, list[Agent]] = defaultdict(list)
    for agent in Agent.objects.active_on(day).filter(kind=AgentKind.FILING, party__in=parties).select_related("user"):
        agents[agent.party_id].append(agent)
    rights: dict[int, list[Representation]] = defaultdict(list)
    for right in Representation.objects.active_on(day).filter(party__in=parties).select_related("user"):
        rights[right.party_id].append(right)
    return {row.pk: _of_one(row, agents[row.party_id or 0], rights[row.party_id or 0]) for row in rows}


def _of_one(application: Application, agents: list[Agent], rights: list[Representation]) -> list[Recipient]:
    mine = [agent for agent in agents if covers(agent, application)]
    found: dict[str, Recipient] = {}
    if application.channel == IntakeChannel.ONLINE:
        typed = application.applicant
        own = {right.user_id for right in rights}
        is_own = typed is not None and (application.party_id is None or typed.pk in own)
        behind = [] if is_own else [right.user for right in rights if right.role in RepresentationRole.may_admit()]
        own_people = [*([typed] if is_own and typed is not None else []), *behind]
        found = {agent.user.uid: _person(application, agent.user) for agent in mine if agent.user is not None}
        found = {person.uid: _person(application, person, own=True) for person in own_people} | found
    else:
        found = {agent.uid: Recipient("", agent.name, agent.mail) for agent in mine if agent.mail and agent.user_id is None}
        found[""] = _party(application)
    return list(found.values()) or [_party(application)]


def _person(application: Application, person: Any, *, own: bool = False) -> Recipient:
    party = application.party
    return Recipient(person.uid, str(party or person), person.email, person.language, party.uid if own and party is not None else "")


def _party(application: Application) -> Recipient:
    party = application.party
    if party is None:
        return Recipient("", "", "")
    return Recipient(f"party-{party.uid}"[:32], str(party), party.mail, party_uid=party.uid)


def tell_applicant(*, application: Application, now: dt.datetime, purpose: str, subject: Callable[[], str], body: Callable[[], str]) -> None:
    """Service mail to everyone whom the application concerns outside the office, each in the own language."""
    for each in recipients_of([application], day=timezone.localtime(now).date())[application.pk]:
        with translation.override(each.language):
            queue_mail(
                to=each.mail,
                subject=subject(),
                body=body(),
                purpose=purpose,
                now=now,
                language=each.language,
                recipient_uid="" if each.uid.startswith("party-") else each.uid,
                recipient_name=each.name,
                addressee_uid=each.party_uid,
            )

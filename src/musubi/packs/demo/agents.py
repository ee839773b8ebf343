"""Agents in the demo: a scrivener who files for the demo's applicant, and a shopping street whose electrician receives the money."""

from __future__ import annotations

import datetime as dt

from musubi.blocks.accounts.models import User
from musubi.blocks.applications.domain import filings
from musubi.blocks.applications.domain.agents.appointing import answer_agent, ask_agent, record_agent
from musubi.blocks.applications.enums import AgentKind, ClaimKind
from musubi.blocks.applications.models import Agent, Application
from musubi.packs.demo.counter import APPLICANT, MARK, Desk
from musubi.packs.demo.moments import at

AGENT = "dairi"  # the demo's agent signs in under this name


def appoint_scrivener(desk: Desk, draft: Application) -> None:
    """The applicant asks a scrivener for the applications to one call, who accepts; the city has not confirmed it yet."""
    mail = f"{AGENT}@demo.example.jp"
    user, made = User.objects.get_or_create(email=mail, defaults={"name": f"行政 書子{MARK}", "name_kana": "ぎょうせい しょこ", "is_demo": True})
    if made:
        user.set_unusable_password()
        user.save()
    asked, answered = at(2020, 10, 12), at(2020, 10, 13)
    agent = Agent(
        party=draft.party,
        call=draft.call,
        kind=AgentKind.FILING,
        name=user.name,
        office=f"行政書士事務所ひな形{MARK}",
        mail=mail,
        starts_on=asked.date(),
        ends_on=dt.date(2021, 3, 31),
    )
    ask_agent(agent=agent, actor=desk.who[APPLICANT], now=asked, today=asked.date())
    answer_agent(token_hash=agent.token_hash, accept=True, user=user, now=answered, today=answered.date())


def delegate_receipt(desk: Desk, application: Application) -> None:
    """The street lets its electrician receive the money, on paper with both signatures, and claims an advance."""
    seen, claimed = at(2020, 9, 1), at(2020, 10, 5)
    agent = Agent(
        party=application.party,
        application=application,
        kind=AgentKind.RECEIPT,
        name=f"株式会社架空電設{MARK}",
        contact="架空市架空町1-1 04-0000-0077",
        creditor_number="900077",
        starts_on=seen.date(),
        ends_on=dt.date(2021, 5, 31),
        basis=f"受領に関する委任状(令和2年8月28日、双方の署名){MARK}",
    )
    record_agent(agent=agent, actor=desk.clerk, now=seen, today=seen.date())
    filings.claim(
        application=application,
        kind=ClaimKind.ADVANCE,
        amount=(application.decided or 0) // 2,
        claimed_on=claimed.date(),
        reason=f"上半期の電気料を払うため{MARK}",
        actor=desk.clerk,
        now=claimed,
        payee=agent,
    )

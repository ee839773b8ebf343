"""委任する: ask somebody to file, or to receive the money; accept, confirm, take back. An appointment always has a last day.

Only the party's own person or representative appoints (`rights.appoints_for`, asked by the page). The agent accepts by a
link that came by mail, with an own account; the city confirms against the 委任状, which is uploaded or brought on paper.
"""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from musubi.blocks.accounts.domain.invitations import hash_token
from musubi.blocks.accounts.domain.roles import has_role
from musubi.blocks.accounts.enums import Role
from musubi.blocks.applications.domain.agents.held import forget_agencies
from musubi.blocks.applications.domain.agents.mails import tell_agent, tell_party
from musubi.blocks.applications.domain.agents.offices import ask_offices, close_asked
from musubi.blocks.applications.domain.agents.receiving import give_back_claims
from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.domain.validation import check_record
from musubi.blocks.applications.enums import AgentKind
from musubi.blocks.applications.models import Agent
from musubi.blocks.applications.models.agent import LONGEST
from musubi.blocks.audit.domain.trail import actor_of, record_event
from musubi.blocks.kernel.locking import lock
from musubi.blocks.parties.domain.acting import acted_for_ids

TOKEN_BYTES = 32
LINK_DAYS = dt.timedelta(days=30)
TOLD = ("kind", "starts_on", "ends_on", "may_withdraw", "creditor_number")


@transaction.atomic
def ask_agent(*, agent: Agent, actor: Any, now: dt.datetime, today: dt.date) -> Agent:
    """委任を頼む: keep a new appointment and send the agent a link to accept it. Raises ApplicationError at a field.

    A payee (受領の委任) without a mail address agrees on paper, which the city records when it confirms.
    """
    agent.asked_at, agent.asked_by = now, actor if getattr(actor, "is_authenticated", False) else None
    if agent.kind == AgentKind.FILING and not agent.mail:
        raise ApplicationError("mail", _("代理人のメールアドレスを入れてください。承諾のための案内を送ります"), "mail")
    if agent.mail and agent.mail.casefold() == str(getattr(actor, "email", "")).casefold():
        raise ApplicationError("self", _("自分自身は代理人にできません。代理人のメールアドレスを入れてください"), "mail")
    _check_days(agent, today)
    _refuse_twice(agent)
    token = _new_token(agent) if agent.mail else ""
    _keep_new(agent, verb="agent.asked", actor=actor, now=now)
    if token:
        tell_agent(agent, "asked", now=now, token=token)
    tell_party(agent, "asked", now=now)
    return agent


@transaction.atomic
def record_agent(*, agent: Agent, actor: Any, now: dt.datetime, today: dt.date) -> Agent:
    """紙の委任状を記録する at the counter: accepted and confirmed by the paper that `basis` names. Raises ApplicationError at a field."""
    agent.asked_at = agent.accepted_at = agent.confirmed_at = now
    agent.confirmed_by = actor_of(actor)[1][:200]
    if not agent.basis.strip():
        raise ApplicationError("basis", _("確認した書類(委任状とその日付など)を入れてください"), "basis")
    _check_days(agent, today)
    _keep_new(agent, verb="agent.recorded", actor=actor, now=now)
    tell_party(agent, "confirmed", now=now)
    return agent


def _check_days(agent: Agent, today: dt.date) -> None:
    if agent.ends_on < today:
        raise ApplicationError("ends_on", _("最後の日が過ぎています。今日より後の日を入れてください"), "ends_on")
    if agent.ends_on < agent.starts_on:
        raise ApplicationError("ends_on", _("最後の日は、最初の日より後にしてください"), "ends_on")
    if agent.ends_on - agent.starts_on > LONGEST:
        raise ApplicationError("ends_on", _("委任の期間は3年までです。続けるときは、終わる前にもう一度頼んでください"), "ends_on")


def _refuse_twice(agent: Agent) -> None:
    same = Agent.objects.standing().filter(
        party=agent.party, kind=agent.kind, application=agent.application, call=agent.call, ends_on__gte=agent.starts_on, starts_on__lte=agent.ends_on
    )
    if agent.mail and same.filter(mail__iexact=agent.mail).exists():
        raise ApplicationError("double", _("この人には、同じ手続をもう頼んでいます。期間を変えるときは、先にその委任を終えてください"), "mail")


def _keep_new(agent: Agent, *, verb: str, actor: Any, now: dt.datetime) -> None:
    agent.name, agent.office, agent.basis = agent.name.strip(), agent.office.strip(), agent.basis.strip()
    check_record(agent, exclude=["party", "application", "call"])
    agent.save()
    after = {name: getattr(agent, name) for name in TOLD if getattr(agent, name) not in ("", False)}
    record_event(actor=actor, verb=verb, obj=agent, now=now, after={**after, "scope": agent.scope, "name": agent.name, "office": agent.office})


def _new_token(agent: Agent) -> str:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    agent.token_hash = hash_token(token)
    return token


@transaction.atomic
def ask_again(*, agent: Agent, actor: Any, now: dt.datetime, today: dt.date) -> Agent:
    """案内を送り直す, with a new link; the old one no longer works. Raises ApplicationError."""
    current = _hold(agent, today, {"asked"})
    if not current.mail:
        raise ApplicationError("mail", _("メールアドレスがないため、案内を送れません。書面で承諾してもらってください"))
    token, current.asked_at = _new_token(current), now
    _keep(current)
    record_event(actor=actor, verb="agent.asked_again", obj=current, now=now)
    tell_agent(current, "asked", now=now, token=token)
    return current


def find_asked(*, token_hash: str, now: dt.datetime) -> Agent:
    """The appointment of a link. Raises ApplicationError where it is unknown, answered, taken back or older than thirty days."""
    found = Agent.objects.filter(token_hash=token_hash).select_related("party", "application__call", "call").first() if token_hash else None
    if found is None or found.state_on(timezone.localtime(now).date()) != "asked":
        raise ApplicationError("unknown", _("この案内は、もう使われたか、取り消されています。頼んだ人に確かめてください"))
    if now - found.asked_at > LINK_DAYS:
        raise ApplicationError("old", _("この案内は、送られてから30日を過ぎました。頼んだ人に、もう一度送ってもらってください"))
    return found


@transaction.atomic
def answer_agent(*, token_hash: str, accept: bool, user: Any, now: dt.datetime, today: dt.date) -> Agent:
    """承諾する or 断る, by the link's holder with an own account. Raises ApplicationError."""
    current = _locked(find_asked(token_hash=token_hash, now=now))
    if current.token_hash != token_hash:
        raise ApplicationError("unknown", _("この案内は、もう使われたか、取り消されています。頼んだ人に確かめてください"))
    if accept and current.party_id in acted_for_ids(user=user, day=today):
        raise ApplicationError("self", _("あなたはこの申請者本人として手続できます。代理人は、別のアカウントの人に頼んでください"))
    if accept and has_role(user, *Role.city_staff(), day=today):
        raise ApplicationError("staff", _("市の職員は、市への申請の代理人になれません"))
    current.token_hash, current.user = "", user
    if accept:
        current.accepted_at = now
    else:
        current.declined_at = now
    _keep(current)
    verb = "agent.accepted" if accept else "agent.declined"
    record_event(actor=user, verb=verb, obj=current, now=now, after={"user": user})
    forget_agencies(user)
    tell_party(current, "accepted" if accept else "declined", now=now)
    if accept:
        tell_agent(current, "accepted", now=now)
        ask_offices(current, actor=user, now=now, today=today)
    return current


@transaction.atomic
def confirm_agent(
    *, agent: Agent, basis: str, actor: Any, now: dt.datetime, today: dt.date, creditor_number: str = "", on_paper: bool = False
) -> Agent:
    """委任を確認する against the 委任状. `on_paper` records that the agent agreed on it, too. Raises ApplicationError."""
    current = _hold(agent, today, {"asked", "active", "later"})
    if current.confirmed_at is not None:
        raise ApplicationError("decided", _("この委任は、もう確認されています"))
    if current.accepted_at is None and not on_paper:
        raise ApplicationError(
            "not_accepted", _("代理人がまだ承諾していません。委任状に代理人の署名があるときは、書面で承諾したことに印を付けてください"), "on_paper"
        )
    if not basis.strip():
        raise ApplicationError("basis", _("確認した書類(委任状とその日付など)を入れてください"), "basis")
    current.accepted_at, current.confirmed_at = current.accepted_at or now, now
    current.confirmed_by, current.basis = actor_of(actor)[1][:200], basis.strip()[:200]
    current.creditor_number = creditor_number.strip() or current.creditor_number
    if current.user_id is None:
        current.token_hash = ""
    _keep(current)
    after = {"basis": current.basis, "creditor_number": current.creditor_number}
    record_event(actor=actor, verb="agent.confirmed", obj=current, now=now, before={"confirmed_at": None}, after=after)
    return _settled(current, "confirmed", actor, now)


@transaction.atomic
def refuse_agent(*, agent: Agent, reason: str, actor: Any, now: dt.datetime, today: dt.date) -> Agent:
    """委任を認めない: it ends at once. Raises ApplicationError."""
    return _end(_hold(agent, today, {"asked", "active", "later"}), "refused", reason, actor, now)


@transaction.atomic
def revoke_agent(*, agent: Agent, reason: str, actor: Any, now: dt.datetime, today: dt.date) -> Agent:
    """委任を終える at once: the party takes it back, or the agent gives it up. Raises ApplicationError."""
    return _end(_hold(agent, today, {"asked", "active", "later"}), "revoked", reason, actor, now)


def _end(current: Agent, how: str, reason: str, actor: Any, now: dt.datetime) -> Agent:
    if not reason.strip():
        raise ApplicationError("reason", _("理由を書いてください。相手にも伝わります"), "reason")
    current.reason, current.token_hash = reason.strip()[:300], ""
    if how == "refused":
        current.refused_at = now
    else:
        current.revoked_at, current.revoked_by = now, actor_of(actor)[1][:200]
    _keep(current)
    record_event(actor=actor, verb=f"agent.{how}", obj=current, now=now, before={f"{how}_at": None}, after={f"{how}_at": now}, reason=current.reason)
    give_back_claims(agent=current, actor=actor, now=now)
    return _settled(current, how, actor, now)


def _settled(current: Agent, how: str, actor: Any, now: dt.datetime) -> Agent:
    forget_agencies(current.user)
    close_asked(current, actor=actor, now=now)
    tell_party(current, how, now=now)
    tell_agent(current, how, now=now)
    return current


def _hold(agent: Agent, today: dt.date, states: set[str]) -> Agent:
    current = _locked(agent)
    if current.state_on(today) not in states:
        raise ApplicationError("decided", _("この委任は、もう終わっているか、答えが出ています。画面を開き直して確かめてください"))
    return current


def _locked(agent: Agent) -> Agent:
    found: Agent = lock(Agent.objects.filter(pk=agent.pk).select_related("party", "user", "application__call", "call"))[0]
    return found


def _keep(current: Agent) -> None:
    current.version += 1
    current.save()

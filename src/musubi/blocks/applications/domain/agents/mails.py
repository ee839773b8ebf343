"""Service mail about an appointment, to the agent and to the party: what was asked, answered, confirmed, ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from musubi.blocks.applications.enums import AgentKind
from musubi.blocks.applications.models import Agent
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.notifications.domain.outbox import queue_mail
from musubi.blocks.parties.enums import RepresentationRole

PURPOSE = "application_agent"


def given(agent: Agent) -> str:
    """What the appointment is for, in words."""
    if agent.application is not None:
        number = agent.application.number
        return f"{agent.application.call} {number}".strip()
    if agent.call is not None:
        return str(agent.call)
    return _("期間中のすべての手続")


def _subject(how: str) -> str:
    return {
        "asked": _("手続の委任のお願い"),
        "accepted": _("委任が承諾されました"),
        "declined": _("委任が断られました"),
        "confirmed": _("市が委任を確認しました"),
        "refused": _("市が委任を認めませんでした"),
        "revoked": _("委任が終わりました"),
        "over": _("委任の期間が終わりました"),
    }[how]


def _lead(how: str, words: Mapping[str, Any]) -> str:
    return {
        "asked": _("%(party)s が、%(agent)s に次の手続を頼みました。"),
        "accepted": _("%(agent)s が、%(party)s の次の手続を引き受けました。"),
        "declined": _("%(agent)s は、%(party)s の次の手続を引き受けませんでした。"),
        "confirmed": _("%(party)s から %(agent)s への次の委任を、市が確認しました。"),
        "refused": _("%(party)s から %(agent)s への次の委任を、市は認めませんでした。"),
        "revoked": _("%(party)s から %(agent)s への次の委任は終わりました。"),
        "over": _("%(party)s から %(agent)s への次の委任は、期間が終わりました。続けるときは、もう一度頼んでください。"),
    }[how] % words


def _body(agent: Agent, how: str, link: str) -> str:
    kind = AgentKind(agent.kind)
    lines = [
        _lead(how, {"party": agent.party, "agent": agent}),
        "",
        _("種類: %(kind)s") % {"kind": kind.label},
        _("手続: %(given)s") % {"given": given(agent)},
        _("期間: %(first)sから%(last)sまで") % {"first": format_date(agent.starts_on), "last": format_date(agent.ends_on)},
        *([_("理由: %(reason)s") % {"reason": agent.reason}] if agent.reason else []),
        "",
        link,
    ]
    return "\n".join(lines)


def _page(agent: Agent) -> str:
    return settings.PUBLIC_URL + reverse("filings:agent", args=[agent.uid])


def tell_agent(agent: Agent, how: str, *, now: dt.datetime, token: str = "") -> None:
    """Tell the agent; whoever is asked gets the link with the key. Without an address nothing is sent: the paper tells it."""
    person = agent.user
    to = person.email if person is not None else agent.mail
    if not to:
        return
    language = person.language if person is not None else "ja"
    with translation.override(language):
        link = settings.PUBLIC_URL + reverse("filings:agent-open", args=[token]) if token else _page(agent)
        asks = _("次のページを開き、自分のアカウントで内容を確かめて、承諾するか断ってください。この案内は30日間使えます。") + "\n" + link
        queue_mail(
            to=to,
            subject=_subject(how),
            body=_body(agent, how, asks if token else link),
            purpose=PURPOSE,
            now=now,
            language=language,
            recipient_uid=person.uid if person is not None else "",
            recipient_name=agent.name,
        )


def tell_party(agent: Agent, how: str, *, now: dt.datetime) -> None:
    """Tell the party's own people, so that nobody appoints an agent behind their back; without an account, the party's address."""
    day = timezone.localtime(now).date()
    rights = agent.party.representations.active_on(day).filter(role__in=RepresentationRole.may_admit()).select_related("user")
    people = {right.user.uid: right.user for right in rights}
    told = [(person.email, person.language, person.uid) for person in people.values()] or [(agent.party.mail, "ja", "")]
    for to, language, uid in told:
        with translation.override(language):
            queue_mail(
                to=to,
                subject=_subject(how),
                body=_body(agent, how, _page(agent)),
                purpose=PURPOSE,
                now=now,
                language=language,
                recipient_uid=uid,
                recipient_name=str(agent.party),
                addressee_uid=agent.party.uid,
            )

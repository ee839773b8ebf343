"""委任状: the sheet to print and sign, with what the appointment says; it names no account and no bank."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from musubi.blocks.accounts.domain.office import letterhead
from musubi.blocks.applications.domain.agents.mails import given
from musubi.blocks.applications.enums import AgentKind
from musubi.blocks.applications.models import Agent
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.papers.domain.composed.model import Facts, Lines, Paper

BLANK = "　"


def _powers(agent: Agent) -> list[str]:
    if agent.kind == AgentKind.RECEIPT:
        return [_("次の申請について、交付される金額を受領すること")]
    told = [_("申請、補正、変更の申請、実績報告、請求、届出・報告をすること"), _("書類を提出し、通知を受け取ること")]
    return [*told, _("取下げと辞退をすること")] if agent.may_withdraw else told


def agent_sheet(agent: Agent, *, dated: dt.date) -> Paper:
    """The sheet as a composed paper; `dated` is the day on which it is printed."""
    call = agent.application.call if agent.application is not None else agent.call
    head = letterhead(call.organization if call is not None else None)
    receipt = agent.kind == AgentKind.RECEIPT
    party = agent.party
    signer = [(_("住所・所在地"), str(party.address or BLANK)), (_("氏名・名称"), str(party)), (_("日付"), BLANK), (_("署名(記名押印)"), BLANK)]
    other = [(_("住所・所在地・連絡先"), agent.contact or BLANK), (_("氏名・名称"), str(agent)), (_("日付"), BLANK), (_("署名(記名押印)"), BLANK)]
    scope = [
        (_("手続"), given(agent)),
        (_("期間"), _("%(first)sから%(last)sまで") % {"first": format_date(agent.starts_on), "last": format_date(agent.ends_on)}),
    ]
    lead = _("私は、下記の受領者に、次のことを委任します。") if receipt else _("私は、下記の代理人に、次のことを委任します。")
    taken = _("上の委任を承諾します。")
    return Paper(
        title=_("受領に関する委任状") if receipt else _("委任状"),
        above=[_("%(city)s長 あて") % {"city": head.municipality_name}, lead],
        parts=[
            Lines(_("委任する事項"), _powers(agent), numbered=True),
            Facts(_("手続と期間"), scope),
            Facts(_("委任する人(申請者)"), signer),
            Facts(_("受領者(%(taken)s)") % {"taken": taken} if receipt else _("代理人(%(taken)s)") % {"taken": taken}, other),
        ],
        dated=dated,
        foot=f"{head.municipality_name} {head.division_name}".strip(),
    )

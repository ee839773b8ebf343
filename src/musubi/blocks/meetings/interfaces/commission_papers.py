"""Papers of a commission: 推薦依頼, 承諾書, 委嘱伺, 委嘱状 or 任命通知."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from musubi.blocks.accounts.domain.office import letterhead
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.meetings.domain.bodies import foot
from musubi.blocks.meetings.enums import AppointmentKind
from musubi.blocks.meetings.models import Body, CouncilMember
from musubi.blocks.papers.domain.pdf import ROOT, render_pdf

LETTERS = ("request", "acceptance", "proposal", "commission")


def _day(day: dt.date | None) -> str:
    return format_date(day, "era") if day is not None else _("   年  月  日")


def _term(member: CouncilMember) -> str:
    if member.starts_on is None or member.ends_before is None:
        return _("委嘱の日から%(body)sの定めるところによる") % {"body": member.seat.body.name}
    last = member.ends_before - dt.timedelta(days=1)
    return _("%(start)sから%(end)sまで") % {"start": _day(member.starts_on), "end": _day(last)}


def _mayor() -> str:
    return _("%(city)s長") % {"city": letterhead().municipality_name or _("市")}


def _office_lines(body: Body) -> list[str]:
    lines = [_("庶務担当 %(division)s") % {"division": body.organization.name}]
    if body.organization.phone:
        lines.append(_("電話 %(phone)s") % {"phone": body.organization.phone})
    return lines


def _request(member: CouncilMember) -> dict[str, Any]:
    body, nominator = member.seat.body, member.seat.nominated_by
    return {
        "title": _("委員の推薦について(依頼)"),
        "to": [_("%(name)s 御中") % {"name": nominator.name if nominator else member.office}],
        "sender": [_mayor()],
        "number": [_day(member.requested_on)],
        "text": [
            _("日ごろから市政に御協力いただき、ありがとうございます。"),
            _("%(body)sの委員について、次のとおり御推薦くださるようお願いします。") % {"body": str(body)},
        ],
        "facts": [
            [_("会議体"), str(body)],
            [_("設置根拠"), body.basis or "—"],
            [_("所掌事務"), body.remit or "—"],
            [_("推薦の人数"), _("1人")],
            [_("区分"), member.seat.get_seat_class_display()],
        ],
        "closing": _office_lines(body),
    }


def _acceptance(member: CouncilMember) -> dict[str, Any]:
    body = member.seat.body
    return {
        "title": _("承諾書"),
        "to": [_("%(mayor)s 様") % {"mayor": _mayor()}],
        "sender": [],
        "number": [_day(member.accepted_on)],
        "text": [_("%(body)sの委員に就任することを承諾します。") % {"body": str(body)}],
        "facts": [[_("会議体"), str(body)], [_("任期"), _term(member)]],
        "closing": [],
        "blanks": [_("住所"), _("所属・役職"), _("氏名(自署)"), _("連絡先")],
    }


def _proposal(member: CouncilMember) -> dict[str, Any]:
    body = member.seat.body
    appointed = member.kind == AppointmentKind.APPOINT
    facts = [
        [_("会議体"), str(body)],
        [_("設置根拠"), body.basis or "—"],
        [_("氏名"), member.name],
        [_("所属・役職"), member.office],
        [_("区分"), member.seat.get_seat_class_display()],
        [_("任期"), _term(member)],
        [_("承諾書の日"), _day(member.accepted_on)],
        [_("起案日"), _day(member.proposed_on)],
        [_("決裁日"), _day(member.decided_on)],
        [_("文書番号"), member.document_number or ""],
    ]
    if member.follows is not None:
        facts.insert(6, [_("前任者(残任期間)"), member.follows.name])
    return {
        "title": _("委員の任命について(伺)") if appointed else _("委員の委嘱について(伺)"),
        "to": [],
        "sender": [body.organization.name],
        "number": [_day(member.proposed_on)],
        "text": [_("次の者を、%(body)sの委員にしてよいか伺います。") % {"body": str(body)}],
        "facts": facts,
        "closing": [],
        "blanks": [_("部長"), _("課長"), _("担当")],
    }


def _commission(member: CouncilMember) -> dict[str, Any]:
    body = member.seat.body
    appointed = member.kind == AppointmentKind.APPOINT
    words = _("%(body)sの委員に任命します。") if appointed else _("%(body)sの委員を委嘱します。")
    return {
        "title": _("任命通知書") if appointed else _("委嘱状"),
        "to": [_("%(name)s 様") % {"name": member.name}],
        "sender": [],
        "number": [member.document_number] if member.document_number else [],
        "text": [words % {"body": str(body)}, _("任期は、%(term)sとします。") % {"term": _term(member)}],
        "facts": [],
        "closing": [_day(member.starts_on), _mayor()],
    }


_MAKERS = {"request": _request, "acceptance": _acceptance, "proposal": _proposal, "commission": _commission}


def letter(member: CouncilMember, *, kind: str, dated: dt.date) -> bytes:
    """One of LETTERS as PDF/A. Raises MissingGlyphsError."""
    made = {"blanks": [], **_MAKERS[kind](member)}
    data = {**made, "heading": made["title"], "foot": foot(member.seat.body), "language": "ja"}
    return render_pdf(template=ROOT / "blocks/papers/typst/formal_letter.typ", data=data, dated=dated)

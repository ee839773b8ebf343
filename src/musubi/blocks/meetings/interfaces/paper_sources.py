"""The papers that every meeting has: 次第, 委員名簿, blank minutes."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.meetings.domain.bodies import members_on, officers_on
from musubi.blocks.meetings.domain.papers.plans import labels_of
from musubi.blocks.meetings.domain.papers.sources import COUNCILS, Content, PaperSource, Wanted, register_source
from musubi.blocks.meetings.domain.sittings import meeting_day, when
from musubi.blocks.meetings.enums import PaperKind
from musubi.blocks.meetings.interfaces.minutes_papers import head_of
from musubi.blocks.meetings.models import Meeting
from musubi.blocks.papers.domain.composed.model import Facts, Grid, Lines, Part

BLANK_ROWS = 8
TALL = "\n" * 5  # room to write by hand


def _agenda_tags() -> dict[str, Any]:
    row = {
        "number": _("番号"),
        "title": _("件名"),
        "kind": _("種類"),
        "papers": _("資料の番号"),
        "presenter": _("説明者"),
        "minutes": _("予定時間(分)"),
    }
    return {"agenda": [row]}


def _agenda_rows(meeting: Meeting, *, public: bool) -> list[dict[str, Any]]:
    """The items, with the numbers of the papers that belong to each."""
    plans = list(meeting.paper_plans.order_by("order"))
    labels = labels_of(plans)
    papers: dict[int | None, list[str]] = defaultdict(list)
    for plan in plans:
        if labels[plan.pk]:
            papers[plan.agenda_id].append(labels[plan.pk])
    return [
        {
            "number": item.number,
            "title": item.public_title if public else item.title,
            "kind": str(item.get_kind_display()),
            "papers": "、".join(papers[item.pk]),
            "presenter": item.presenter,
            "minutes": item.minutes_planned,
        }
        for item in meeting.agenda.all()
    ]


def _agenda(wanted: Wanted) -> Content:
    meeting, rows = wanted.meeting, _agenda_rows(wanted.meeting, public=wanted.for_public)
    planned = [f"{row['title']}({row['kind']}){'　' + row['papers'] if row['papers'] else ''}" for row in rows]
    place = meeting.place or meeting.get_format_display()
    facts = [(_("日時"), when(meeting)), (_("場所"), place), (_("公開・非公開の別"), meeting.get_openness_display())]
    return Content([Facts("", facts), Lines(_("議題"), planned, _("該当なし"), numbered=True)], values={"agenda": rows})


def _roster_tags() -> dict[str, Any]:
    row = {"number": _("番号"), "name": _("氏名"), "kana": _("氏名(かな)"), "office": _("所属・役職"), "seat": _("区分"), "post": _("役職")}
    return {"members": [row]}


def _members(meeting: Meeting, today: dt.date) -> list[dict[str, Any]]:
    day = meeting_day(meeting, otherwise=today)
    posts = officers_on(meeting.body, day)
    return [
        {
            "number": number,
            "name": member.name,
            "kana": member.name_kana,
            "office": member.office,
            "seat": str(member.seat.get_seat_class_display()),
            "post": str(posts.get(member.pk, "")),
        }
        for number, member in enumerate(members_on(meeting.body, day), 1)
    ]


def _roster(wanted: Wanted) -> Content:
    members = _members(wanted.meeting, wanted.today)
    rows = [[str(row["number"]), row["name"], row["office"], row["seat"], row["post"]] for row in members]
    head = [_("番号"), _("氏名"), _("所属・役職"), _("区分"), _("備考")]
    parts: list[Part] = [Lines("", [_("敬称略・五十音順")]), Grid(_("委員名簿"), head, [1, 3, 5, 2, 2], rows, _("該当なし"))]
    return Content(parts, values={"members": members})


def _minutes_tags() -> dict[str, Any]:
    return {**_agenda_tags(), **_roster_tags()}


def _minutes_form(wanted: Wanted) -> Content:
    meeting = wanted.meeting
    office = meeting.body.organization
    rows = head_of(meeting, explainers="", office_contact=f"{office.name} {office.phone}".strip(), papers=[], public=wanted.for_public)
    head = [_("発言者"), _("審議の内容(審議経過・決定事項等)")]
    values = {"agenda": _agenda_rows(meeting, public=wanted.for_public), "members": _members(meeting, wanted.today)}
    return Content([Facts(_("様式第1号"), rows), Grid(_("様式第2号"), head, [2, 8], [["", ""]] * BLANK_ROWS, "")], values=values)


def _opinion_form(wanted: Wanted) -> Content:
    """意見提出用紙 to be written on by hand: for members who do not write on line."""
    meeting, office = wanted.meeting, wanted.meeting.body.organization
    rows = [[f"{row['number']} {row['title']}\n{row['papers']}".strip(), ""] for row in _agenda_rows(meeting, public=wanted.for_public)]
    facts = [(_("氏名"), ""), (_("提出日"), _("   年  月  日")), (_("提出先"), f"{office.name} {office.phone}".strip())]
    asked = [_("会議の前でも後でも出せます。書ききれないときは、裏に続けてください。"), _("公表してよいか: □ 氏名も □ 氏名を伏せて □ 公表しない")]
    blank = [*rows, [_("そのほか"), ""]]
    return Content([Facts("", facts), Lines("", asked), Grid("", [_("議題"), _("意見")], [3, 9], [[head, TALL] for head, _text in blank], "")])


def register_sources() -> None:
    """Called once when apps are ready."""
    register_source(PaperSource("agenda", _l("次第"), PaperKind.AGENDA, _agenda, 10, tags=_agenda_tags))
    register_source(PaperSource("roster", _l("委員名簿"), PaperKind.ROSTER, _roster, 20, tags=_roster_tags))
    register_source(PaperSource("opinion-form", _l("意見提出用紙"), PaperKind.REFERENCE, _opinion_form, 800, usual=COUNCILS))
    register_source(PaperSource("minutes-form", _l("会議録(ひな形)"), PaperKind.MINUTES_FORM, _minutes_form, 900, tags=_minutes_tags))

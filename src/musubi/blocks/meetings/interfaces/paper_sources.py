"""The papers that every meeting has: 次第, 委員名簿, blank minutes."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.meetings.domain.bodies import members_on, officers_on
from musubi.blocks.meetings.domain.papers.sources import Content, PaperSource, register_source
from musubi.blocks.meetings.domain.sittings import meeting_day, when
from musubi.blocks.meetings.enums import PaperKind
from musubi.blocks.meetings.interfaces.minutes_papers import head_of
from musubi.blocks.meetings.models import Meeting
from musubi.blocks.papers.domain.composed.model import Facts, Grid, Lines

BLANK_ROWS = 8


def _agenda(meeting: Meeting, _today: dt.date) -> Content:
    planned = [f"{item.title}({item.get_kind_display()})" for item in meeting.agenda.all()]
    place = meeting.place or meeting.get_format_display()
    facts = [(_("日時"), when(meeting)), (_("場所"), place), (_("公開・非公開の別"), meeting.get_openness_display())]
    return Content([Facts("", facts), Lines(_("議題"), planned, _("該当なし"), numbered=True)])


def _roster(meeting: Meeting, today: dt.date) -> Content:
    day = meeting_day(meeting, otherwise=today)
    posts = officers_on(meeting.body, day)
    rows = [
        [str(number), member.name, member.office, member.seat.get_seat_class_display(), posts.get(member.pk, "")]
        for number, member in enumerate(members_on(meeting.body, day), 1)
    ]
    head = [_("番号"), _("氏名"), _("所属・役職"), _("区分"), _("備考")]
    return Content([Lines("", [_("敬称略・五十音順")]), Grid(_("委員名簿"), head, [1, 3, 5, 2, 2], rows, _("該当なし"))])


def _minutes_form(meeting: Meeting, _today: dt.date) -> Content:
    office = meeting.body.organization
    rows = head_of(meeting, explainers="", office_contact=f"{office.name} {office.phone}".strip(), papers=[])
    head = [_("発言者"), _("審議の内容(審議経過・決定事項等)")]
    return Content([Facts(_("様式第1号"), rows), Grid(_("様式第2号"), head, [2, 8], [["", ""]] * BLANK_ROWS, "")])


def register_sources() -> None:
    """Called once when apps are ready."""
    register_source(PaperSource("agenda", _l("次第"), PaperKind.AGENDA, _agenda, 10))
    register_source(PaperSource("roster", _l("委員名簿"), PaperKind.ROSTER, _roster, 20))
    register_source(PaperSource("minutes-form", _l("会議録(ひな形)"), PaperKind.MINUTES_FORM, _minutes_form, 900))

"""会議録 in the city's form: 様式第1号 (what, when, who) and 様式第2号 (speaker | what was deliberated)."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import override

from musubi.blocks.meetings.domain.bodies import foot
from musubi.blocks.meetings.domain.sittings import title_of, when
from musubi.blocks.meetings.enums import AttendanceState, UtteranceKind
from musubi.blocks.meetings.models import Attendance, Meeting, Minutes
from musubi.blocks.papers.domain.composed.model import Facts, Grid, Paper


def _named(row: Attendance) -> str:
    if row.state == AttendanceState.PROXY:
        return _("%(name)s(代理 %(proxy)s)") % {"name": row.member.name, "proxy": f"{row.proxy_office} {row.proxy_name}".strip()}
    if row.state == AttendanceState.ONLINE:
        return _("%(name)s(オンライン)") % {"name": row.member.name}
    return row.member.name


def head_of(meeting: Meeting, *, explainers: str, office_contact: str, papers: list[str], public: bool) -> list[tuple[str, str]]:
    """The rows of 様式第1号; what is not known yet stays blank, to be written in. `public` hides the titles of closed items."""
    rows = list(meeting.attendances.select_related("member").order_by("member__name_kana"))
    there = [_named(row) for row in rows if row.state in AttendanceState.present()]
    absent = [row.member.name for row in rows if row.state == AttendanceState.ABSENT]
    observers = "" if meeting.observers is None else str(meeting.observers)
    nobody = _("なし") if there else ""
    openness = meeting.get_openness_display()
    return [
        (_("会議の名称"), title_of(meeting)),
        (_("開催日時"), when(meeting)),
        (_("開催場所"), meeting.place or meeting.get_format_display()),
        (_("公開・非公開の別"), f"{openness}({meeting.closed_reason})" if meeting.closed_reason else openness),
        (_("出席者の氏名"), "、".join(there)),
        (_("欠席者の氏名"), "、".join(absent) or nobody),
        (_("傍聴者の数"), observers),
        (_("説明者の職・氏名"), explainers),
        (_("議題"), "\n".join(f"{item.number} {item.public_title if public else item.title}" for item in meeting.agenda.all())),
        (_("会議資料"), "\n".join(papers)),
        (_("担当部課名"), office_contact),
    ]


def minutes_paper(minutes: Minutes, *, public: bool, papers: list[str], dated: dt.date) -> Paper:
    """The minutes of a meeting. `public` writes what stands outside in place of what is withheld, and leaves closed items out."""
    meeting = minutes.meeting
    with override("ja"):
        rows: list[list[str]] = []
        current: object = object()
        for line in minutes.utterances.select_related("agenda").order_by("agenda__number", "order"):
            if public and line.agenda is not None and line.agenda.is_closed:
                continue
            if line.agenda_id != current:
                current = line.agenda_id
                rows.append(["", str(line.agenda) if line.agenda is not None else _("その他")])
            words = line.published_text if public else line.text
            decided = _("【決定事項】%(text)s") % {"text": words} if line.kind == UtteranceKind.DECISION else words
            rows.append([line.speaker, decided])
        explainers, contact = minutes.explainers, minutes.office_contact
        return Paper(
            title=_("会議録"),
            label=minutes.get_style_display(),
            parts=[
                Facts(_("様式第1号"), head_of(meeting, explainers=explainers, office_contact=contact, papers=papers, public=public)),
                Grid(_("様式第2号"), [_("発言者"), _("審議の内容(審議経過・決定事項等)")], [2, 8], rows, _("発言の記録はありません。")),
            ],
            dated=dated,
            foot=foot(meeting.body),
        )

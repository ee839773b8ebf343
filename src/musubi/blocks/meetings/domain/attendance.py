"""出欠: what members answer before, and how each was there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.locking import lock
from musubi.blocks.meetings.domain.errors import MeetingError
from musubi.blocks.meetings.enums import AppointmentKind, AttendanceState, MeetingStatus
from musubi.blocks.meetings.models import Attendance, Meeting

PROXY = AttendanceState.PROXY


@dataclass(frozen=True)
class Presence:
    """How a member was there; a proxy has a name."""

    state: str
    proxy_name: str = ""
    proxy_office: str = ""


@transaction.atomic
def answer_invitation(*, attendance: Attendance, presence: Presence, actor: Any, now: dt.datetime) -> None:
    """A member's answer, or what the office heard by telephone. Raises MeetingError once the meeting is over."""
    current: Attendance = lock(Attendance.objects.filter(pk=attendance.pk).select_related("meeting"))[0]
    if current.meeting.status != MeetingStatus.ANNOUNCED:
        raise MeetingError("state", _("出欠の回答は、会議が始まるまでです。事務局へ電話でお知らせください"))
    _check(presence)
    before = current.reply
    current.reply, current.replied_at = presence.state, now
    current.proxy_name, current.proxy_office = presence.proxy_name, presence.proxy_office
    current.version += 1
    current.save()
    record_event(actor=actor, verb="attendance.answered", obj=current, now=now, before={"reply": before}, after={"reply": presence.state})


@transaction.atomic
def record_attendance(*, meeting: Meeting, presences: Mapping[int, Presence], observers: int | None, actor: Any, now: dt.datetime) -> None:
    """How each member was there, by the attendance's key, and how many listened. All or nothing."""
    current: Meeting = lock(Meeting.objects.filter(pk=meeting.pk))[0]
    if current.status not in {MeetingStatus.ANNOUNCED, MeetingStatus.IN_SESSION, MeetingStatus.HELD}:
        raise MeetingError("state", _("開催を通知した後に、出欠を入れてください"))
    rows: list[Attendance] = lock(Attendance.objects.filter(meeting=current, pk__in=presences))
    changed = {}
    for row in rows:
        presence = presences[row.pk]
        _check(presence)
        if (row.state, row.proxy_name, row.proxy_office) != (presence.state, presence.proxy_name, presence.proxy_office):
            row.state, row.proxy_name, row.proxy_office = presence.state, presence.proxy_name, presence.proxy_office
            row.version += 1
            row.save()
            changed[str(row.uid)] = presence.state
    if changed or observers != current.observers:
        current.observers = observers
        current.version += 1
        current.save()
        record_event(actor=actor, verb="attendance.recorded", obj=current, now=now, after={"observers": observers, "changed": changed})


def _check(presence: Presence) -> None:
    if presence.state == PROXY and not presence.proxy_name:
        raise MeetingError("proxy_name", _("代理出席のときは、代理の人の氏名を入れてください"), "proxy_name")


def honoraria(meeting: Meeting) -> list[tuple[Attendance, int]]:
    """謝礼: who is paid for the meeting and how much in yen; the city's own staff and absent members are not."""
    amount = meeting.body.honorarium or 0
    rows = meeting.attendances.select_related("member__seat", "member__contact").filter(state__in=AttendanceState.present())
    return [(row, amount) for row in rows.order_by("member__name_kana") if row.member.kind == AppointmentKind.COMMISSION and amount]

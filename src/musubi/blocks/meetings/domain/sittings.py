"""会議: plan the next one, tell everybody, open it, close it, call it off."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from musubi.blocks.audit.domain.trail import record_event, record_personal_view
from musubi.blocks.kernel.dates import fiscal_year_of, format_fiscal_year
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.locking import lock
from musubi.blocks.meetings.domain.bodies import members_on
from musubi.blocks.meetings.domain.errors import MeetingError
from musubi.blocks.meetings.domain.ical import calendar
from musubi.blocks.meetings.enums import AgendaKind, AttendanceState, BodyKind, MeetingFormat, MeetingStatus, Openness
from musubi.blocks.meetings.models import AgendaItem, Attendance, Body, CouncilMember, Meeting, MemberContact
from musubi.blocks.notifications.domain.outbox import queue_mail
from musubi.blocks.notifications.models import OutboxMessage

TELLING = "meeting-announced"
USUAL_AGENDA = (
    (gettext_lazy("前回会議における意見と対応状況"), AgendaKind.CONFIRMATION),
    (gettext_lazy("計画の進捗状況"), AgendaKind.REPORT),
    (gettext_lazy("意見交換"), AgendaKind.DISCUSSION),
    (gettext_lazy("その他"), AgendaKind.OTHER),
)
PANEL_AGENDA = (
    (gettext_lazy("応募の状況"), AgendaKind.REPORT),
    (gettext_lazy("採点の結果"), AgendaKind.REPORT),
    (gettext_lazy("選定"), AgendaKind.VOTE),
    (gettext_lazy("その他"), AgendaKind.OTHER),
)


def title_of(meeting: Meeting) -> str:
    """令和n年度第m回 of a body."""
    year = format_fiscal_year(meeting.fiscal_year, "era")
    return _("%(year)s第%(number)d回 %(body)s") % {"year": year, "number": meeting.number, "body": meeting.body}


def when(meeting: Meeting) -> str:
    """The day and the hours as they are written on papers: 令和2年11月5日(木) 14:00–16:00."""
    if meeting.starts_at is None:
        return _("未定")
    start = localtime(meeting.starts_at)
    text = f"{format_date(start.date(), 'era', weekday=True)} {date_format(start, 'H:i')}"
    return f"{text}–{date_format(localtime(meeting.ends_at), 'H:i')}" if meeting.ends_at else text


def meeting_day(meeting: Meeting, *, otherwise: dt.date) -> dt.date:
    """The day of the meeting, or another where it has none yet."""
    return localtime(meeting.starts_at).date() if meeting.starts_at else otherwise


@transaction.atomic
def plan_meeting(*, body: Body, fiscal_year: int, actor: Any, now: dt.datetime) -> Meeting:
    """The next meeting of the year with the usual agenda. Raises MeetingError for a body that has ended."""
    current: Body = lock(Body.objects.filter(pk=body.pk))[0]
    if current.ends_before is not None and fiscal_year > fiscal_year_of(current.ends_before):
        raise MeetingError("ended", _("この会議体は廃止されています"))
    number = (current.meetings.filter(fiscal_year=fiscal_year).aggregate(last=Max("number"))["last"] or 0) + 1
    earlier = current.meetings.filter(status=MeetingStatus.HELD).exists()
    made = Meeting.objects.create(
        body=current,
        fiscal_year=fiscal_year,
        number=number,
        openness=Openness.OPEN if current.is_public else Openness.CLOSED,
        closed_reason="" if current.is_public else _("非公開の会議体"),
    )
    usual = PANEL_AGENDA if current.kind == BodyKind.SELECTION_PANEL else USUAL_AGENDA if earlier else USUAL_AGENDA[1:]
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=made, number=order, title=_in("ja", title), title_en=_in("en", title), kind=kind)
        for order, (title, kind) in enumerate(usual, 1)
    )
    record_event(actor=actor, verb="meeting.planned", obj=made, now=now, after={"fiscal_year": fiscal_year, "number": number})
    return made


def _in(language: str, words: Any) -> str:
    with override(language):
        return str(words)


@transaction.atomic
def announce(*, meeting: Meeting, actor: Any, now: dt.datetime) -> int:
    """Tell every member by mail (or by letter where there is no address); returns how many. Raises MeetingError for what is missing."""
    current = _locked(meeting, MeetingStatus.PLANNED, _("この会議はもう通知されています"))
    if current.starts_at is None:
        raise MeetingError("no_day", _("日時を先に入れてください。日程調整の結果から決めることもできます"))
    if current.format != MeetingFormat.WRITTEN and not current.place and not current.online_address:
        raise MeetingError("no_place", _("開催場所か、オンラインの入口を入れてください"))
    if not current.agenda.exists():
        raise MeetingError("no_agenda", _("議題を1つ以上入れてください"))
    members = list(members_on(current.body, meeting_day(current, otherwise=timezone.localdate(now))))
    if not members:
        raise MeetingError("no_members", _("その日に在任している委員がいません。会議体の画面で委員を入れてください"))
    _set(current, {"status": MeetingStatus.ANNOUNCED, "announced_at": now}, "meeting.announced", actor, now)
    attend = [Attendance(meeting=current, member=member) for member in members]
    Attendance.objects.bulk_create(attend, ignore_conflicts=True)
    dates = calendar([current], title=title_of).decode()
    for member in members:
        subject = _("開催通知 %(title)s") % {"title": title_of(current)}
        tell_member(member, subject=subject, body=invitation(current, member), dates=dates, actor=actor, now=now)
    return len(members)


def tell_member(member: CouncilMember, *, subject: str, body: str, dates: str = "", actor: Any, now: dt.datetime) -> OutboxMessage:
    """One mail to a member, with `dates` for the calendar; the reading of the address is logged.

    Without an address it can be printed as a letter.
    """
    contact = MemberContact.objects.filter(member=member).first()
    address = contact.email if contact is not None and not contact.on_paper else ""
    if contact is not None:
        record_personal_view(actor=actor, obj=contact, page="", now=now, purpose=TELLING)
    uid = member.user.uid if member.user is not None else ""
    name = _("%(name)s 様") % {"name": member.name}
    return queue_mail(to=address, subject=subject, body=body, purpose=TELLING, now=now, recipient_uid=uid, recipient_name=name, calendar=dates)


def invitation(meeting: Meeting, member: CouncilMember) -> str:
    """The text of the invitation, for mail and for the letter."""
    lines = [
        _("%(name)s 様") % {"name": member.name},
        "",
        _("次のとおり会議を開きますので、御出席くださるようお願いします。"),
        "",
        _("会議: %(title)s") % {"title": title_of(meeting)},
        _("日時: %(when)s") % {"when": when(meeting)},
        _("場所: %(place)s") % {"place": meeting.place or meeting.get_format_display()},
    ]
    if meeting.online_address:
        lines.append(_("オンラインの入口: %(address)s") % {"address": meeting.online_address})
    lines += [_("議題:"), *(f"  {item.number} {item.title}" for item in meeting.agenda.all())]
    if meeting.replies_due_on:
        lines += ["", _("出欠を %(day)sまでにお知らせください。") % {"day": format_date(meeting.replies_due_on)}]
    lines += ["", _("カレンダーに入れる: %(address)s") % {"address": settings.PUBLIC_URL + reverse("meetings:ical", args=[meeting.uid])}]
    office = meeting.body.organization
    lines += ["", office.name, *([_("電話 %(phone)s") % {"phone": office.phone}] if office.phone else [])]
    return "\n".join(lines)


@transaction.atomic
def begin(*, meeting: Meeting, actor: Any, now: dt.datetime) -> None:
    """開会. Raises MeetingError before the announcement."""
    current = _locked(meeting, MeetingStatus.ANNOUNCED, _("開会できるのは、開催を通知した会議です"))
    _set(current, {"status": MeetingStatus.IN_SESSION}, "meeting.begun", actor, now)


@transaction.atomic
def close(*, meeting: Meeting, actor: Any, now: dt.datetime) -> None:
    """閉会: who was there is settled first."""
    current = _locked(meeting, MeetingStatus.IN_SESSION, _("閉会できるのは、開会中の会議です"))
    unknown = current.attendances.filter(state=AttendanceState.UNKNOWN).count()
    if unknown:
        raise MeetingError("attendance", _("出欠が決まっていない委員が%(count)d人います。出欠を入れてから閉会してください") % {"count": unknown})
    _set(current, {"status": MeetingStatus.HELD}, "meeting.closed", actor, now)


@transaction.atomic
def cancel(*, meeting: Meeting, reason: str, actor: Any, now: dt.datetime) -> None:
    """中止: members who were told are told of it."""
    current: Meeting = lock(Meeting.objects.filter(pk=meeting.pk).select_related("body__organization"))[0]
    if current.status in {MeetingStatus.HELD, MeetingStatus.CANCELLED, MeetingStatus.IN_SESSION}:
        raise MeetingError("state", _("始まった会議、終わった会議は中止にできません"))
    told = current.status == MeetingStatus.ANNOUNCED
    _set(current, {"status": MeetingStatus.CANCELLED, "cancelled_reason": reason}, "meeting.cancelled", actor, now)
    for row in current.attendances.select_related("member__user") if told else []:
        text = _("%(title)s(%(when)s)は、中止になりました。理由: %(reason)s") % {"title": title_of(current), "when": when(current), "reason": reason}
        subject = _("中止のお知らせ %(title)s") % {"title": title_of(current)}
        tell_member(row.member, subject=subject, body=text, dates=calendar([current], title=title_of).decode(), actor=actor, now=now)


def quorum(meeting: Meeting) -> tuple[int, int]:
    """How many are present, and how many the body needs (a proxy counts as present)."""
    states = list(meeting.attendances.values_list("state", flat=True))
    needed = -(-len(states) * meeting.body.quorum_percent // 100)
    return sum(state in AttendanceState.present() for state in states), needed


def _locked(meeting: Meeting, status: str, message: str) -> Meeting:
    current: Meeting = lock(Meeting.objects.filter(pk=meeting.pk).select_related("body__organization"))[0]
    if current.status != status:
        raise MeetingError("state", message)
    return current


def _set(current: Meeting, values: dict[str, Any], verb: str, actor: Any, now: dt.datetime) -> None:
    before = {name: getattr(current, name) for name in values}
    for name, value in values.items():
        setattr(current, name, value)
    current.version += 1
    current.save()
    record_event(actor=actor, verb=verb, obj=current, now=now, before=before, after=values)

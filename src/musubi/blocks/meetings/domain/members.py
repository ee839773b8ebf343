"""委員: 推薦依頼 → 承諾書 → 委嘱伺 → 委嘱状; who follows whom for the rest of a term; who leaves."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.locking import lock
from musubi.blocks.meetings.domain.bodies import serving
from musubi.blocks.meetings.domain.errors import MeetingError
from musubi.blocks.meetings.models import Body, CouncilMember, MemberContact, Officer, Seat


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day of a later month, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def term_end(body: Body, starts_on: dt.date) -> dt.date:
    """The first day after a full term."""
    return months_after(starts_on, body.term_months)


def term_of(member: CouncilMember, body: Body, starts_on: dt.date) -> dt.date:
    """The first day after the term: the rest of the predecessor's term (残任期間) where the member follows one who left early.

    The chain is followed to the one whose full term it was.
    """
    first, seen = member, {member.pk}
    while first.follows is not None and first.follows.pk not in seen:
        first = first.follows
        seen.add(first.pk)
    begins = first.starts_on if first is not member and first.starts_on is not None else starts_on
    return term_end(body, begins)


@transaction.atomic
def nominate(
    *,
    seat: Seat,
    name: str,
    name_kana: str,
    office: str,
    kind: str,
    requested_on: dt.date | None,
    follows: CouncilMember | None,
    actor: Any,
    now: dt.datetime,
) -> CouncilMember:
    """A candidate for a seat. Raises MeetingError for a closed seat, a candidate waiting already, or a predecessor of another seat."""
    current: Seat = lock(Seat.objects.filter(pk=seat.pk))[0]
    if current.ends_before is not None:
        raise MeetingError("closed_seat", _("閉じた席には委員を置けません"))
    if current.members.filter(starts_on__isnull=True, left_reason="").exists():
        raise MeetingError("waiting", _("この席には、手続き中の候補がいます。先にその候補の手続きを終えるか、取りやめてください"))
    if follows is not None and follows.seat_id != current.pk:
        raise MeetingError("other_seat", _("前任者は、同じ席の委員から選んでください"), "follows")
    made = CouncilMember.objects.create(
        seat=current, name=name, name_kana=name_kana, office=office, kind=kind, requested_on=requested_on, follows=follows
    )
    MemberContact.objects.create(member=made)
    record_event(actor=actor, verb="member.nominated", obj=made, now=now, after={"body": current.body.code, "seat": current.number})
    return made


@transaction.atomic
def record_acceptance(*, member: CouncilMember, accepted_on: dt.date, actor: Any, now: dt.datetime) -> None:
    """承諾書 came."""
    current = _open(member)
    if current.requested_on is not None and accepted_on < current.requested_on:
        raise MeetingError("too_early", _("推薦を依頼した日より後の日にしてください"), "accepted_on")
    _save(current, {"accepted_on": accepted_on}, "member.accepted", actor, now)


@transaction.atomic
def propose(*, member: CouncilMember, proposed_on: dt.date, actor: Any, now: dt.datetime) -> None:
    """委嘱伺を起案. Raises MeetingError before the acceptance."""
    current = _open(member)
    if current.accepted_on is None:
        raise MeetingError("not_accepted", _("承諾書を受け取った日を、先に入れてください"))
    if proposed_on < current.accepted_on:
        raise MeetingError("too_early", _("承諾書の日より後の日にしてください"), "proposed_on")
    _save(current, {"proposed_on": proposed_on}, "member.proposed", actor, now)


@transaction.atomic
def commission(
    *, member: CouncilMember, decided_on: dt.date, document_number: str, starts_on: dt.date, actor: Any, now: dt.datetime
) -> CouncilMember:
    """委嘱・任命: the term begins. Raises MeetingError before the proposal, or while somebody else sits on the seat."""
    current = _open(member)
    if current.proposed_on is None:
        raise MeetingError("not_proposed", _("委嘱伺を起案した日を、先に入れてください"))
    if decided_on < current.proposed_on:
        raise MeetingError("too_early", _("起案日より後の日にしてください"), "decided_on")
    seat = current.seat
    others = seat.members.filter(serving(starts_on)).exclude(pk=current.pk)
    if others.exists():
        raise MeetingError(
            "occupied", _("その日は%(name)sさんが在任しています。先に退任の日を入れてください") % {"name": others[0].name}, "starts_on"
        )
    ends_before = term_of(current, seat.body, starts_on)
    if ends_before <= starts_on:
        raise MeetingError(
            "term_over", _("前任者の任期は、その日までに終わっています。前任者を空欄にした候補として、入れ直してください"), "starts_on"
        )
    values = {"decided_on": decided_on, "document_number": document_number, "starts_on": starts_on, "ends_before": ends_before}
    _save(current, values, "member.commissioned", actor, now)
    return current


@transaction.atomic
def give_up(*, member: CouncilMember, reason: str, today: dt.date, actor: Any, now: dt.datetime) -> None:
    """A candidate does not come. The record stays."""
    current = _open(member)
    _save(current, {"left_reason": reason or _("辞退"), "ends_before": today}, "member.given_up", actor, now)


@transaction.atomic
def leave(*, member: CouncilMember, ends_before: dt.date, reason: str, actor: Any, now: dt.datetime) -> None:
    """途中の退任: from a day on; offices end with it. Raises MeetingError outside the term."""
    current: CouncilMember = lock(CouncilMember.objects.filter(pk=member.pk))[0]
    if current.starts_on is None or ends_before <= current.starts_on:
        raise MeetingError("before_term", _("任期の始めより後の日にしてください"), "ends_before")
    if current.ends_before is not None and ends_before > current.ends_before:
        raise MeetingError("after_term", _("任期の終わりより前の日にしてください"), "ends_before")
    for officer in Officer.objects.filter(member=current, ends_before__isnull=True):
        officer.ends_before = max(ends_before, officer.starts_on + dt.timedelta(days=1))
        officer.save()
    _save(current, {"ends_before": ends_before, "left_reason": reason}, "member.left", actor, now)


def _open(member: CouncilMember) -> CouncilMember:
    current: CouncilMember = lock(CouncilMember.objects.filter(pk=member.pk).select_related("seat__body", "follows"))[0]
    if current.starts_on is not None or current.left_reason:
        raise MeetingError("settled", _("この人の手続きは終わっています。画面を開き直して、今の状態を確かめてください"))
    return current


def _save(current: CouncilMember, values: dict[str, Any], verb: str, actor: Any, now: dt.datetime) -> None:
    before = {name: getattr(current, name) for name in values}
    for name, value in values.items():
        setattr(current, name, value)
    current.version += 1
    current.save()
    record_event(actor=actor, verb=verb, obj=current, now=now, before=before, after=values)

"""会議体: found a body, give it seats, choose its officers, count who sits on it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from musubi.blocks.accounts.models import Organization
from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.locking import lock
from musubi.blocks.meetings.domain.errors import MeetingError
from musubi.blocks.meetings.enums import Gender, OfficerPost, SeatClass
from musubi.blocks.meetings.models import Body, CouncilMember, MemberContact, Officer, Seat

LONG_TERM_YEARS = 10  # 長期在任: cities' guidelines on councils ask for at most ten years on one body


@dataclass(frozen=True)
class Shares:
    """How a body is made up on a day; shares are None where nobody sits."""

    members: int
    women: int
    gender_unknown: int
    recruited: int
    long_serving: int

    def percent(self, count: int) -> int | None:
        """Rounded to whole percent."""
        return round(100 * count / self.members) if self.members else None

    @property
    def women_percent(self) -> int | None:
        """女性委員の割合, of those whose answer is known."""
        known = self.members - self.gender_unknown
        return round(100 * self.women / known) if known else None

    @property
    def recruited_percent(self) -> int | None:
        """公募委員の割合."""
        return self.percent(self.recruited)

    @property
    def long_percent(self) -> int | None:
        """長期在任の割合."""
        return self.percent(self.long_serving)


def serving(day: dt.date) -> Q:
    """Members whose term runs on a day."""
    return Q(starts_on__lte=day) & (Q(ends_before__isnull=True) | Q(ends_before__gt=day))


def members_on(body: Body, day: dt.date) -> QuerySet[CouncilMember]:
    """The body's members on a day, in the order of their names (五十音)."""
    return CouncilMember.objects.filter(serving(day), seat__body=body).select_related("seat").order_by("name_kana", "pk")


def shares_of(bodies: Collection[Body], day: dt.date) -> dict[int, Shares]:
    """How each body is made up, by its key; two queries whatever their number."""
    sitting = list(CouncilMember.objects.filter(serving(day), seat__body__in=bodies).select_related("seat"))
    genders = dict(MemberContact.objects.filter(member__in=sitting).values_list("member", "gender"))
    by_body: dict[int, list[CouncilMember]] = defaultdict(list)
    for member in sitting:
        by_body[member.seat.body_id].append(member)
    first = _first_days(bodies)
    return {body.pk: _shares(by_body[body.pk], genders, first, day) for body in bodies}


def _first_days(bodies: Collection[Body]) -> dict[tuple[int, str], dt.date]:
    """Since when a person (by account or name) has sat on a body, former terms included."""
    rows = CouncilMember.objects.filter(seat__body__in=bodies, starts_on__isnull=False).values_list("seat__body", "name", "starts_on")
    first: dict[tuple[int, str], dt.date] = {}
    for body, name, starts_on in rows:
        key = (body, name)
        first[key] = min(first.get(key, starts_on), starts_on)
    return first


def _shares(sitting: list[CouncilMember], genders: Mapping[int, str], first: Mapping[tuple[int, str], dt.date], day: dt.date) -> Shares:
    answers = [genders.get(member.pk, Gender.UNANSWERED) for member in sitting]
    return Shares(
        members=len(sitting),
        women=answers.count(Gender.WOMAN),
        gender_unknown=answers.count(Gender.UNANSWERED),
        recruited=sum(member.seat.seat_class == SeatClass.PUBLIC for member in sitting),
        long_serving=sum(_years(first.get((member.seat.body_id, member.name), day), day) >= LONG_TERM_YEARS for member in sitting),
    )


def _years(start: dt.date, day: dt.date) -> int:
    return day.year - start.year - ((day.month, day.day) < (start.month, start.day))


@transaction.atomic
def found_body(*, body: Body, seats: int, actor: Any, now: dt.datetime) -> Body:
    """Keep a new body with its first seats. Raises MeetingError where the code is taken."""
    if Body.objects.filter(code=body.code).exists():
        raise MeetingError("code_taken", _("この記号は使われています。別の記号にしてください"), "code")
    body.save()
    Seat.objects.bulk_create(Seat(body=body, number=number) for number in range(1, seats + 1))
    record_event(actor=actor, verb="body.founded", obj=body, now=now, after={"code": body.code, "name": body.name, "seats": seats})
    return body


@transaction.atomic
def add_seat(*, body: Body, seat_class: str, nominated_by: Organization | None, note: str, actor: Any, now: dt.datetime) -> Seat:
    """A further seat. Raises MeetingError above the number of members that the body's rule gives."""
    lock(Body.objects.filter(pk=body.pk))
    live = body.seats.filter(ends_before__isnull=True).count()
    if body.most_members is not None and live >= body.most_members:
        raise MeetingError(
            "full", _("定数は%(most)d人です。席を加えるには、先に会議体の定数を直すか、使わない席を閉じてください") % {"most": body.most_members}
        )
    number = (body.seats.aggregate(last=Max("number"))["last"] or 0) + 1
    seat = Seat.objects.create(body=body, number=number, seat_class=seat_class, nominated_by=nominated_by, note=note)
    record_event(actor=actor, verb="seat.added", obj=body, now=now, after={"number": number, "class": seat_class})
    return seat


@transaction.atomic
def close_seat(*, seat: Seat, ends_before: dt.date, actor: Any, now: dt.datetime) -> None:
    """Close a seat from a day on. Raises MeetingError while somebody sits on it then."""
    current: Seat = lock(Seat.objects.filter(pk=seat.pk))[0]
    if current.members.filter(serving(ends_before)).exists():
        raise MeetingError("occupied", _("この席には、その日に在任している委員がいます。先に退任の日を入れてください"), "ends_before")
    current.ends_before = ends_before
    current.version += 1
    current.save()
    record_event(actor=actor, verb="seat.closed", obj=current.body, now=now, after={"number": current.number, "ends_before": ends_before})


@transaction.atomic
def choose_officer(*, body: Body, member: CouncilMember, post: str, chosen_by: str, starts_on: dt.date, actor: Any, now: dt.datetime) -> Officer:
    """会長・会長職務代理者: the former holder's post ends on the day. Raises MeetingError for who does not sit then or holds the other post."""
    lock(Body.objects.filter(pk=body.pk))
    if not members_on(body, starts_on).filter(pk=member.pk).exists():
        raise MeetingError("not_serving", _("その日に在任している委員から選んでください"), "member")
    others = body.officers.filter(member=member, ends_before__isnull=True).exclude(post=post)
    if others.exists():
        held = OfficerPost(others[0].post).label
        raise MeetingError("holds_other", _("この委員は%(post)sです。先に別の委員を%(post)sに選んでください") % {"post": held}, "member")
    former = body.officers.filter(post=post, ends_before__isnull=True).first()
    if former is not None:
        if former.starts_on >= starts_on:
            raise MeetingError("before_former", _("今の人が選ばれた日より後の日にしてください"), "starts_on")
        former.ends_before = starts_on
        former.save()
    made = Officer.objects.create(body=body, member=member, post=post, chosen_by=chosen_by, starts_on=starts_on)
    record_event(actor=actor, verb="officer.chosen", obj=body, now=now, after={"post": post, "member": member.name, "chosen_by": chosen_by})
    return made


def officers_on(body: Body, day: dt.date) -> dict[int, str]:
    """The post of each officer on a day, by the member's key."""
    held = Officer.objects.filter(body=body, starts_on__lte=day).filter(Q(ends_before__isnull=True) | Q(ends_before__gt=day))
    return {officer.member_id: str(OfficerPost(officer.post).label) for officer in held}


def foot(body: Body) -> str:
    """The line at the foot of every paper; the demo says that it is invented."""
    return f"{body} {_('架空のデータ(デモ)')}" if settings.DEMO else str(body)

"""Bodies that review, each with the seats of its reviewers; the first of them signs in under the demo's account. All of it is fictional."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from musubi.blocks.meetings.domain.bodies import choose_officer, found_body
from musubi.blocks.meetings.domain.members import commission, nominate, propose, record_acceptance
from musubi.blocks.meetings.enums import BodyKind, SeatClass
from musubi.blocks.meetings.models import Body, CouncilMember
from musubi.packs.demo.counter import MARK, Desk
from musubi.packs.demo.moments import on

Seated = tuple[SeatClass, str, str, str]  # side, name, reading, post


@dataclass(frozen=True)
class Named:
    """A body's code and names."""

    code: str
    name: str
    name_en: str


def found_panel_body(desk: Desk, item: str, named: Named, seated: Sequence[Seated], day: dt.date) -> Body:
    """Found a body on a day, commission its members two weeks later; the first is in the chair another two weeks on."""
    begins, now = day + dt.timedelta(days=14), on(day)
    body = Body(
        code=named.code,
        name=named.name,
        name_en=named.name_en,
        kind=BodyKind.SELECTION_PANEL,
        organization=desk.division,
        item=desk.item(item),
        basis=f"要綱{MARK}",
        remit="応募を審査する。",
        no_recruitment_reason=f"公募委員を1人置いている{MARK}",
        most_members=len(seated),
        starts_on=day.replace(day=1),
    )
    found_body(body=body, seats=len(seated), actor=desk.clerk, now=now)
    who: dict[str, Any] = {"actor": desk.clerk, "now": now}
    for seat, (side, name, kana, office) in zip(body.seats.order_by("number"), seated, strict=True):
        seat.seat_class = side
        seat.save()
        member = nominate(
            seat=seat,
            name=f"{name}{MARK}",
            name_kana=kana,
            office=f"{office}{MARK}",
            kind="commission",
            requested_on=day,
            follows=None,
            **who,
        )
        record_acceptance(member=member, accepted_on=day + dt.timedelta(days=7), **who)
        propose(member=member, proposed_on=day + dt.timedelta(days=9), **who)
        commission(member=member, decided_on=day + dt.timedelta(days=13), document_number=f"所産振第88号{MARK}", starts_on=begins, **who)
    members = CouncilMember.objects.filter(seat__body=body)
    members.filter(seat__number=1).update(user=desk.who.get("shinsa"))
    first, sits = members.get(seat__number=1), begins + dt.timedelta(days=13)
    choose_officer(body=body, member=first, post="chair", chosen_by="election", starts_on=sits, actor=desk.clerk, now=on(sits))
    return body

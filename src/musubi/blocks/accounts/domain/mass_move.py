"""一括異動: many posts end and begin on one day, as a workbook says; looked at row by row before it happens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from musubi.blocks.accounts.domain.people import PeopleError, begin_post, end_post
from musubi.blocks.accounts.models import MassMove, Membership, Organization, User
from musubi.blocks.audit.domain.trail import record_event


@dataclass(frozen=True)
class Move:
    """One row's effect: the post that ends (if any) and the post that begins (if any). `number` names it on the page."""

    number: int
    person: str
    ends: Membership | None
    email: str = ""
    name: str = ""
    name_kana: str = ""
    organization: Organization | None = None
    role: str = ""
    kind: str = "main"
    title: str = ""
    place: str = ""

    @property
    def is_newcomer(self) -> bool:
        """Whether the row brings a person who has no account yet."""
        return self.organization is not None and self.ends is None and bool(self.name)


@transaction.atomic
def apply_moves(
    *, moves: Sequence[Move], day: dt.date, file_name: str, actor: Any, now: dt.datetime
) -> MassMove:
    """End and begin the posts on `day`, all or none; raises PeopleError naming the person."""
    if not moves:
        raise PeopleError("none", _("反映する行を1つ以上選んでください"))
    ended, began = [], []
    for move in moves:
        if move.ends is not None:
            ended.append({"uid": move.ends.uid, "before": move.ends.ends_before and str(move.ends.ends_before)})
            _end(move, day, actor, now)
        if move.organization is not None:
            began.append(_begin(move, day, actor, now).uid)
    record = MassMove.objects.create(
        day=day,
        file_name=file_name[:200],
        ended=ended,
        began=began,
        applied_at=now,
        applied_by=actor if getattr(actor, "is_authenticated", False) else None,
    )
    record_event(
        actor=actor, verb="mass_move.applied", obj=record, now=now, after={"ended": len(ended), "began": len(began)}
    )
    return record


def _end(move: Move, day: dt.date, actor: Any, now: dt.datetime) -> None:
    if move.ends is None:
        return
    try:
        end_post(membership=move.ends, ends_before=day, actor=actor, now=now, reason="一括異動")
    except PeopleError as error:
        raise PeopleError(error.code, f"{move.person}: {error}") from error


def _begin(move: Move, day: dt.date, actor: Any, now: dt.datetime) -> Membership:
    user = move.ends.user if move.ends else User.objects.filter(email__iexact=move.email).first()
    if user is None:
        user = User.objects.create_user(move.email, name=move.name, name_kana=move.name_kana)
        record_event(actor=actor, verb="user.created", obj=user, now=now, after={"by": "mass_move"})
    membership = Membership(
        user=user,
        organization=move.organization,
        role=move.role,
        kind=move.kind,
        title=move.title,
        starts_on=day,
    )
    try:
        return begin_post(membership=membership, actor=actor, now=now)
    except PeopleError as error:
        raise PeopleError(error.code, f"{move.person}: {error}") from error


@transaction.atomic
def undo_moves(*, record: MassMove, today: dt.date, actor: Any, now: dt.datetime) -> None:
    """Take a mass move back before its day has come."""
    if record.undone_at is not None:
        raise PeopleError("undone", _("この一括異動は、もう取り消してあります"))
    if today >= record.day:
        raise PeopleError("too_late", _("異動日を過ぎたので取り消せません。所属を1つずつ直してください"))
    Membership.objects.filter(uid__in=record.began).delete()
    for entry in record.ended:
        before = dt.date.fromisoformat(entry["before"]) if entry["before"] else None
        Membership.objects.filter(uid=entry["uid"]).update(ends_before=before)
    record.undone_at = now
    record.save(update_fields=["undone_at", "updated_at"])
    record_event(actor=actor, verb="mass_move.undone", obj=record, now=now)

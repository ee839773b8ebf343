"""一括異動: many posts end and begin on one day, as a workbook says; looked at row by row before it happens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from musubi.blocks.accounts.domain.people import PeopleError, begin_post, end_post, named, rename_organization, withdraw_name
from musubi.blocks.accounts.models import MassMove, Membership, Organization, User
from musubi.blocks.audit.domain.trail import record_event


@dataclass(frozen=True)
class Move:
    """One row's effect: the post that ends (if any) and the post that begins (if any).

    `key` names it on the page, the same however often the file is read: the post that ends, else the row.
    """

    key: str
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


@dataclass(frozen=True)
class Renaming:
    """A unit that bears a new name from the day on."""

    organization: Organization
    name: str
    name_en: str

    @property
    def key(self) -> str:
        """The row's name on the page."""
        return f"name-{self.organization.uid}"


@transaction.atomic
def apply_moves(*, moves: Sequence[Move], renamings: Sequence[Renaming] = (), day: dt.date, file_name: str, actor: Any, now: dt.datetime) -> MassMove:
    """End and begin the posts and change the units' names on `day`, all or none; raises PeopleError naming the person."""
    if not moves and not renamings:
        raise PeopleError("none", _("反映する行を1つ以上選んでください"))
    ended, began, renamed = [], [], []
    today = timezone.localtime(now).date()
    for one in renamings:
        planned = one.organization.next_name_from
        before = [one.organization.next_name, one.organization.next_name_en, planned and str(planned)]
        renamed.append({"uid": one.organization.uid, "name": one.name, "before": before})
        rename_organization(organization=one.organization, name=one.name, name_en=one.name_en, from_day=day, today=today, actor=actor, now=now)
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
        renamed=renamed,
        applied_at=now,
        applied_by=actor if getattr(actor, "is_authenticated", False) else None,
    )
    record_event(
        actor=actor, verb="mass_move.applied", obj=record, now=now, after={"ended": len(ended), "began": len(began), "renamed": len(renamed)}
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
    for post in Membership.objects.filter(uid__in=record.began).select_related("user", "organization"):
        _record_undone(post, before={"starts_on": post.starts_on}, after={"starts_on": None}, actor=actor, now=now)
        post.delete()
    kept = {entry["uid"]: entry["before"] for entry in record.ended}
    # A post whose end was set anew since is left as it stands.
    for post in Membership.objects.filter(uid__in=kept, ends_before=record.day).select_related("user", "organization"):
        post.ends_before = dt.date.fromisoformat(kept[post.uid]) if kept[post.uid] else None
        post.version += 1
        post.save()
        _record_undone(post, before={"ends_before": record.day}, after={"ends_before": post.ends_before}, actor=actor, now=now)
    for entry in record.renamed:
        withdraw_name(uid=entry["uid"], name=entry["name"], from_day=record.day, before=entry["before"], actor=actor, now=now)
    record.undone_at = now
    record.save(update_fields=["undone_at", "updated_at"])
    record_event(actor=actor, verb="mass_move.undone", obj=record, now=now)


def _record_undone(post: Membership, *, before: dict[str, Any], after: dict[str, Any], actor: Any, now: dt.datetime) -> None:
    """The person's own history says what became of the post."""
    record_event(
        actor=actor,
        verb="membership.undone",
        obj=post.user,
        now=now,
        before={"organization": named(post.organization), "role": post.role, **before},
        after=after,
        reason="一括異動の取消",
    )

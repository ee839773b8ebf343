"""Posts begin and end on days; people are deactivated, never deleted; units are renamed with their history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from musubi.blocks.accounts.domain.roles import may_give_role, may_manage
from musubi.blocks.accounts.models import Deputy, Membership, Organization, OrganizationName, User
from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.locking import lock


class PeopleError(Exception):
    """The change cannot be made; the message says why and what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def _require(allowed: bool) -> None:  # noqa: FBT001 - read as a sentence
    if not allowed:
        raise PeopleError("not_allowed", _("システム管理者の役割とアカウントは、システム管理者だけが変えられます。管理者に頼んでください"))


def named(organization: Organization) -> str:
    """The unit as the trail keeps it: its code, and its name of that day."""
    return f"{organization.name} ({organization.code})"


@transaction.atomic
def begin_post(*, membership: Membership, actor: Any, now: dt.datetime) -> Membership:
    """Add a post to a person; only administrators make administrators."""
    _require(may_give_role(actor=actor, role=membership.role, day=timezone.localtime(now).date()))
    double = Membership.objects.filter(
        user=membership.user,
        organization=membership.organization,
        role=membership.role,
        starts_on=membership.starts_on,
    )
    if double.exists():
        raise PeopleError("double", _("同じ組織・役割・開始日の所属がすでにあります"))
    membership.save()
    record_event(
        actor=actor,
        verb="membership.began",
        obj=membership.user,
        now=now,
        after={
            "organization": named(membership.organization),
            "role": membership.role,
            "kind": membership.kind,
            "starts_on": membership.starts_on,
            "ends_before": membership.ends_before,
        },
    )
    return membership


@transaction.atomic
def end_post(*, membership: Membership, ends_before: dt.date, actor: Any, now: dt.datetime, reason: str = "") -> None:
    """Let a post end; from `ends_before` on its role no longer holds.

    Only administrators end an administrator's post.
    """
    _require(may_give_role(actor=actor, role=membership.role, day=timezone.localtime(now).date()))
    if ends_before <= membership.starts_on:
        raise PeopleError("before_start", _("終了日は開始日より後にしてください"))
    before = membership.ends_before
    membership.ends_before = ends_before
    membership.version += 1
    membership.save()
    record_event(
        actor=actor,
        verb="membership.ended",
        obj=membership.user,
        now=now,
        before={"organization": named(membership.organization), "role": membership.role, "ends_before": before},
        after={"ends_before": ends_before},
        reason=reason,
    )


@transaction.atomic
def set_active(*, user: User, active: bool, actor: Any, now: dt.datetime, reason: str) -> None:
    """Deactivate a person at once, or let the person in again. Nobody locks out themselves."""
    _require(may_manage(actor=actor, person=user, day=timezone.localtime(now).date()))
    if user == actor and not active:
        raise PeopleError("own", _("自分のアカウントは停止できません。ほかの管理者に頼んでください"))
    if user.is_active == active:
        return
    user.is_active = active
    user.deactivated_at = None if active else now
    user.version += 1
    user.save()
    record_event(
        actor=actor,
        verb="user.reactivated" if active else "user.deactivated",
        obj=user,
        now=now,
        before={"is_active": not active},
        after={"is_active": active},
        reason=reason,
    )


@transaction.atomic
def appoint_deputy(*, deputy: Deputy, actor: Any, now: dt.datetime) -> Deputy:
    """Let somebody act in another's post for some days."""
    _require(may_give_role(actor=actor, role=deputy.membership.role, day=timezone.localtime(now).date()))
    if deputy.user_id == deputy.membership.user_id:
        raise PeopleError("own", _("本人は代理になれません。ほかの人を選んでください"))
    deputy.save()
    record_event(
        actor=actor,
        verb="deputy.appointed",
        obj=deputy.membership.user,
        now=now,
        after={"user": deputy.user.uid, "starts_on": deputy.starts_on, "ends_before": deputy.ends_before},
        reason=deputy.reason,
    )
    return deputy


@transaction.atomic
def rename_organization(
    *, organization: Organization, name: str, name_en: str, from_day: dt.date, today: dt.date, actor: Any, now: dt.datetime
) -> None:
    """Give a unit a new name from a day on; the former name stays with the papers of its time.

    A day that has not come is kept as a plan, in place of an earlier plan; `apply_due_names` carries it out.
    """
    body: Organization = lock(Organization.objects.filter(pk=organization.pk))[0]
    before = body.name
    if from_day > today:
        body.next_name, body.next_name_en, body.next_name_from = name, name_en, from_day
        verb = "organization.renaming_planned"
    else:
        _take_name(body, name, name_en, from_day)
        verb = "organization.renamed"
    body.version += 1
    body.save()
    after = {"name": name, "next_name_from": from_day}
    record_event(actor=actor, verb=verb, obj=body, now=now, before={"name": before}, after=after)


@transaction.atomic
def withdraw_name(*, uid: str, name: str, from_day: dt.date, before: Sequence[str | None], actor: Any, now: dt.datetime) -> None:
    """Take a planned name back for the plan before it (its two names and its day); a name planned anew since stays."""
    planned: list[Organization] = lock(Organization.objects.filter(uid=uid, next_name=name, next_name_from=from_day))
    for body in planned:
        body.next_name, body.next_name_en = before[0] or "", before[1] or ""
        body.next_name_from = dt.date.fromisoformat(before[2]) if before[2] else None
        body.version += 1
        body.save()
        told = {"name": name, "next_name_from": from_day}
        record_event(actor=actor, verb="organization.renaming_withdrawn", obj=body, now=now, before=told, after={"next_name": body.next_name})


def apply_due_names(*, today: dt.date, now: dt.datetime) -> int:
    """Carry out the planned names whose day has come; returns how many. Takes no lock on a day without any."""
    return _apply_due(today, now) if Organization.objects.filter(next_name_from__lte=today).exists() else 0


@transaction.atomic
def _apply_due(today: dt.date, now: dt.datetime) -> int:
    due: list[Organization] = lock(Organization.objects.filter(next_name_from__lte=today))
    for body in due:
        before, from_day = body.name, body.next_name_from
        if from_day is None:  # a lock never returns such a row; told to the type checker
            continue
        _take_name(body, body.next_name, body.next_name_en, from_day)
        body.next_name, body.next_name_en, body.next_name_from = "", "", None
        body.version += 1
        body.save()
        after = {"name": body.name, "next_name_from": from_day}
        record_event(actor=None, verb="organization.renamed", obj=body, now=now, before={"name": before}, after=after)
    return len(due)


def _take_name(body: Organization, name: str, name_en: str, from_day: dt.date) -> None:
    # Correcting a name on the same day keeps the name that was in use before that day.
    OrganizationName.objects.get_or_create(organization=body, used_before=from_day, defaults={"name": body.name, "name_en": body.name_en})
    body.name, body.name_en = name, name_en


def name_on(organization: Organization, day: dt.date) -> str:
    """The name that the unit bore, or will bear, on a day."""
    if organization.next_name_from is not None and day >= organization.next_name_from:
        return organization.next_name
    former = organization.former_names.filter(used_before__gt=day).order_by("used_before").first()
    return former.name if former else organization.name

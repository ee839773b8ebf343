"""Posts begin and end on days; people are deactivated, never deleted; units are renamed with their history."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from musubi.blocks.accounts.domain.roles import may_give_role, may_manage
from musubi.blocks.accounts.models import Deputy, Membership, Organization, OrganizationName, User
from musubi.blocks.audit.domain.trail import record_event


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
    """Let a post end; from `ends_before` on its role no longer holds."""
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
    *, organization: Organization, name: str, name_en: str, from_day: dt.date, actor: Any, now: dt.datetime
) -> None:
    """Give a unit a new name from a day on; the former name stays with the papers of its time."""
    OrganizationName.objects.update_or_create(
        organization=organization,
        used_before=from_day,
        defaults={"name": organization.name, "name_en": organization.name_en},
    )
    before = organization.name
    organization.name, organization.name_en = name, name_en
    organization.version += 1
    organization.save()
    record_event(
        actor=actor,
        verb="organization.renamed",
        obj=organization,
        now=now,
        before={"name": before},
        after={"name": name, "from_day": from_day},
    )


def name_on(organization: Organization, day: dt.date) -> str:
    """The name that the unit bore on a day."""
    former = organization.former_names.filter(used_before__gt=day).order_by("used_before").first()
    return former.name if former else organization.name

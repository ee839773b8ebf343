"""Who may act for whom and until when.

A user has at most one party of their own (`party_of`) and acts for any number of others (`parties_acted_for`). Rights
begin and end by day; an end day itself is outside. A claim on a party that is registered already gives no right until
its representative or the city confirms it (`confirm_representation`); an agent's right (委任) always has an end.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from musubi.blocks.accounts.domain.roles import request_cache
from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.locking import lock
from musubi.blocks.parties.domain.errors import PartyError
from musubi.blocks.parties.enums import PartyStatus, RepresentationRole
from musubi.blocks.parties.models import Party, Representation

CACHE = "_representations_by_day"


def representations_of(*, user: Any, day: dt.date) -> list[Representation]:
    """The user's rights to act that hold on `day`, with their parties; [] for visitors. One query per user and day."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return []
    cache = request_cache(user, CACHE)
    if day not in cache:
        held = Representation.objects.active_on(day).filter(user=user, party__status=PartyStatus.ACTIVE)
        cache[day] = list(held.select_related("party").order_by("starts_on", "pk"))
    found: list[Representation] = cache[day]
    return found


def acted_for_ids(*, user: Any, day: dt.date) -> frozenset[int]:
    """Ids of the parties for which the user may act on `day`."""
    return frozenset(one.party_id for one in representations_of(user=user, day=day))


def parties_acted_for(user: Any, *, day: dt.date) -> QuerySet[Party]:
    """The parties for which the user may act on `day`, the user's own among them."""
    return Party.objects.filter(pk__in=acted_for_ids(user=user, day=day))


def party_of(user: Any, *, day: dt.date) -> Party | None:
    """The user's own person or sole proprietor, if registered."""
    return next((one.party for one in representations_of(user=user, day=day) if one.role == RepresentationRole.SELF), None)


def forget(user: Any) -> None:
    """Ask the database anew for this user's rights."""
    if user is not None:
        request_cache(user, CACHE).clear()


def grant_representation(
    *,
    party: Party,
    user: Any,
    role: str,
    starts_on: dt.date,
    actor: Any,
    now: dt.datetime,
    ends_before: dt.date | None = None,
    agent_office: str = "",
    basis: str = "",
    self_declared: bool = False,
) -> Representation:
    """Let `user` act for the party from a day on. Raises PartyError."""
    right = Representation(
        party=party,
        user=user,
        role=role,
        starts_on=starts_on,
        ends_before=ends_before,
        agent_office=agent_office,
        basis=basis,
        self_declared=self_declared,
        confirmed_at=now,
        confirmed_by=actor if getattr(actor, "is_authenticated", False) and not self_declared else None,
    )
    return _save_new(right, verb="representation.granted", actor=actor, now=now)


def claim_representation(
    *, party: Party, user: Any, role: str, starts_on: dt.date, now: dt.datetime, ends_before: dt.date | None = None, agent_office: str = ""
) -> Representation:
    """Ask to act for a party that is registered already; gives no right until confirmed. Raises PartyError."""
    right = Representation(party=party, user=user, role=role, starts_on=starts_on, ends_before=ends_before, agent_office=agent_office)
    return _save_new(right, verb="representation.claimed", actor=user, now=now)


@transaction.atomic
def _save_new(right: Representation, *, verb: str, actor: Any, now: dt.datetime) -> Representation:
    party: Party = lock(Party.objects.filter(pk=right.party_id))[0]
    if party.status != PartyStatus.ACTIVE:
        raise PartyError("not_active", _("統合済み・消去済みの事業者等には、手続する人を加えられません"))
    _check_role(right, party)
    again = Representation.objects.filter(party=party, user=right.user, role=right.role, refused_at__isnull=True)
    if any(_overlap(right, one) for one in again):
        raise PartyError("double", _("この人には、同じ立場の権限か申出がすでにあります。期間を変えるときは、先にそれを終えてください"), "user")
    try:
        with transaction.atomic():
            right.save()
    except IntegrityError as error:
        raise PartyError("double", _("この人か事業者等には、同じ立場の権限がすでにあります"), "user") from error
    record_event(actor=actor, verb=verb, obj=party, now=now, after=_told(right))
    forget(right.user)
    return right


def _check_role(right: Representation, party: Party) -> None:
    if party.is_natural and right.role not in RepresentationRole.for_natural():
        raise PartyError("role", _("個人・個人事業主には「代表者」はありません。「本人」「担当者」「代理人」から選んでください"), "role")
    if not party.is_natural and right.role == RepresentationRole.SELF:
        raise PartyError("role", _("法人・団体には「本人」はありません。「代表者」「担当者」「代理人」から選んでください"), "role")
    if right.role == RepresentationRole.AGENT and right.ends_before is None:
        raise PartyError("agent_end", _("代理人の権限には、終わりの日が要ります。委任状の期限を入れてください"), "ends_before")
    if right.ends_before is not None and right.ends_before <= right.starts_on:
        raise PartyError("period", _("終了日は開始日より後にしてください"), "ends_before")


def _overlap(one: Representation, other: Representation) -> bool:
    return (other.ends_before is None or other.ends_before > one.starts_on) and (one.ends_before is None or one.ends_before > other.starts_on)


def _told(right: Representation) -> dict[str, Any]:
    names = ("user", "role", "starts_on", "ends_before", "agent_office", "basis", "self_declared")
    values = {name: getattr(right, name) for name in names}
    return {name: value for name, value in values.items() if value not in (None, "", False)}


@transaction.atomic
def confirm_representation(*, right: Representation, actor: Any, now: dt.datetime, basis: str) -> Representation:
    """Say yes to a claim, or check a right that was self-declared; `basis` tells by which papers. Raises PartyError."""
    stored = _locked(right)
    if stored.refused_at or (stored.confirmed_at and not stored.self_declared):
        raise PartyError("decided", _("この申出は、もう確認か却下が済んでいます。画面を開き直して確かめてください"))
    if not basis.strip():
        raise PartyError("basis", _("確認した書類(登記事項証明書、委任状、社員証など)を入れてください"), "basis")
    before = {"self_declared": stored.self_declared, "basis": stored.basis}
    stored.confirmed_at, stored.confirmed_by, stored.self_declared, stored.basis = stored.confirmed_at or now, actor, False, basis.strip()
    stored.version += 1
    stored.save()
    after = {"user": stored.user, "role": stored.role, "self_declared": False, "basis": stored.basis}
    record_event(actor=actor, verb="representation.confirmed", obj=stored.party, now=now, before=before, after=after)
    forget(stored.user)
    return stored


@transaction.atomic
def refuse_representation(*, right: Representation, actor: Any, now: dt.datetime, reason: str) -> Representation:
    """Say no to a claim. Raises PartyError."""
    stored = _locked(right)
    if stored.refused_at or stored.confirmed_at:
        raise PartyError("decided", _("この申出は、もう確認か却下が済んでいます。画面を開き直して確かめてください"))
    if not reason.strip():
        raise PartyError("reason", _("却下の理由を入れてください。申し出た人に示します"), "reason")
    stored.refused_at, stored.refused_reason = now, reason.strip()
    stored.version += 1
    stored.save()
    record_event(
        actor=actor, verb="representation.refused", obj=stored.party, now=now, after={"user": stored.user, "role": stored.role}, reason=reason.strip()
    )
    return stored


@transaction.atomic
def end_representation(*, right: Representation, ends_before: dt.date, actor: Any, now: dt.datetime, reason: str = "") -> Representation:
    """Let a right end; from `ends_before` on it no longer holds. Raises PartyError."""
    stored = _locked(right)
    if stored.refused_at:
        raise PartyError("decided", _("却下した申出には、終わりの日はありません"))
    if ends_before <= stored.starts_on:
        raise PartyError("period", _("終了日は開始日より後にしてください。今日加えた権限は、明日から無効にできます"), "ends_before")
    before = {"user": stored.user, "role": stored.role, "ends_before": stored.ends_before}
    stored.ends_before = ends_before
    stored.version += 1
    stored.save()
    record_event(
        actor=actor, verb="representation.ended", obj=stored.party, now=now, before=before, after={"ends_before": ends_before}, reason=reason
    )
    forget(stored.user)
    return stored


def _locked(right: Representation) -> Representation:
    found: Representation = lock(Representation.objects.filter(pk=right.pk).select_related("party", "user"))[0]
    return found

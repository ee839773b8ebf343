"""支出の一覧: claims that wait for their payment, for the accounting system."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Case, F, QuerySet, Value, When
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone

from musubi.blocks.applications.domain.rights import of_seen_applications
from musubi.blocks.applications.models import Claim
from musubi.blocks.audit.domain.trail import record_event

OWN_NUMBER = Coalesce(NullIf(F("application__creditor_number"), Value("")), F("application__party__creditor_number"))  # as `Claim.creditor_number`


def open_claims(user: Any) -> QuerySet[Claim]:
    """Claims that are not paid yet, by 債権者番号; never before the decision is recorded, since only then can one claim."""
    return (
        Claim.objects.filter(of_seen_applications(user, "application__"), payment__isnull=True, withdrawn_at__isnull=True)
        .select_related("application__call__item", "application__party", "application__call__line__envelope", "payee")
        .annotate(creditor=Case(When(payee__isnull=False, then=F("payee__creditor_number")), default=OWN_NUMBER))
        .order_by("creditor", "claimed_on", "pk")
    )


def is_held_back(claim: Claim, *, day: dt.date) -> bool:
    """Whether the claim waits because its payee's delegation is not confirmed by the city, or is over on `day`."""
    payee = claim.payee
    return payee is not None and (payee.confirmed_at is None or payee.state_on(day) != "active")


@transaction.atomic
def export_claims(*, user: Any, now: dt.datetime) -> list[Claim]:
    """The claims of the list that may be paid, each stamped with the moment at which it went out; held back ones stay behind."""
    day = timezone.localtime(now).date()
    rows = [row for row in open_claims(user) if not is_held_back(row, day=day)]
    Claim.objects.filter(pk__in=[row.pk for row in rows]).update(exported_at=now, version=F("version") + 1)
    for row in rows:
        record_event(actor=user, verb="claim.exported", obj=row, now=now, before={"exported_at": row.exported_at}, after={"exported_at": now})
    return rows

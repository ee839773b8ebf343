"""支出の一覧: claims that wait for their payment, for the accounting system."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from musubi.blocks.applications.domain.rights import of_seen_applications
from musubi.blocks.applications.models import Claim
from musubi.blocks.audit.domain.trail import record_event


def open_claims(user: Any) -> QuerySet[Claim]:
    """Claims that are not paid yet, by 債権者番号; never before the decision is recorded, since only then can one claim."""
    return (
        Claim.objects.filter(of_seen_applications(user, "application__"), payment__isnull=True, withdrawn_at__isnull=True)
        .select_related("application__call__item", "application__party", "application__call__line__envelope")
        .order_by(F("application__creditor_number").asc(), "claimed_on", "pk")
    )


@transaction.atomic
def export_claims(*, user: Any, now: dt.datetime) -> list[Claim]:
    """The claims of the list, each stamped with the moment at which it went out."""
    rows = list(open_claims(user))
    Claim.objects.filter(pk__in=[row.pk for row in rows]).update(exported_at=now, version=F("version") + 1)
    for row in rows:
        record_event(actor=user, verb="claim.exported", obj=row, now=now, before={"exported_at": row.exported_at}, after={"exported_at": now})
    return rows

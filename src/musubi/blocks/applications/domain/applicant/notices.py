"""Letters about decisions in the applicant's hands: when one was first opened."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from musubi.blocks.applications.domain.rights import acts_as_applicant
from musubi.blocks.applications.models import DecisionNotice
from musubi.blocks.audit.domain.trail import record_event


@transaction.atomic
def mark_opened(*, notice: DecisionNotice, user: Any, now: dt.datetime) -> bool:
    """Keep the moment at which the applicant opened the letter; staff who look leave none. Returns whether this was the first time."""
    if notice.read_at is not None or not acts_as_applicant(user, notice.application):
        return False
    first = DecisionNotice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=now)
    if first:
        record_event(actor=user, verb="notice.opened", obj=notice, now=now, before={"read_at": None}, after={"read_at": now})
    return bool(first)

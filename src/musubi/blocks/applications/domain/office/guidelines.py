"""Editions of guidelines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from musubi.blocks.applications.domain.validation import check_record
from musubi.blocks.applications.models import Guideline
from musubi.blocks.audit.domain.trail import record_event


@transaction.atomic
def keep_guideline(*, values: Mapping[str, Any], actor: Any, now: dt.datetime) -> Guideline:
    """要綱の版を登録する. Raises ApplicationError at a field."""
    guideline = Guideline(**values)
    check_record(guideline)
    guideline.save()
    after = {"name": guideline.name, "effective_on": guideline.effective_on, "expires_on": guideline.expires_on}
    record_event(actor=actor, verb="guideline.kept", obj=guideline, now=now, after=after, program_code=guideline.item.code)
    return guideline

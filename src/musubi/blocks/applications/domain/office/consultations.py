"""事前相談, which some calls ask for before an application."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.models import Call, PreConsultation
from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.parties.models import Party


@transaction.atomic
def record_consultation(
    *,
    call: Call,
    party: Party,
    visitor: str,
    consulted_on: dt.date,
    staff: str,
    actor: Any,
    now: dt.datetime,
    today: dt.date,
    memo: str = "",
    result: str = "",
    may_apply: bool = True,
) -> PreConsultation:
    """相談を記録する. Raises ApplicationError for a day that lies ahead."""
    if consulted_on > today:
        raise ApplicationError("consulted_on", _("相談日が先の日付です。相談が済んでから記録してください"), "consulted_on")
    made = PreConsultation.objects.create(
        call=call, party=party, visitor=visitor, consulted_on=consulted_on, staff=staff, memo=memo, result=result, may_apply=may_apply
    )
    record_event(
        actor=actor,
        verb="consultation.recorded",
        obj=made,
        now=now,
        after={"consulted_on": consulted_on, "may_apply": may_apply, "memo": memo, "visitor": visitor},
        program_code=call.item.code,
    )
    return made

"""The switch that stops reminders."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from musubi.blocks.accounts.domain.office import office
from musubi.blocks.audit.domain.trail import record_event


@transaction.atomic
def set_reminders(*, stopped: bool, reason: str, actor: Any, now: dt.datetime) -> None:
    """Stop reminders with a reason, or let them run again."""
    current = office()
    before = {"reminders_stopped": current.reminders_stopped, "reason": current.reminders_stopped_reason}
    current.reminders_stopped = stopped
    current.reminders_stopped_reason = reason if stopped else ""
    current.save()
    record_event(
        actor=actor,
        verb="reminders.stopped" if stopped else "reminders.started",
        obj=current,
        now=now,
        before=before,
        after={"reminders_stopped": stopped, "reason": reason},
        reason=reason,
    )

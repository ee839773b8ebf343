"""Until when applications need their applicant's data: as long as a file is open, and five years after its last day."""

from __future__ import annotations

import datetime as dt

from django.db.models import Max

from musubi.blocks.applications.enums import ApplicationStatus
from musubi.blocks.parties.domain.erasure import register_retention
from musubi.blocks.parties.models import Party

YEARS = 5  # 保存期間: what 補助金 files are commonly kept; a city's longer period stands at the party itself
FAR = dt.date(9999, 1, 1)


def needed_until(party: Party) -> dt.date | None:
    """The first day on which the party's applications no longer need it; None without any."""
    rows = party.applications.exclude(status=ApplicationStatus.DRAFT)
    if not rows.exists():
        return None
    if rows.exclude(status__in=ApplicationStatus.ended()).exists():
        return FAR
    last = rows.aggregate(last=Max("updated_at"))["last"].date()
    return dt.date(last.year + YEARS + 1, 4, 1)


def register() -> None:
    """Called once when apps are ready."""
    register_retention(needed_until)

"""Milestones as lists show them: late ones first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from musubi.blocks.desks.enums import MilestoneStatus
from musubi.blocks.desks.models import Milestone
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.vision.domain.desks import Desk

ORDER = (MilestoneStatus.LATE, MilestoneStatus.SOON, MilestoneStatus.AHEAD, MilestoneStatus.DONE)
STATES = {
    MilestoneStatus.DONE: ("ok", "ok"),
    MilestoneStatus.LATE: ("late", "late"),
    MilestoneStatus.SOON: ("slight", "slight"),
    MilestoneStatus.UNDER_WAY: ("wait", "wait"),
    MilestoneStatus.AHEAD: ("wait", "wait"),
}


@dataclass(frozen=True)
class MilestoneRow:
    """A milestone, how it stands, and by how much it slipped."""

    milestone: Milestone
    status: MilestoneStatus

    @property
    def css(self) -> str:
        """The class of its state."""
        return STATES[self.status][0]

    @property
    def icon(self) -> str:
        """The sign of its state."""
        return STATES[self.status][1]

    @property
    def slipped(self) -> int:
        """Days after the first day, where any."""
        return max(0, self.milestone.slipped_days)


def milestone_rows(user: Any, desk: Desk, today: dt.date, *, everything: bool = False) -> list[MilestoneRow]:
    """The year's milestones and those left over from years before, late ones first; one query. `everything`: of all years."""
    found = visible_to(user, Milestone).filter(item=desk.item, withdrawn_at__isnull=True).select_related("assignee")
    if not everything:
        left_over = Q(fiscal_year__lt=desk.fiscal_year, done_on__isnull=True)
        found = found.filter(Q(fiscal_year=desk.fiscal_year) | left_over)
    rows = [MilestoneRow(milestone, milestone.status_on(today)) for milestone in found]
    return sorted(rows, key=lambda row: (ORDER.index(row.status), row.milestone.due_on, row.milestone.pk))

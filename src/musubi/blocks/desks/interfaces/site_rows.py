"""A site project as its page shows it: phases with their bars, photos by viewpoint."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from musubi.blocks.desks.enums import MilestoneStatus
from musubi.blocks.desks.interfaces.milestone_rows import STATES
from musubi.blocks.desks.models import SitePhase, SitePhoto, SiteProject
from musubi.blocks.kernel.access import visible_to

WIDTH = 1000


@dataclass(frozen=True)
class PhaseRow:
    """A phase, how it stands, and its bars on a line of 1,000 from the first day of all phases to the last."""

    phase: SitePhase
    status: MilestoneStatus
    planned: tuple[int, int]
    real: tuple[int, int] | None

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
        """Days after the first plan, where any."""
        return max(0, self.phase.slipped_days)


def phase_rows(phases: Sequence[SitePhase], today: dt.date) -> list[PhaseRow]:
    """Each phase on one common line of time."""
    if not phases:
        return []
    days = [day for phase in phases for day in (phase.planned_from, phase.planned_until, phase.began_on, phase.finished_on) if day]
    first, last = min(days), max(days)
    span = max((last - first).days + 1, 1)

    def bar(begin: dt.date, end: dt.date) -> tuple[int, int]:
        left = round(WIDTH * (begin - first).days / span)
        return left, max(round(WIDTH * ((end - first).days + 1) / span) - left, 6)

    rows = []
    for phase in phases:
        real = bar(phase.began_on, max(phase.began_on, phase.finished_on or min(today, last))) if phase.began_on else None
        rows.append(PhaseRow(phase, phase.status_on(today), bar(phase.planned_from, phase.planned_until), real))
    return rows


@dataclass(frozen=True)
class Viewpoint:
    """A viewpoint with its photos, oldest first."""

    name: str
    photos: tuple[SitePhoto, ...]


def viewpoints(user: Any, project: SiteProject) -> list[Viewpoint]:
    """Photos that the reader may see, by viewpoint; one query."""
    found = visible_to(user, SitePhoto).filter(project=project, attachment__withdrawn_at__isnull=True).select_related("attachment")
    by_name: dict[str, list[SitePhoto]] = {}
    for photo in found:
        by_name.setdefault(photo.viewpoint, []).append(photo)
    return [Viewpoint(name, tuple(photos)) for name, photos in by_name.items()]

"""昨年度を複写: last year's milestones, open steps and recurring activities as the beginning of this year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from musubi.blocks.desks.domain.milestones import add_milestone
from musubi.blocks.desks.domain.next_steps import tasks_of
from musubi.blocks.desks.domain.templates import add_template
from musubi.blocks.desks.models import Activity, ActivityTemplate, Milestone
from musubi.blocks.kernel.dates import fiscal_year_starts_on, years_later
from musubi.blocks.notifications.domain.tasks import close_task
from musubi.blocks.notifications.enums import TaskStatus
from musubi.blocks.vision.models import PlanItem

LONGEST_NAME = 60


@dataclass(frozen=True)
class Candidate:
    """Something of last year that this year may begin with: its key, its words, the day it would get, whether it is there."""

    key: str
    title: str
    due_on: dt.date | None = None
    months: tuple[int, ...] = ()
    kind: str = ""
    is_there: bool = False


@dataclass(frozen=True)
class Candidates:
    """What last year offers, in three lists."""

    milestones: tuple[Candidate, ...]
    steps: tuple[Candidate, ...]
    recurring: tuple[Candidate, ...]

    def __bool__(self) -> bool:
        return bool(self.milestones or self.steps or self.recurring)


def a_year_later(day: dt.date) -> dt.date:
    """The same day of the next year; 28 February for the 29th."""
    return years_later(day, 1)


def candidates(*, item: PlanItem, to_year: int) -> Candidates:
    """What the year before `to_year` offers; five queries at any number of rows."""
    year = to_year - 1
    here = set(Milestone.objects.filter(item=item, fiscal_year=to_year, withdrawn_at__isnull=True).values_list("title", flat=True))
    before = Milestone.objects.filter(item=item, fiscal_year=year, withdrawn_at__isnull=True)
    milestones = tuple(Candidate(row.uid, row.title, a_year_later(row.due_on), is_there=row.title in here) for row in before)
    rows = list(Activity.objects.filter(item=item, fiscal_year=year, withdrawn_at__isnull=True).order_by("happened_on", "pk"))
    tasks = tasks_of(Activity._meta.label, [row.uid for row in rows if row.next_due_on])
    still_open = [row for row in rows if row.uid in tasks and tasks[row.uid].status == TaskStatus.OPEN]
    first = fiscal_year_starts_on(to_year)
    steps = tuple(
        Candidate(row.uid, row.next_step, max(first, row.next_due_on or first), kind=row.title, is_there=row.next_step in here) for row in still_open
    )
    names = set(ActivityTemplate.objects.filter(item=item, removed_at__isnull=True).values_list("name", flat=True))
    return Candidates(milestones, steps, _recurring(rows, names))


def _recurring(rows: list[Activity], names: set[str]) -> tuple[Candidate, ...]:
    """Activities of the same kind and title together, with the months in which they were done."""
    groups: dict[tuple[str, str], list[Activity]] = {}
    for row in rows:
        groups.setdefault((row.kind, row.title), []).append(row)
    return tuple(
        Candidate(
            found[-1].uid,
            title,
            months=tuple(dict.fromkeys(row.happened_on.month for row in found)),
            kind=str(found[0].get_kind_display()),
            is_there=title[:LONGEST_NAME] in names,
        )
        for (_kind, title), found in groups.items()
    )


@transaction.atomic
def copy_last_year(*, item: PlanItem, to_year: int, chosen: Collection[str], actor: Any, now: dt.datetime) -> tuple[int, int, int]:
    """Begin `to_year` with the chosen candidates (their keys): (milestones, steps, templates) made. What is there stays alone.

    A step that is carried over becomes a milestone of the year; its old task is called off.
    """
    found = candidates(item=item, to_year=to_year)
    milestones = [row for row in found.milestones if f"m-{row.key}" in chosen and not row.is_there]
    steps = [row for row in found.steps if f"s-{row.key}" in chosen and not row.is_there]
    recurring = [row for row in found.recurring if f"t-{row.key}" in chosen and not row.is_there]
    for row in [*milestones, *steps]:
        add_milestone(item=item, title=row.title, due_on=row.due_on or fiscal_year_starts_on(to_year), actor=actor, now=now)
    for task in tasks_of(Activity._meta.label, [row.key for row in steps]).values():
        close_task(task=task, actor=actor, now=now, status=TaskStatus.CANCELLED)
    sources = Activity.objects.in_bulk([row.key for row in recurring], field_name="uid")
    made = 0
    for name, row in {row.title[:LONGEST_NAME]: row for row in recurring}.items():
        source = sources[row.key]
        words = {key: getattr(source, key) for key in ("kind", "title", "with_whom", "place")}
        add_template(item=item, name=name, months=row.months, actor=actor, now=now, **words)
        made += 1
    return len(milestones), len(steps), made

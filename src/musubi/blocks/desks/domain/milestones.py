"""Milestones of a desk: add, change, reach, take back; the open ones are tasks too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.audit.domain.updates import update_record
from musubi.blocks.desks.domain.next_steps import keep_milestone_task, tasks_of
from musubi.blocks.desks.models import Milestone
from musubi.blocks.kernel.locking import lock
from musubi.blocks.notifications.domain.tasks import close_task
from musubi.blocks.notifications.enums import TaskStatus
from musubi.blocks.vision.models import PlanItem


class MilestoneError(Exception):
    """The milestone cannot be so; `field` names what is wrong."""

    def __init__(self, code: str, field: str, message: str) -> None:
        super().__init__(message)
        self.code, self.field = code, field


@transaction.atomic
def add_milestone(
    *,
    item: PlanItem,
    title: str,
    due_on: dt.date,
    actor: Any,
    now: dt.datetime,
    note: str = "",
    assignee: Any = None,
    first_due_on: dt.date | None = None,
) -> Milestone:
    """A milestone of `item`; its fiscal year is that of the day. Opens a task for the assignee, else for the item's lead."""
    if not title.strip():
        raise MilestoneError("no_title", "title", _("節目の名前を入力してください"))
    milestone = Milestone.objects.create(
        item=item, title=title.strip(), due_on=due_on, note=note, assignee=assignee, first_due_on=first_due_on or due_on
    )
    after = {"title": milestone.title, "due_on": due_on}
    record_event(actor=actor, verb="milestone.created", obj=milestone, now=now, after=after, program_code=item.code)
    keep_milestone_task(milestone=milestone, actor=actor, now=now)
    return milestone


@transaction.atomic
def change_milestone(
    *,
    milestone: Milestone,
    values: Mapping[str, Any],
    actor: Any,
    now: dt.datetime,
    unchanged: Callable[[str, Any], bool] = lambda _name, _value: True,
) -> Milestone:
    """Change title, day, note or assignee; the task follows. Raises FieldConflictError."""
    saved: Milestone = update_record(record=milestone, values=values, unchanged=unchanged, actor=actor, now=now, verb="milestone.changed")
    keep_milestone_task(milestone=saved, actor=actor, now=now)
    return saved


@transaction.atomic
def finish_milestone(*, milestone: Milestone, done_on: dt.date, actor: Any, now: dt.datetime) -> bool:
    """The milestone is reached, its task done; False when it was before."""
    current: Milestone = lock(Milestone.objects.filter(pk=milestone.pk))[0]
    if current.done_on is not None:
        return False
    _set(current, "milestone.finished", actor, now, done_on=done_on)
    task = tasks_of(Milestone._meta.label, [current.uid]).get(current.uid)
    if task is not None and task.status == TaskStatus.OPEN:
        close_task(task=task, actor=actor, now=now)
    return True


@transaction.atomic
def reopen_milestone(*, milestone: Milestone, actor: Any, now: dt.datetime) -> bool:
    """Undo: not reached yet, or not taken back."""
    current: Milestone = lock(Milestone.objects.filter(pk=milestone.pk))[0]
    if current.done_on is None and current.withdrawn_at is None:
        return False
    _set(current, "milestone.restored", actor, now, done_on=None, withdrawn_at=None)
    keep_milestone_task(milestone=current, actor=actor, now=now)
    return True


@transaction.atomic
def withdraw_milestone(*, milestone: Milestone, actor: Any, now: dt.datetime, reason: str = "") -> bool:
    """The milestone is not pursued any more; False when it was taken back before."""
    current: Milestone = lock(Milestone.objects.filter(pk=milestone.pk))[0]
    if current.withdrawn_at is not None:
        return False
    _set(current, "milestone.withdrawn", actor, now, reason=reason, withdrawn_at=now)
    keep_milestone_task(milestone=current, actor=actor, now=now)
    return True


def _set(milestone: Milestone, verb: str, actor: Any, now: dt.datetime, *, reason: str = "", **values: Any) -> None:
    before = {name: getattr(milestone, name) for name in values}
    for name, value in values.items():
        setattr(milestone, name, value)
    milestone.version += 1
    milestone.save()
    code = milestone.item.code
    record_event(actor=actor, verb=verb, obj=milestone, now=now, before=before, after=values, reason=reason, program_code=code)

"""The next step of an activity as a task with a due day: opened, moved and called off with the activity."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone, translation

from musubi.blocks.accounts.models import Organization
from musubi.blocks.audit.domain.updates import update_record
from musubi.blocks.desks.models import Activity, Milestone
from musubi.blocks.kernel.models import Record
from musubi.blocks.notifications.domain.tasks import close_task, open_task
from musubi.blocks.notifications.enums import TaskStatus
from musubi.blocks.notifications.models import Task
from musubi.blocks.vision.enums import AssignmentRole
from musubi.blocks.vision.models import PlanItem


def address_of(url_name: str, *args: str) -> str:
    """The Japanese page's address, which pages in other languages turn into their own."""
    with translation.override("ja"):
        return reverse(url_name, args=args)


def lead_of(item: PlanItem) -> Organization | None:
    """The organisation that carries the item: the primary lead, else any lead, else anyone."""
    owners = list(item.assignments.select_related("organization"))
    owners.sort(key=lambda owner: (not owner.primary, owner.role != AssignmentRole.LEAD, owner.pk))
    return owners[0].organization if owners else None


def tasks_of(kind: str, uids: list[str]) -> dict[str, Task]:
    """The latest task of each record, by the record's id; one query."""
    found = Task.objects.filter(object_type=kind, object_id__in=uids).select_related("assignee", "organization").order_by("pk")
    return {task.object_id: task for task in found}


def keep_task(
    *, record: Record, item: PlanItem, title: str, due_on: dt.date | None, assignee: Any, address: str, actor: Any, now: dt.datetime
) -> None:
    """Make the open task of a record say what the record says; without a due day or a title it is called off.

    A task of an item that nobody carries, written by the system for nobody, is not opened: there is no one to remind.
    """
    kind = record._meta.label
    known = Task.objects.filter(object_type=kind, object_id=record.uid, status=TaskStatus.OPEN).first()
    if not title or due_on is None:
        if known is not None:
            close_task(task=known, actor=actor, now=now, status=TaskStatus.CANCELLED)
        return
    organization = getattr(record, "organization", None) or lead_of(item)
    if assignee is None and organization is None:
        return
    values = {"title": title[:200], "due_on": due_on, "assignee": assignee}
    if known is not None:
        if known.due_on != due_on:
            values["step"] = 0  # reminded anew before the new day
        update_record(record=known, values=values, unchanged=lambda _name, _value: True, actor=actor, now=now, verb="task.changed")
        return
    today = timezone.localtime(now).date()
    open_task(
        **values,
        organization=organization,
        today=today,
        now=now,
        actor=actor,
        address=address,
        object_type=kind,
        object_id=record.uid,
        program_code=item.code,
    )


def keep_step(*, activity: Activity, actor: Any, now: dt.datetime) -> None:
    """The task of an activity's next step."""
    gone = activity.withdrawn_at is not None
    keep_task(
        record=activity,
        item=activity.item,
        title="" if gone else activity.next_step,
        due_on=activity.next_due_on,
        assignee=activity.next_assignee or activity.author,
        address=address_of("desks:activity", activity.item.code, activity.uid),
        actor=actor,
        now=now,
    )


def keep_milestone_task(*, milestone: Milestone, actor: Any, now: dt.datetime) -> None:
    """The task of a milestone that is not reached yet."""
    over = milestone.withdrawn_at is not None or milestone.done_on is not None
    keep_task(
        record=milestone,
        item=milestone.item,
        title="" if over else milestone.title,
        due_on=milestone.due_on,
        assignee=milestone.assignee,
        address=address_of("desks:milestones", milestone.item.code),
        actor=actor,
        now=now,
    )

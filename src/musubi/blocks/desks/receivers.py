"""What the desks do when a task of theirs is done elsewhere: on the day's page a milestone is reached by one press."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from musubi.blocks.desks.domain.milestones import finish_milestone, reopen_milestone
from musubi.blocks.desks.models import Milestone
from musubi.blocks.notifications.models import Task
from musubi.blocks.notifications.signals import task_done, task_reopened


def _milestone(task: Task) -> Milestone | None:
    return Milestone.objects.filter(uid=task.object_id).first() if task.object_type == Milestone._meta.label else None


@receiver(task_done)
def reach(task: Task, actor: Any, now: Any, **_rest: Any) -> None:
    """The milestone of a done task is reached that day; nothing where it was before."""
    milestone = _milestone(task)
    if milestone is not None:
        finish_milestone(milestone=milestone, done_on=timezone.localtime(now).date(), actor=actor, now=now)


@receiver(task_reopened)
def open_again(task: Task, actor: Any, now: Any, **_rest: Any) -> None:
    """The milestone of a task that was opened again is not reached."""
    milestone = _milestone(task)
    if milestone is not None:
        reopen_milestone(milestone=milestone, actor=actor, now=now)

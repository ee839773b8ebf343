"""Open, finish and cancel tasks."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from musubi.blocks.accounts.domain.office import closed_days
from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Membership, Organization, User
from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.business_days import next_business_day
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.notifications.domain.barriers import all_kept, is_about
from musubi.blocks.notifications.domain.outbox import queue_mail
from musubi.blocks.notifications.domain.people import Directory
from musubi.blocks.notifications.enums import TaskStatus
from musubi.blocks.notifications.models import Task
from musubi.blocks.notifications.signals import task_done, task_reopened


class TaskClosedError(Exception):
    """The task is no longer open (もう終わっています)."""

    code = "task_closed"


class TaskTakenError(Exception):
    """Somebody has the task already, or it is closed (もう担当がいます)."""

    code = "task_taken"


class TaskOpenAgainError(Exception):
    """The same work is open in another row (同じ仕事がすでに未了です)."""

    code = "task_open_again"


@transaction.atomic
def open_task(
    *,
    title: str,
    due_on: dt.date,
    today: dt.date,
    now: dt.datetime,
    actor: Any = None,
    assignee: User | None = None,
    organization: Organization | None = None,
    detail: str = "",
    address: str = "",
    object_type: str = "",
    object_id: str = "",
    program_code: str = "",
) -> Task:
    """Open a task for a person or an organisation. One due before the next reminder run is told at once by mail."""
    task = Task.objects.create(
        title=title,
        due_on=due_on,
        assignee=assignee,
        organization=organization,
        detail=detail,
        address=address,
        object_type=object_type,
        object_id=object_id,
        program_code=program_code,
    )
    record_event(
        actor=actor,
        verb="task.opened",
        obj=task,
        now=now,
        after={"title": title, "due_on": due_on},
        program_code=program_code,
    )
    if due_on < next_business_day(today, extra_holidays=closed_days()):
        kept = all_kept()
        for person in Directory(today).responsible(task):
            if not is_about(task, kept.get(person.pk, frozenset())):
                _tell(task, person, now)
    return task


def _tell(task: Task, person: User, now: dt.datetime) -> None:
    with translation.override(person.language):
        japanese = person.language == "ja"
        due = format_date(task.due_on, "era" if japanese else "english", weekday=japanese)
        link = settings.PUBLIC_URL + reverse("notifications:today")
        queue_mail(
            to=person.email,
            subject=_("期限の近い仕事: %(title)s") % {"title": task.title},
            body=_("次の仕事の期限は%(due)sです。\n\n%(title)s\n%(detail)s") % {"due": due, "title": task.title, "detail": task.detail}
            + f"\n\n{link}",
            purpose="task",
            now=now,
            language=person.language,
            recipient_uid=person.uid,
            recipient_name=person.name,
        )


@transaction.atomic
def close_task(*, task: Task, actor: Any, now: dt.datetime, status: TaskStatus = TaskStatus.DONE) -> None:
    """Mark a task done or cancelled; raises TaskClosedError when somebody did so before."""
    by = actor if getattr(actor, "is_authenticated", False) else None
    changed = Task.objects.filter(pk=task.pk, status=TaskStatus.OPEN).update(status=status, done_at=now, done_by=by)
    if not changed:
        raise TaskClosedError
    record_event(
        actor=actor,
        verb=f"task.{status}",
        obj=task,
        now=now,
        before={"status": TaskStatus.OPEN},
        after={"status": status},
        program_code=task.program_code,
    )
    if status == TaskStatus.DONE:
        task_done.send(sender=Task, task=task, actor=actor, now=now)


@transaction.atomic
def take_task(*, task: Task, actor: User, now: dt.datetime) -> None:
    """Someone of the organisation takes on an open task that nobody has; raises TaskTakenError when somebody has."""
    if not Task.objects.filter(pk=task.pk, status=TaskStatus.OPEN, assignee=None).update(assignee=actor, updated_at=now):
        raise TaskTakenError
    record_event(
        actor=actor,
        verb="task.taken",
        obj=task,
        now=now,
        before={"assignee": None},
        after={"assignee": actor},
        program_code=task.program_code,
    )


@transaction.atomic
def reopen_task(*, task: Task, actor: Any, now: dt.datetime) -> None:
    """Undo: the task is open again. Raises TaskOpenAgainError where the same work was opened anew meanwhile."""
    try:
        with transaction.atomic():
            changed = Task.objects.filter(pk=task.pk).exclude(status=TaskStatus.OPEN).update(status=TaskStatus.OPEN, done_at=None, done_by=None)
    except IntegrityError as error:
        raise TaskOpenAgainError from error
    if changed:
        record_event(
            actor=actor,
            verb="task.reopened",
            obj=task,
            now=now,
            before={"status": task.status},
            after={"status": TaskStatus.OPEN},
            program_code=task.program_code,
        )
        task_reopened.send(sender=Task, task=task, actor=actor, now=now)


def open_for_office(*, title: str, detail: str, address: str, object_type: str, object_id: str, today: dt.date, now: dt.datetime) -> Task | None:
    """A task about this installation, for the secretariat, else an administrator; None where it is open or nobody is."""
    known = Task.objects.filter(object_type=object_type, object_id=object_id, status=TaskStatus.OPEN)
    posts = Membership.objects.active_on(today).filter(role__in=[Role.SECRETARIAT, Role.ADMINISTRATOR])
    post = posts.select_related("organization").order_by("-role", "pk").first()  # "secretariat" comes first
    if post is None or known.exists():
        return None
    return open_task(
        title=title,
        due_on=next_business_day(today, extra_holidays=closed_days()),
        today=today,
        now=now,
        organization=post.organization,
        detail=detail,
        address=address,
        object_type=object_type,
        object_id=object_id,
    )

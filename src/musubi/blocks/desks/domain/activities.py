"""Write activities down, change them, take them back and bring them back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from musubi.blocks.accounts.domain.roles import memberships_on
from musubi.blocks.accounts.models import Organization
from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.audit.domain.updates import update_record
from musubi.blocks.desks.domain.next_steps import keep_step, tasks_of
from musubi.blocks.desks.enums import Visibility
from musubi.blocks.desks.models import Activity, ActivityTemplate
from musubi.blocks.kernel.locking import lock
from musubi.blocks.notifications.domain.tasks import close_task
from musubi.blocks.notifications.enums import TaskStatus
from musubi.blocks.vision.models import PlanItem

FIELDS = (
    "happened_on",
    "kind",
    "title",
    "detail",
    "with_whom",
    "place",
    "people",
    "quantity",
    "unit",
    "outcome",
    "next_step",
    "next_due_on",
    "next_assignee",
    "visibility",
)
LONGEST_TITLE = 200
FARTHEST = dt.timedelta(days=400)  # a day further ahead is a slip of the pen


class ActivityError(Exception):
    """The activity cannot be kept as it is; `field` names what is wrong, the message says what to do."""

    def __init__(self, code: str, field: str, message: str) -> None:
        super().__init__(message)
        self.code, self.field = code, field


def problems_of(values: Mapping[str, Any], *, today: dt.date) -> list[ActivityError]:
    """What hinders these values from being an activity, the first problem of each field."""
    found = []
    if not str(values.get("title") or "").strip():
        found.append(ActivityError("no_title", "title", _("何があったかを1行で入力してください")))
    day = values.get("happened_on")
    if day is not None and day > today + FARTHEST:
        found.append(ActivityError("far_ahead", "happened_on", _("日付が先すぎます。年度を確かめて、入力し直してください")))
    if values.get("quantity") is not None and not values.get("unit"):
        found.append(ActivityError("no_unit", "unit", _("数量の単位を入力してください(例: 社、円、件)")))
    step, due = values.get("next_step"), values.get("next_due_on")
    if due is not None and not step:
        found.append(ActivityError("no_step", "next_step", _("次の期限に、何をするかを入力してください")))
    if due is not None and day is not None and due < day:
        found.append(ActivityError("due_before", "next_due_on", _("次の期限が活動の日より前です。後の日を入力してください")))
    return found


def main_organization(user: Any, *, day: dt.date) -> Organization | None:
    """The organisation of the person's first post on that day."""
    posts = memberships_on(user=user, day=day)
    return posts[0].organization if posts else None


@transaction.atomic
def record_activity(
    *,
    item: PlanItem,
    happened_on: dt.date,
    kind: str,
    title: str,
    actor: Any,
    now: dt.datetime,
    detail: str = "",
    with_whom: str = "",
    place: str = "",
    people: int | None = None,
    quantity: Decimal | int | None = None,
    unit: str = "",
    outcome: str = "",
    next_step: str = "",
    next_due_on: dt.date | None = None,
    next_assignee: Any = None,
    visibility: str = Visibility.INTERNAL,
    organization: Organization | None = None,
    template: ActivityTemplate | None = None,
) -> Activity:
    """Write an activity into the journal of `item`; a next step with a due day becomes a task.

    `actor` is the writer; `organization` is the writer's unless given. Raises ActivityError.
    """
    values = {
        "happened_on": happened_on,
        "kind": kind,
        "title": title.strip(),
        "detail": detail,
        "with_whom": with_whom,
        "place": place,
        "people": people,
        "quantity": quantity,
        "unit": unit if quantity is not None else "",
        "outcome": outcome,
        "next_step": next_step,
        "next_due_on": next_due_on,
        "next_assignee": next_assignee,
        "visibility": visibility,
    }
    return _keep_new(item, values, organization=organization, template=template, actor=actor, now=now)


def _keep_new(item: PlanItem, values: dict[str, Any], *, actor: Any, now: dt.datetime, organization: Any, template: Any) -> Activity:
    today = timezone.localtime(now).date()
    problems = problems_of(values, today=today)
    if problems:
        raise problems[0]
    activity = Activity.objects.create(
        item=item,
        **values,
        author=actor if getattr(actor, "is_authenticated", False) else None,
        organization=organization or main_organization(actor, day=today),
        recorded_at=now,
        template=template,
    )
    told = {name: value for name, value in values.items() if value not in ("", None)}
    record_event(actor=actor, verb="activity.created", obj=activity, now=now, after=told, program_code=item.code)
    keep_step(activity=activity, actor=actor, now=now)
    return activity


@transaction.atomic
def change_activity(
    *, activity: Activity, values: Mapping[str, Any], actor: Any, now: dt.datetime, unchanged: Callable[[str, Any], bool] = lambda _name, _value: True
) -> Activity:
    """Change fields of an activity and the task of its next step. Raises ActivityError, FieldConflictError."""
    current = {name: getattr(activity, name) for name in FIELDS}
    problems = problems_of({**current, **values}, today=timezone.localtime(now).date())
    if problems:
        raise problems[0]
    saved: Activity = update_record(record=activity, values=values, unchanged=unchanged, actor=actor, now=now, verb="activity.changed")
    if {"next_step", "next_due_on", "next_assignee"} & set(values):
        keep_step(activity=saved, actor=actor, now=now)
    return saved


@transaction.atomic
def withdraw_activity(*, activity: Activity, reason: str, actor: Any, now: dt.datetime) -> bool:
    """Take an activity back: it stays readable at its address and is counted nowhere. False when it was taken back before."""
    current: Activity = lock(Activity.objects.filter(pk=activity.pk))[0]
    if current.withdrawn_at is not None:
        return False
    current.withdrawn_at, current.withdrawn_reason = now, reason[:200]
    current.withdrawn_by = actor if getattr(actor, "is_authenticated", False) else None
    current.version += 1
    current.save()
    record_event(
        actor=actor,
        verb="activity.withdrawn",
        obj=current,
        now=now,
        before={"withdrawn_at": None},
        after={"withdrawn_at": now},
        reason=reason,
        program_code=current.item.code,
    )
    keep_step(activity=current, actor=actor, now=now)
    return True


@transaction.atomic
def restore_activity(*, activity: Activity, actor: Any, now: dt.datetime) -> bool:
    """Undo a withdrawal, the task of the next step included. False when it was not withdrawn."""
    current: Activity = lock(Activity.objects.filter(pk=activity.pk))[0]
    if current.withdrawn_at is None:
        return False
    before = current.withdrawn_at
    current.withdrawn_at, current.withdrawn_by, current.withdrawn_reason = None, None, ""
    current.version += 1
    current.save()
    record_event(
        actor=actor,
        verb="activity.restored",
        obj=current,
        now=now,
        before={"withdrawn_at": before},
        after={"withdrawn_at": None},
        program_code=current.item.code,
    )
    keep_step(activity=current, actor=actor, now=now)
    return True


def finish_step(*, activity: Activity, actor: Any, now: dt.datetime) -> bool:
    """The next step of an activity is done: its task is closed. False where none is open."""
    task = tasks_of(Activity._meta.label, [activity.uid]).get(activity.uid)
    if task is None or task.status != TaskStatus.OPEN:
        return False
    close_task(task=task, actor=actor, now=now)
    return True

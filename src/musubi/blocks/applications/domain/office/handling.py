"""What clerks do with an application before it is decided: take it on, accept it, tick its checks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.domain.moves import hold, move_on
from musubi.blocks.applications.domain.terms import read_terms
from musubi.blocks.applications.domain.yearly.years import owe_again
from musubi.blocks.applications.models import Application, CheckResult
from musubi.blocks.audit.domain.trail import actor_of, record_event
from musubi.blocks.notifications.domain.tasks import TaskClosedError, close_task
from musubi.blocks.notifications.enums import TaskStatus
from musubi.blocks.notifications.models import Task


@transaction.atomic
def assign_handler(*, application: Application, handler: Any, actor: Any, now: dt.datetime) -> Application:
    """担当を決める; None sets it free."""
    current = hold(application)
    before = current.handler
    if before == handler:
        return current
    current.handler = handler
    current.version += 1
    current.save()
    record_event(
        actor=actor,
        verb="application.assigned",
        obj=current,
        now=now,
        before={"handler": before},
        after={"handler": handler},
        program_code=current.call.item.code,
    )
    return current


@transaction.atomic
def accept(*, application: Application, actor: Any, now: dt.datetime) -> Application:
    """受け付ける: the formal check is done, and the task that asked for it. Raises ApplicationError."""
    moved = move_on(application=hold(application), move="accept", actor=actor, now=now)
    for task in Task.objects.filter(object_type=moved._meta.label, object_id=moved.uid, status=TaskStatus.OPEN):
        try:
            close_task(task=task, actor=actor, now=now)
        except TaskClosedError:
            continue
    return moved


@transaction.atomic
def reject(*, application: Application, reason: str, actor: Any, now: dt.datetime) -> Application:
    """却下する what does not meet the call's conditions at all. Raises ApplicationError without a reason."""
    moved = move_on(application=hold(application), move="reject", actor=actor, now=now, reason=reason.strip(), note=reason.strip())
    owe_again(application=moved, actor=actor, now=now)
    return moved


@transaction.atomic
def tally(*, application: Application, actor: Any, now: dt.datetime) -> Application:
    """集計に入れる: a wish counts for next year's budget and the list to the prefecture; it is no application."""
    return move_on(application=hold(application), move="tally", actor=actor, now=now)


@transaction.atomic
def record_check(*, application: Application, key: str, outcome: str, note: str, actor: Any, now: dt.datetime) -> CheckResult:
    """要件を確認する: met, not needed, or not met with the reason. Raises ApplicationError."""
    current = hold(application)
    if key not in {check.key for check in read_terms(current.terms.content).checks}:
        raise ApplicationError("check", _("この募集の要件ではありません"))
    row = current.checks.filter(check_key=key).first() or CheckResult(application=current, check_key=key)
    before = row.outcome if row.pk else None
    row.outcome, row.note, row.checked_at, row.checked_by = outcome, note.strip()[:300], now, actor_of(actor)[1][:200]
    try:
        row.full_clean(exclude=["application"])
    except ValidationError as error:
        raise ApplicationError("note", " ".join(error.messages), "note") from error
    row.version += 1
    row.save()
    record_event(
        actor=actor,
        verb="check.recorded",
        obj=row,
        now=now,
        before={"outcome": before},
        after={"outcome": outcome},
        program_code=current.call.item.code,
    )
    return row


def accept_many(*, applications: Iterable[Application], actor: Any, now: dt.datetime) -> tuple[list[Application], dict[str, str]]:
    """受付をまとめて行う: those that could be accepted, and what kept each of the others, by number."""
    done: list[Application] = []
    left: dict[str, str] = {}
    for application in applications:
        try:
            done.append(accept(application=application, actor=actor, now=now))
        except ApplicationError as error:
            left[str(application)] = str(error)
    return done, left

"""約束: what was said to somebody with 「検討します」 must not be forgotten."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from musubi.blocks.accounts.models import Organization
from musubi.blocks.audit.domain.trail import record_event, type_of
from musubi.blocks.kernel.locking import lock
from musubi.blocks.notifications.domain.tasks import close_task, open_task
from musubi.blocks.notifications.enums import TaskStatus
from musubi.blocks.notifications.models import Task
from musubi.council.domain.errors import CouncilError
from musubi.council.enums import PromiseStatus
from musubi.council.models import Issue, Opinion, Promise


@transaction.atomic
def add_promise(
    *,
    text: str,
    promised_by: str,
    promised_on: dt.date,
    promised_to: str,
    organization: Organization,
    due_on: dt.date,
    actor: Any,
    now: dt.datetime,
    today: dt.date,
    opinion: Opinion | None = None,
    issue: Issue | None = None,
) -> Promise:
    """「検討します」 is kept with who, to whom and until when; its division gets a task. Raises CouncilError."""
    if due_on < promised_on:
        raise CouncilError("due_on", _("期限は、言った日以後にしてください"), "due_on")
    promise = Promise.objects.create(
        text=text.strip(),
        promised_by=promised_by,
        promised_on=promised_on,
        promised_to=promised_to,
        organization=organization,
        due_on=due_on,
        opinion=opinion,
        issue=issue,
    )
    told = {"text": text.strip(), "promised_by": promised_by, "due_on": due_on, "organization": organization}
    record_event(actor=actor, verb="promise.added", obj=promise, now=now, after=told)
    open_task(
        title=_("約束の結果を伝える: %(text)s") % {"text": text.strip()[:80]},
        due_on=due_on,
        today=today,
        now=now,
        actor=actor,
        organization=organization,
        address=reverse("council:promise", args=[promise.uid]),
        object_type=type_of(promise),
        object_id=promise.uid,
    )
    return promise


@transaction.atomic
def tell_result(*, promise: Promise, result: str, told_to: str, told_on: dt.date, actor: Any, now: dt.datetime, today: dt.date) -> Promise:
    """The promise is kept: what came of it, told to whom on which day. Raises CouncilError."""
    current: Promise = lock(Promise.objects.filter(pk=promise.pk))[0]
    if current.status != PromiseStatus.OPEN:
        raise CouncilError("closed", _("この約束は、もう「%(state)s」です") % {"state": current.get_status_display()})
    for name, value in (("result", result), ("told_to", told_to)):
        if not value.strip():
            raise CouncilError(name, _("検討の結果と、伝えた相手を書いてください"), name)
    if told_on > today or told_on < current.promised_on:
        raise CouncilError("told_on", _("伝えた日は、言った日から今日までの日にしてください"), "told_on")
    current.result, current.told_to, current.told_on, current.status = result.strip(), told_to.strip(), told_on, PromiseStatus.TOLD
    _close(current, "promise.told", actor, now, {"result": result.strip(), "told_to": told_to.strip(), "told_on": told_on}, TaskStatus.DONE)
    return current


@transaction.atomic
def withdraw_promise(*, promise: Promise, reason: str, actor: Any, now: dt.datetime) -> Promise:
    """No longer to be kept, with the reason as its result. Raises CouncilError."""
    current: Promise = lock(Promise.objects.filter(pk=promise.pk))[0]
    if current.status != PromiseStatus.OPEN:
        raise CouncilError("closed", _("この約束は、もう「%(state)s」です") % {"state": current.get_status_display()})
    if not reason.strip():
        raise CouncilError("reason", _("取り下げる理由を書いてください"), "reason")
    current.result, current.status = reason.strip(), PromiseStatus.WITHDRAWN
    _close(current, "promise.withdrawn", actor, now, {"reason": reason.strip()}, TaskStatus.CANCELLED)
    return current


def _close(promise: Promise, verb: str, actor: Any, now: dt.datetime, told: dict[str, Any], status: TaskStatus) -> None:
    promise.version += 1
    promise.save()
    record_event(actor=actor, verb=verb, obj=promise, now=now, after={"status": promise.status, **told})
    for task in Task.objects.filter(object_type=type_of(promise), object_id=promise.uid, status=TaskStatus.OPEN):
        close_task(task=task, actor=actor, now=now, status=status)

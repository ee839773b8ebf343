"""対応事項: who does what until when; a task opens with it, its end needs evidence."""

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
from musubi.blocks.papers.models import Document
from musubi.blocks.vision.models import PlanItem
from musubi.council.domain.errors import CouncilError
from musubi.council.domain.numbering import create_numbered
from musubi.council.enums import ActionStatus
from musubi.council.models import ActionItem, CityDecision, Issue


@transaction.atomic
def add_action(
    *,
    title: str,
    organization: Organization,
    due_on: dt.date,
    actor: Any,
    now: dt.datetime,
    today: dt.date,
    issue: Issue | None = None,
    decision: CityDecision | None = None,
    item: PlanItem | None = None,
) -> ActionItem:
    """An action because of an issue or a decision; its organisation gets a task. Raises CouncilError."""
    if not title.strip():
        raise CouncilError("title", _("することを書いてください"), "title")
    if issue is None and decision is None:
        raise CouncilError("because", _("もとになる課題か市の決定を選んでください"), "issue")
    if decision is not None and not decision.is_decided:
        raise CouncilError("undecided", _("決裁が済んでいない決定からは、対応を始められません"), "decision")
    action = create_numbered(ActionItem, title=title.strip(), issue=issue, decision=decision, organization=organization, item=item, due_on=due_on)
    record_event(
        actor=actor,
        verb="action.added",
        obj=action,
        now=now,
        after={"title": title.strip(), "organization": organization, "due_on": due_on},
        program_code=item.code if item is not None else "",
    )
    open_task(
        title=f"{action.code} {action.title}",
        due_on=due_on,
        today=today,
        now=now,
        actor=actor,
        organization=organization,
        address=reverse("council:action", args=[action.uid]),
        object_type=type_of(action),
        object_id=action.uid,
        program_code=item.code if item is not None else "",
    )
    return action


@transaction.atomic
def complete_action(
    *, action: ActionItem, done_on: dt.date, evidence: str, actor: Any, now: dt.datetime, today: dt.date, evidence_file: Document | None = None
) -> ActionItem:
    """Done, with what shows it. Neither the issue nor the decision moves by it. Raises CouncilError."""
    current = _open(action)
    if not evidence.strip():
        raise CouncilError("evidence", _("何ができたかを書いてください(写真・文書の所在でもかまいません)"), "evidence")
    if done_on > today:
        raise CouncilError("future", _("完了日が先の日付です"), "done_on")
    current.status, current.done_on, current.evidence, current.evidence_file = ActionStatus.DONE, done_on, evidence.strip(), evidence_file
    _close(current, "action.completed", actor, now, TaskStatus.DONE, {"done_on": done_on, "evidence": evidence.strip()})
    return current


@transaction.atomic
def cancel_action(*, action: ActionItem, reason: str, actor: Any, now: dt.datetime) -> ActionItem:
    """Not to be done any more, with a reason. Raises CouncilError."""
    current = _open(action)
    if not reason.strip():
        raise CouncilError("reason", _("取りやめる理由を書いてください"), "reason")
    current.status, current.evidence = ActionStatus.CANCELLED, reason.strip()
    _close(current, "action.cancelled", actor, now, TaskStatus.CANCELLED, {"reason": reason.strip()})
    return current


def _open(action: ActionItem) -> ActionItem:
    current: ActionItem = lock(ActionItem.objects.filter(pk=action.pk))[0]
    if current.status != ActionStatus.OPEN:
        raise CouncilError("closed", _("この対応事項は、もう「%(state)s」です") % {"state": current.get_status_display()})
    return current


def _close(action: ActionItem, verb: str, actor: Any, now: dt.datetime, status: TaskStatus, told: dict[str, Any]) -> None:
    action.version += 1
    action.save()
    record_event(actor=actor, verb=verb, obj=action, now=now, before={"status": ActionStatus.OPEN}, after={"status": action.status, **told})
    for task in Task.objects.filter(object_type=type_of(action), object_id=action.uid, status=TaskStatus.OPEN):
        close_task(task=task, actor=actor, now=now, status=status)

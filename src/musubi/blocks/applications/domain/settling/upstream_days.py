"""国・県に出す日: a task for each day by which the city's own papers go up; done when the paper, or its day, is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import override

from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.models import UpstreamGrant
from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.desks.domain.next_steps import lead_of
from musubi.blocks.kernel.locking import lock
from musubi.blocks.notifications.domain.tasks import close_task, open_task
from musubi.blocks.notifications.enums import TaskStatus
from musubi.blocks.notifications.models import Task
from musubi.blocks.papers.domain.documents import issue_file
from musubi.blocks.papers.models import Document

SERIES = "upstream-paper"


@dataclass(frozen=True)
class Due:
    """A paper that goes up: the field of its last day, the field of the day it went, its name."""

    until: str
    sent: str
    title: Any


DUE = {
    "application": Due("apply_due_on", "applied_on", _l("交付申請書")),
    "advance": Due("advance_due_on", "advanced_on", _l("概算払請求書")),
    "report": Due("report_due_on", "reported_on", _l("実績報告書")),
}


def keep_days(*, grant: UpstreamGrant, actor: Any, now: dt.datetime) -> None:
    """Make the open tasks of a grant say what the grant says. Must run in a transaction that holds the grant.

    A day that was moved is a new task, so that its reminders come anew. Without anybody who leads the item nobody can be asked.
    """
    known = {task.title: task for task in Task.objects.filter(object_type=grant._meta.label, object_id=grant.uid, status=TaskStatus.OPEN)}
    organization = lead_of(grant.item)
    for due in DUE.values():
        with override("ja"):
            words = {"tier": grant.get_tier_display(), "paper": due.title, "name": grant.name}
            title = (_("%(tier)sに%(paper)sを出す: %(name)s") % words)[:200]
        task, until = known.get(title), getattr(grant, due.until)
        is_sent = getattr(grant, due.sent) is not None
        if task is not None and (is_sent or task.due_on != until):
            close_task(task=task, actor=actor, now=now, status=TaskStatus.DONE if is_sent else TaskStatus.CANCELLED)
            task = None
        if task is None and until is not None and not is_sent and organization is not None:
            _open(grant, title, until, organization, actor, now)


def _open(grant: UpstreamGrant, title: str, until: dt.date, organization: Any, actor: Any, now: dt.datetime) -> None:
    open_task(
        title=title,
        due_on=until,
        today=timezone.localtime(now).date(),
        now=now,
        actor=actor,
        organization=organization,
        address=reverse("applications:upstream-edit", args=[grant.uid]),
        object_type=grant._meta.label,
        object_id=grant.uid,
        program_code=grant.item.code,
    )


@transaction.atomic
def keep_paper(
    *, grant: UpstreamGrant, kind: str, sent_on: dt.date, values: Mapping[str, Any], actor: Any, now: dt.datetime, today: dt.date
) -> Document:
    """出した書類の控えを残す: its bytes and day; the task is done. `values` is what `issue_file` keeps. Raises ApplicationError at a field."""
    current: UpstreamGrant = lock(UpstreamGrant.objects.filter(pk=grant.pk).select_related("item"))[0]
    if sent_on > today:
        raise ApplicationError("sent_on", _("出した日が先の日付です"), "sent_on")
    subject = f"{current.uid}-{kind}-{values['input_sha256'][:12]}"[:64]
    kept = issue_file(series=SERIES, subject=subject, dated=sent_on, actor=actor, now=now, **values)
    due = DUE[kind]
    before = getattr(current, due.sent)
    setattr(current, due.sent, sent_on)
    current.version += 1
    current.save()
    after = {due.sent: sent_on, "sha256": kept.sha256}
    record_event(
        actor=actor, verb="upstream.paper_kept", obj=current, now=now, before={due.sent: before}, after=after, program_code=current.item.code
    )
    keep_days(grant=current, actor=actor, now=now)
    return kept


def kept_papers(grant: UpstreamGrant) -> list[Document]:
    """What went up for this grant, newest first, without the bytes."""
    return list(Document.objects.filter(series=SERIES, subject__startswith=f"{grant.uid}-").defer("content").order_by("-dated", "-number"))

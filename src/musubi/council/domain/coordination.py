"""調整: ask actors about an issue that touches several, and take their replies."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from musubi.blocks.accounts.models import Organization
from musubi.blocks.audit.domain.trail import record_event, type_of
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.locking import lock
from musubi.blocks.notifications.domain.outbox import queue_mail
from musubi.blocks.notifications.domain.tasks import close_task, open_task
from musubi.blocks.notifications.enums import TaskStatus
from musubi.blocks.notifications.models import Task
from musubi.council.domain.errors import CouncilError
from musubi.council.models import Coordination, Issue
from musubi.council.workflow import LIVE


@transaction.atomic
def ask_actor(
    *, issue: Issue, organization: Organization, question: str, due_on: dt.date, actor: Any, now: dt.datetime, today: dt.date
) -> Coordination:
    """Ask an actor: it sees the issue from now on, gets a task and, where its office mailbox is known, a letter. Raises CouncilError."""
    if not question.strip():
        raise CouncilError("question", _("たずねることを書いてください"), "question")
    if due_on < today:
        raise CouncilError("due_on", _("回答期限が過ぎた日です。先の日にしてください"), "due_on")
    if issue.coordinations.filter(organization=organization, replied_on__isnull=True).exists():
        raise CouncilError("asked", _("%(name)sには、もうたずねています。回答を待っています") % {"name": organization.name}, "organization")
    made = Coordination.objects.create(
        issue=issue, organization=organization, question=question.strip(), asked_on=today, asked_by=actor, due_on=due_on
    )
    told = {"organization": organization, "question": question.strip(), "due_on": due_on}
    record_event(actor=actor, verb="coordination.asked", obj=made, now=now, after=told)
    address = reverse("council:coordination", args=[made.uid])
    open_task(
        title=_("%(code)sへの回答") % {"code": issue.code},
        due_on=due_on,
        today=today,
        now=now,
        actor=actor,
        organization=organization,
        detail=issue.title,
        address=address,
        object_type=type_of(made),
        object_id=made.uid,
    )
    if organization.mailbox:
        body = _(
            "次の課題について、ご意見をうかがいます。\n\n課題: %(title)s\nうかがいたいこと: %(question)s\n回答期限: %(due)s\n\n回答の画面: %(link)s"
        ) % {"title": issue.title, "question": question.strip(), "due": format_date(due_on), "link": settings.PUBLIC_URL + address}
        subject = _("課題についての照会(%(code)s)") % {"code": issue.code}
        queue_mail(to=organization.mailbox, subject=subject, body=body, purpose="coordination", now=now, recipient_name=organization.name)
    return made


@transaction.atomic
def reply_coordination(*, coordination: Coordination, reply: str, replied_on: dt.date, actor: Any, now: dt.datetime) -> Coordination:
    """The actor's reply, typed by itself or by the office from a telephone call. The issue's state does not move. Raises CouncilError."""
    if not reply.strip():
        raise CouncilError("reply", _("回答を書いてください"), "reply")
    current: Coordination = lock(Coordination.objects.filter(pk=coordination.pk))[0]
    if current.replied_on is not None:
        raise CouncilError("replied", _("もう回答があります。直すときは、事務局へ連絡してください"))
    if replied_on < current.asked_on:
        raise CouncilError("replied_on", _("回答日は、たずねた日以後にしてください"), "replied_on")
    current.reply, current.replied_on, current.replied_by = reply.strip(), replied_on, actor
    current.version += 1
    current.save()
    record_event(actor=actor, verb="coordination.replied", obj=current, now=now, after={"reply": reply.strip(), "replied_on": replied_on})
    for task in Task.objects.filter(object_type=type_of(current), object_id=current.uid, status=TaskStatus.OPEN):
        close_task(task=task, actor=actor, now=now)
    return current


def shared_issues(user: Any) -> QuerySet[Issue]:
    """課題の調整表: live issues that touch two or more items, or about which two or more actors were asked."""
    touched = (
        visible_to(user, Issue)
        .filter(status__in=LIVE)
        .annotate(item_count=Count("items", distinct=True), asked_count=Count("coordinations", distinct=True))
    )
    return touched.filter(item_count__gte=2) | touched.filter(asked_count__gte=1)

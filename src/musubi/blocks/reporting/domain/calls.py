"""Prepare, send, follow up and close data calls."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from musubi.blocks.accounts.enums import OrganizationKind
from musubi.blocks.accounts.models import Membership, Organization
from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.indicators.models import Indicator
from musubi.blocks.kernel.locking import lock
from musubi.blocks.notifications.domain.outbox import queue_mail
from musubi.blocks.notifications.domain.tasks import close_task, open_task
from musubi.blocks.notifications.enums import MessageKind, TaskStatus
from musubi.blocks.notifications.models import OutboxMessage, Task
from musubi.blocks.reporting.domain.letters import letter
from musubi.blocks.reporting.domain.links import issue_link
from musubi.blocks.reporting.enums import CallStatus, LetterRegister, ReplyStatus
from musubi.blocks.reporting.models import DataCall, DataCallItem, Reply, ReplyEntry, ReplyValue
from musubi.blocks.vision.enums import AssignmentRole
from musubi.blocks.vision.models import Assignment, PlanItem, Vision

PUBLIC_BODIES = frozenset(
    {
        OrganizationKind.CITY,
        OrganizationKind.DEPARTMENT,
        OrganizationKind.DIVISION,
        OrganizationKind.SECTION,
        OrganizationKind.GOVERNMENT,
        OrganizationKind.EMPLOYMENT_OFFICE,
    }
)
OWN_UNITS = frozenset({OrganizationKind.CITY, OrganizationKind.DEPARTMENT, OrganizationKind.DIVISION, OrganizationKind.SECTION})
MOST_VALUES = 2  # of a program on the answering page, so that it asks at most five things


class CallStateError(Exception):
    """The call is not in a state that allows this."""

    code = "call_state"


class EmptyCallError(Exception):
    """The call asks about nothing."""

    code = "empty_call"


class RemindedTodayError(Exception):
    """A reminder went to the organisation today already."""

    code = "reminded_today"


def register_of(organization: Organization) -> LetterRegister:
    """照会 to public bodies, a request for a report to others."""
    return LetterRegister.INQUIRY if organization.kind in PUBLIC_BODIES else LetterRegister.REQUEST


def default_owners(items: Collection[PlanItem]) -> dict[int, Organization]:
    """The organisation that answers for each item: the primary lead, else any lead; items without one are absent."""
    rows = Assignment.objects.filter(item__in=[item.pk for item in items], role=AssignmentRole.LEAD).select_related("organization")
    found: dict[int, Organization] = {}
    for row in rows.order_by("-primary", "pk"):
        found.setdefault(row.item_id, row.organization)
    return found


@transaction.atomic
def prepare_call(
    *,
    vision: Vision,
    fiscal_year: int,
    title: str,
    due_on: dt.date,
    items: Mapping[PlanItem, Organization],
    actor: Any,
    now: dt.datetime,
    body: str = "",
    as_of: dt.date | None = None,
    copied_from: DataCall | None = None,
) -> DataCall:
    """A call that is not sent yet; `items` names who answers for each. Raises EmptyCallError."""
    if not items:
        raise EmptyCallError(_("照会する事業を1つ以上選んでください"))
    call = DataCall.objects.create(
        vision=vision, fiscal_year=fiscal_year, title=title, due_on=due_on, body=body, as_of=as_of, copied_from=copied_from
    )
    DataCallItem.objects.bulk_create(DataCallItem(call=call, item=item, organization=body_of) for item, body_of in items.items())
    record_event(actor=actor, verb="call.created", obj=call, now=now, after={"title": title, "due_on": due_on, "items": len(items)})
    return call


@transaction.atomic
def drop_call(*, call: DataCall, actor: Any, now: dt.datetime) -> None:
    """Throw away a call that was not sent. Raises CallStateError."""
    current: DataCall = lock(DataCall.objects.filter(pk=call.pk))[0]
    if current.status != CallStatus.DRAFT:
        raise CallStateError(_("送った照会は消せません。終えるときは「締め切る」を使います"))
    record_event(actor=actor, verb="call.removed", obj=current, now=now, before={"title": current.title})
    current.delete()


@transaction.atomic
def send_call(*, call: DataCall, actor: Any, now: dt.datetime, real_now: dt.datetime, today: dt.date) -> list[Reply]:
    """One reply, one letter and one task for each organisation. Raises CallStateError, EmptyCallError.

    Organisations outside of the city get a link by which they answer without an account.
    """
    current: DataCall = lock(DataCall.objects.filter(pk=call.pk))[0]
    if current.status != CallStatus.DRAFT:
        raise CallStateError(_("この照会は、もう送られています"))
    groups: dict[Organization, list[PlanItem]] = defaultdict(list)
    for row in current.items.select_related("item", "organization"):
        groups[row.organization].append(row.item)
    if not groups:
        raise EmptyCallError(_("照会する事業を1つ以上選んでください"))
    current.status, current.sent_at, current.sent_by = CallStatus.SENT, now, actor
    current.version += 1
    current.save()
    replies = [_ask(current, body, items, actor, now, real_now, today) for body, items in groups.items()]
    record_event(actor=actor, verb="call.sent_out", obj=current, now=now, after={"organizations": len(replies)})
    return replies


def _ask(call: DataCall, body: Organization, items: list[PlanItem], actor: Any, now: dt.datetime, real_now: dt.datetime, today: dt.date) -> Reply:
    reply = Reply.objects.create(call=call, organization=body, letter_register=register_of(body))
    entries = ReplyEntry.objects.bulk_create(ReplyEntry(reply=reply, item=item) for item in items)
    typed: dict[int, list[Indicator]] = defaultdict(list)
    for indicator in Indicator.objects.filter(item__in=items, measure="", not_measurable_reason="").order_by("order", "code"):
        typed[indicator.item_id].append(indicator)
    ReplyValue.objects.bulk_create(
        ReplyValue(entry=entry, indicator=indicator) for entry in entries for indicator in typed[entry.item_id][:MOST_VALUES]
    )
    open_task(
        title=call.title[:200],
        due_on=call.due_on,
        today=today,
        now=now,
        actor=actor,
        organization=body,
        detail=_("%(count)d件の事業について回答します") % {"count": len(items)},
        address=reverse("calls:reply", args=[reply.uid]),
        object_type="reporting.Reply",
        object_id=reply.uid,
    )
    send_letter(reply=reply, actor=actor, now=now, real_now=real_now, today=today)
    return reply


@transaction.atomic
def send_letter(*, reply: Reply, actor: Any, now: dt.datetime, real_now: dt.datetime, today: dt.date, again: bool = False) -> str:
    """Mail the letter; returns the address by which to answer, "" where the organisation has no link.

    Where there is no mail address the letter waits in the outbox page to be printed. Sending it again makes a new link.
    """
    body = reply.organization
    outside = body.kind not in OWN_UNITS
    link = issue_link(reply=reply, sent_to=body.mailbox, actor=actor, now=real_now)[1] if outside else ""
    address = link or settings.PUBLIC_URL + reverse("calls:reply", args=[reply.uid])
    subject, text = letter(reply, address, today=today, again=again)
    for to, name, uid in _recipients(body, today):
        queue_mail(to=to, subject=subject, body=text, purpose="data_call", now=now, recipient_uid=uid, recipient_name=name)
    return link


def _recipients(body: Organization, today: dt.date) -> list[tuple[str, str, str]]:
    """The shared mailbox; else the people who work there; else nobody's address, so that the letter can still be printed."""
    if body.mailbox:
        return [(body.mailbox, body.name, body.uid)]
    posts = Membership.objects.active_on(today).filter(organization=body, user__is_active=True).select_related("user").order_by("pk")
    people = {post.user.email: (post.user.email, post.user.name, post.user.uid) for post in posts}
    return list(people.values()) or [("", body.name, body.uid)]


@transaction.atomic
def remind(*, reply: Reply, actor: Any, now: dt.datetime, real_now: dt.datetime, today: dt.date) -> None:
    """A reminder to an organisation that has not answered, at most one a day. Raises RemindedTodayError, CallStateError."""
    current: Reply = lock(Reply.objects.filter(pk=reply.pk))[0]
    if current.status not in ReplyStatus.open_states():
        raise CallStateError(_("%(name)sは、もう回答しています") % {"name": current.organization})
    body = current.organization
    recipients = _recipients(body, today)
    uids = [uid for _to, _name, uid in recipients]
    if OutboxMessage.objects.filter(recipient_uid__in=uids, kind=MessageKind.REMINDER, reminder_day=today).exists():
        raise RemindedTodayError(_("%(name)sには、今日すでにお知らせを送っています。明日また送れます") % {"name": body})
    outside = body.kind not in OWN_UNITS
    link = issue_link(reply=current, sent_to=body.mailbox, actor=actor, now=real_now, keep_earlier=True)[1] if outside else ""
    address = link or settings.PUBLIC_URL + reverse("calls:reply", args=[current.uid])
    subject, text = letter(current, address, today=today, again=True)
    for to, name, uid in recipients:
        queue_mail(
            to=to,
            subject=subject,
            body=text,
            purpose="data_call",
            now=now,
            kind=MessageKind.REMINDER,
            recipient_uid=uid,
            recipient_name=name,
            reminder_day=today,
        )
    current.last_reminded_at = now
    current.save(update_fields=["last_reminded_at", "updated_at"])
    record_event(actor=actor, verb="reply.reminded", obj=current, now=now)


@transaction.atomic
def close_call(*, call: DataCall, actor: Any, now: dt.datetime) -> DataCall:
    """No further answers; links no longer open, tasks end. Raises CallStateError."""
    current: DataCall = lock(DataCall.objects.filter(pk=call.pk))[0]
    if current.status != CallStatus.SENT:
        raise CallStateError(_("照会中のものだけ締め切れます"))
    current.status, current.closed_at = CallStatus.CLOSED, now
    current.version += 1
    current.save()
    for reply in current.replies.all():
        end_task(reply, actor=actor, now=now, status=TaskStatus.CANCELLED)
    record_event(actor=actor, verb="call.closed", obj=current, now=now)
    return current


def end_task(reply: Reply, *, actor: Any, now: dt.datetime, status: TaskStatus = TaskStatus.DONE) -> None:
    """End the reply's open task, where there is one."""
    for task in Task.objects.filter(object_type="reporting.Reply", object_id=reply.uid, status=TaskStatus.OPEN):
        close_task(task=task, actor=actor, now=now, status=status)

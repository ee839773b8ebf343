"""Reminders to grantees of what they owe: thirty days before, on the day, and once it is late; one mail a person a day.

A day without business hours is made up for by the next one. The city's division gets a task once something is late.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.applicant.telling import recipients_of
from musubi.blocks.applications.domain.office.tasks import open_office_task
from musubi.blocks.applications.enums import ApplicationStatus, ObligationKind
from musubi.blocks.applications.models import Application, Obligation
from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.notifications.domain.outbox import queue_mail
from musubi.blocks.notifications.enums import MessageKind
from musubi.blocks.notifications.models import OutboxMessage

BEFORE = dt.timedelta(days=30)
LATE_TASK_DAYS = 7


@dataclass
class Letter:
    """What one recipient is told today: with an account by mail, on paper as a letter."""

    uid: str
    name: str
    to: str
    language: str
    party_uid: str
    rows: list[Obligation] = field(default_factory=list)


def step_on(due_on: dt.date, day: dt.date) -> int:
    """0 nothing yet, 1 thirty days before, 2 on the day, 3 late."""
    if day > due_on:
        return 3
    if day == due_on:
        return 2
    return 1 if due_on - day <= BEFORE else 0


def step_told(obligation: Obligation) -> int:
    """The highest step that the grantee was told of."""
    return max((int(entry.split(":")[0]) for entry in obligation.reminded_on), default=0)


def remind_grantees(today: dt.date, now: dt.datetime) -> int:
    """Queue today's reminders; returns how many mails. Whoever got a reminder today already hears of it tomorrow."""
    written = set(OutboxMessage.objects.filter(kind=MessageKind.REMINDER, reminder_day=today).values_list("recipient_uid", flat=True))
    letters: dict[str, Letter] = {}
    rows = [row for row in _owed(today) if step_on(row.due_on, today) > step_told(row)]
    told = recipients_of([row.application for row in rows], day=today)
    for row in rows:
        for each in told[row.application_id]:
            letters.setdefault(each.uid, Letter(each.uid, each.name, each.mail, each.language, each.party_uid)).rows.append(row)
    sent = [letter for letter in letters.values() if letter.uid not in written]
    for letter in sent:
        _queue(letter, today, now)
    late: dict[int, list[Obligation]] = defaultdict(list)
    for row in {row.pk: row for letter in sent for row in letter.rows}.values():
        _note(row, today, now)
        if step_on(row.due_on, today) == 3:
            late[row.application_id].append(row)
    for overdue in late.values():
        _task(overdue, today, now)
    return len(sent)


def _owed(today: dt.date) -> Any:
    standing = Q(application__status__in=ApplicationStatus.awarded() | {ApplicationStatus.CERTIFIED})
    standing |= Q(application__status=ApplicationStatus.REPAYING, kind=ObligationKind.REPAYMENT)
    rows = Obligation.objects.filter(standing, done_on__isnull=True, due_on__lte=today + BEFORE)
    with_them = ("application__applicant", "application__party", "application__call__organization", "application__call__item", "designation_year")
    return rows.select_related(*with_them).order_by("due_on", "pk")


def _queue(letter: Letter, today: dt.date, now: dt.datetime) -> None:
    with translation.override(letter.language):
        lines = [_("%(party)s 様") % {"party": letter.name}, "", _("次の届出・報告の期限をお知らせします。"), ""]
        for row in letter.rows:
            words = {"label": row.label, "number": row.application.number, "day": format_date(row.due_on)}
            late = row.due_on < today
            told = (
                _("・%(label)s(受付番号 %(number)s): 期限は%(day)sでした。まだ届いていません")
                if late
                else _("・%(label)s(受付番号 %(number)s): 期限 %(day)s")
            )
            lines.append(told % words)
            lines.append("  " + settings.PUBLIC_URL + reverse("filings:application", args=[_place(row)]))
        lines += ["", _("もう出されているときは、行き違いですのでお許しください。")]
        queue_mail(
            to=letter.to,
            subject=_("届出・報告の期限のお知らせ(%(count)d件)") % {"count": len(letter.rows)},
            body="\n".join(lines),
            purpose="obligation",
            now=now,
            kind=MessageKind.REMINDER,
            language=letter.language,
            recipient_uid=letter.uid,
            recipient_name=letter.name,
            addressee_uid=letter.party_uid,
            reminder_day=today,
        )


def _place(row: Obligation) -> str:
    """The uid of the application at whose page the thing is done: for a yearly grant the draft that was begun, else where it is owed."""
    year = getattr(row, "designation_year", None)
    if year is None or year.begun_for_id is None:
        return row.application.uid
    begun = Application.objects.filter(follows=row.application, call=year.begun_for_id, status=ApplicationStatus.DRAFT).first()
    return begun.uid if begun is not None else row.application.uid


def _note(row: Obligation, today: dt.date, now: dt.datetime) -> None:
    before = list(row.reminded_on)
    row.reminded_on = [*before, f"{step_on(row.due_on, today)}:{today.isoformat()}"]
    row.version += 1
    row.save(update_fields=["reminded_on", "version", "updated_at"])
    record_event(
        actor=None,
        verb="obligation.reminded",
        obj=row,
        now=now,
        before={"reminded_on": before},
        after={"reminded_on": row.reminded_on},
        program_code=row.application.call.item.code,
    )


def _task(rows: list[Obligation], today: dt.date, now: dt.datetime) -> None:
    application = rows[0].application
    words = {"number": application.number, "labels": "、".join(row.label for row in rows)}
    title = _("届出・報告が遅れている: %(number)s %(labels)s") % words
    due_on = today + dt.timedelta(days=LATE_TASK_DAYS)
    open_office_task(application=application, record=rows[0], title=title, due_on=due_on, today=today, now=now)

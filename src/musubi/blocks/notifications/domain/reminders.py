"""One digest a person a day: what is due soon and what is late, in three steps, on business days only.

Step 1 from five business days before the due day: to those who must do it. Step 2 from the due day: also to the heads
of their organisation, its shared mailbox (a digest of its own: a copy of a person's would show it what the person does
elsewhere). Step 3 from three business days after: also to those above, else to the
secretariat. A day on which nothing ran is made up for by the next one, as one digest.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from musubi.blocks.accounts.domain.office import closed_days, office
from musubi.blocks.accounts.models import User
from musubi.blocks.kernel.business_days import add_business_days, is_business_day
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.notifications.domain.barriers import all_kept, is_about
from musubi.blocks.notifications.domain.outbox import queue_mail
from musubi.blocks.notifications.domain.people import Directory
from musubi.blocks.notifications.enums import MessageKind, TaskStatus
from musubi.blocks.notifications.models import DailyTick, OutboxMessage, Task

BEFORE, AFTER = 5, 3
OPENS, CLOSES = dt.time(8, 30), dt.time(17, 15)


Daily = Callable[[dt.date, dt.datetime], int]
_daily: list[tuple[Daily, bool]] = []


def register_daily(source: Daily, *, reminds: bool = False) -> None:
    """Let a block above do its daily work once a business day: `source(today, now)` counts the mails that it queued.

    What `reminds` people waits while the office has stopped reminders; all other work goes on.
    """
    _daily.append((source, reminds))


@dataclass
class Digest:
    """What one person, or the shared mailbox of an organisation, is told today."""

    uid: str
    name: str
    email: str
    language: str = "ja"
    is_shared: bool = False  # an organisation's mailbox, perhaps of people without an account
    tasks: dict[int, Task] = field(default_factory=dict)


def step_on(due_on: dt.date, day: dt.date, closed: frozenset[dt.date]) -> int:
    """The step (0–3) that a task due on `due_on` has reached on `day`."""
    if day > add_business_days(due_on, AFTER - 1, extra_holidays=closed) and day > due_on:
        return 3
    if day >= due_on:
        return 2
    if add_business_days(day, BEFORE, extra_holidays=closed) >= due_on:
        return 1
    return 0


def in_business_hours(now: dt.datetime) -> bool:
    """Whether reminders may go out at this local time."""
    return OPENS <= now.time() <= CLOSES


def tick(*, today: dt.date, now: dt.datetime) -> int | None:
    """Do the day's work and make its digests; returns how many mails, or None when today is no business day or is done.

    While reminders are stopped nobody is reminded, and the rest of the day's work is done; what was not told then is told by
    the first day after. Two workers cannot both do a day: its row is unique.
    """
    closed = closed_days()
    if not is_business_day(today, extra_holidays=closed):
        return None
    if DailyTick.objects.filter(day=today).exists():  # asked every few seconds: most answers need no write lock
        return None
    with transaction.atomic():
        try:
            with transaction.atomic():
                row = DailyTick.objects.create(day=today, finished_at=now)
        except IntegrityError:
            return None  # another worker has this day
        stopped = office().reminders_stopped
        digests = [] if stopped else _digests(today, closed)
        for digest in digests:
            _queue(digest, today=today, now=now)
        count = len(digests) + sum(source(today, now) for source, reminds in _daily if not (stopped and reminds))
        DailyTick.objects.filter(pk=row.pk).update(digests=count)
    return count


def _digests(today: dt.date, closed: frozenset[dt.date]) -> list[Digest]:
    written = set(OutboxMessage.objects.filter(kind=MessageKind.REMINDER, reminder_day=today).values_list("recipient_uid", flat=True))
    horizon = add_business_days(today, BEFORE, extra_holidays=closed)
    tasks = list(Task.objects.filter(status=TaskStatus.OPEN, due_on__lte=horizon).select_related("organization").order_by("due_on"))
    directory = Directory(today)
    steps = {task.pk: step_on(task.due_on, today, closed) for task in tasks}
    grown = [task for task in tasks if steps[task.pk] > task.step]
    triggered: dict[str, Digest] = {}
    kept = all_kept()
    told = {
        task.pk: [
            person
            for person in _told(task, steps[task.pk], directory)
            if person.uid not in written and not is_about(task, kept.get(person.pk, frozenset()))
        ]
        for task in tasks
    }
    # Whoever was reminded by hand today hears of it tomorrow: the task keeps its step.
    grown = [task for task in grown if told[task.pk] or not written]
    for task in grown:
        for person in told[task.pk]:
            triggered.setdefault(person.email.lower(), Digest(person.uid, person.name, person.email, person.language))
        body = task.organization
        if steps[task.pk] > 1 and body and body.mailbox and body.uid not in written:
            triggered.setdefault(body.mailbox.lower(), Digest(body.uid, body.name, body.mailbox, is_shared=True))
    for task in tasks:  # whoever is written to anyway sees everything that waits
        addresses = [person.email for person in told[task.pk]]
        if steps[task.pk] > 1 and task.organization:
            addresses.append(task.organization.mailbox)
        for address in addresses:
            if address.lower() in triggered:
                triggered[address.lower()].tasks[task.pk] = task
    by_step: dict[int, list[int]] = defaultdict(list)
    for task in grown:
        by_step[steps[task.pk]].append(task.pk)
    for step, keys in by_step.items():
        Task.objects.filter(pk__in=keys).update(step=step)
    return list(triggered.values())


def _told(task: Task, step: int, directory: Directory) -> list[User]:
    people = directory.responsible(task) if step >= 1 else []
    if step >= 2:
        people = [*people, *(directory.heads(task) or directory.superiors(task))]
    if step >= 3:
        people = [*people, *directory.superiors(task)]
    return list({person.pk: person for person in people}.values())


def _queue(digest: Digest, *, today: dt.date, now: dt.datetime) -> None:
    tasks = sorted(digest.tasks.values(), key=lambda task: (task.due_on, task.pk))
    with translation.override(digest.language):
        late = [task for task in tasks if task.due_on < today]
        soon = [task for task in tasks if task.due_on >= today]
        lines = []
        for title, group in ((_("期限を過ぎたもの"), late), (_("期限が近いもの"), soon)):
            if group:
                lines += [f"■ {title}", *(_line(task) for task in group), ""]
        subject = _("期限のお知らせ %(late)d件超過・%(soon)d件") % {"late": len(late), "soon": len(soon)}
        closing = [_("済んだものは「本日の締切」の画面で完了にしてください。"), settings.PUBLIC_URL + reverse("notifications:today")]
        if digest.is_shared:
            closing.append(_("照会への回答は、前にお送りした文のリンクからもできます。サインインは要りません。"))
        queue_mail(
            to=digest.email,
            subject=subject,
            body="\n".join([*lines, *closing]),
            purpose="reminder",
            now=now,
            kind=MessageKind.REMINDER,
            language=digest.language,
            recipient_uid=digest.uid,
            recipient_name=digest.name,
            reminder_day=today,
        )


def _line(task: Task) -> str:
    japanese = translation.get_language() == "ja"
    due = format_date(task.due_on, "era" if japanese else "english", weekday=japanese)
    return f"・{task.title} ({due}) {task.organization or ''}".rstrip()

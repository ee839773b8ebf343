"""照会受付: calls that the office receives, answered from measures, kept for next year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from musubi.blocks.accounts.models import Organization
from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.indicators.domain.measures import Measure, UnknownMeasureError, measure, measures
from musubi.blocks.kernel.locking import lock
from musubi.blocks.notifications.domain.tasks import close_task, open_task
from musubi.blocks.notifications.enums import TaskStatus
from musubi.blocks.notifications.models import Task
from musubi.blocks.reporting.domain.calls import OWN_UNITS
from musubi.blocks.reporting.enums import ReceivedStatus
from musubi.blocks.reporting.models import ReceivedCall, ReceivedFigure
from musubi.blocks.vision.models import PlanItem

KIND = "reporting.ReceivedCall"


class ReceivedStateError(Exception):
    """The call is answered already, or not yet."""

    code = "received_state"


@transaction.atomic
def receive_call(*, values: Mapping[str, Any], actor: Any, now: dt.datetime, today: dt.date, copied_from: ReceivedCall | None = None) -> ReceivedCall:
    """Log a call and open its task. A copy takes over the figures of the earlier one, computed anew for its year."""
    received = ReceivedCall.objects.create(**values, copied_from=copied_from)
    record_event(actor=actor, verb="received.created", obj=received, now=now, after={"title": received.title, "due_on": received.due_on})
    open_task(
        title=_("照会に回答する: %(title)s") % {"title": received.title[:150]},
        due_on=received.due_on,
        today=today,
        now=now,
        actor=actor,
        organization=received.organization,
        address=reverse("received:call", args=[received.uid]),
        object_type=KIND,
        object_id=received.uid,
    )
    for earlier in copied_from.figures.all() if copied_from else ():
        shift = received.fiscal_year - copied_from.fiscal_year if copied_from else 0
        add_figure(
            received=received,
            label=earlier.label,
            fiscal_year=earlier.fiscal_year + shift,
            measure_key=earlier.measure,
            item=earlier.item,
            unit=earlier.unit,
            actor=actor,
            now=now,
        )
    return received


def choices() -> list[Measure]:
    """The measures that a figure may be taken from."""
    return list(measures())


@transaction.atomic
def add_figure(
    *,
    received: ReceivedCall,
    label: str,
    fiscal_year: int,
    actor: Any,
    now: dt.datetime,
    measure_key: str = "",
    item: PlanItem | None = None,
    value: Decimal | None = None,
    unit: str = "",
    note: str = "",
) -> ReceivedFigure:
    """A figure of the answer: counted by a measure of an item and year, else typed. Raises ReceivedStateError."""
    if received.status != ReceivedStatus.OPEN:
        raise ReceivedStateError(_("回答済みの照会です。直すときは、回答を取り消します"))
    if measure_key and item is not None:
        try:
            asked = measure(measure_key)
        except UnknownMeasureError:
            measure_key = ""
        else:
            value = Decimal(asked.compute([item.pk], [fiscal_year]).get((item.pk, fiscal_year), 0))
            unit = unit or str(asked.unit)
    order = received.figures.count()
    made = ReceivedFigure.objects.create(
        received=received, label=label, fiscal_year=fiscal_year, measure=measure_key, item=item, value=value, unit=unit, note=note, order=order
    )
    record_event(actor=actor, verb="received.figure_added", obj=made, now=now, after={"label": label, "value": value, "measure": measure_key})
    return made


@transaction.atomic
def remove_figure(*, figure: ReceivedFigure, actor: Any, now: dt.datetime) -> None:
    """Take a figure out of an open answer. Raises ReceivedStateError."""
    if figure.received.status != ReceivedStatus.OPEN:
        raise ReceivedStateError(_("回答済みの照会です。直すときは、回答を取り消します"))
    record_event(actor=actor, verb="received.figure_removed", obj=figure, now=now, before={"label": figure.label, "value": figure.value})
    figure.delete()


@transaction.atomic
def answer_received(
    *, received: ReceivedCall, answer: str, answered_on: dt.date, answer_number: str, actor: Any, now: dt.datetime, needed: bool = True
) -> ReceivedCall:
    """Record what was answered and when, or that no answer was needed; its task ends. Raises ReceivedStateError."""
    current: ReceivedCall = lock(ReceivedCall.objects.filter(pk=received.pk))[0]
    if current.status != ReceivedStatus.OPEN:
        raise ReceivedStateError(_("ほかの人が先に回答を記録しました。画面を開き直してください"))
    current.status = ReceivedStatus.ANSWERED if needed else ReceivedStatus.NOT_NEEDED
    current.answer, current.answer_number, current.answered_by = answer, answer_number, actor
    current.answered_on = answered_on if needed else None
    current.version += 1
    current.save()
    record_event(actor=actor, verb="received.answered", obj=current, now=now, after={"status": current.status, "answered_on": current.answered_on})
    for task in Task.objects.filter(object_type=KIND, object_id=current.uid, status=TaskStatus.OPEN):
        close_task(task=task, actor=actor, now=now)
    return current


@transaction.atomic
def reopen_received(*, received: ReceivedCall, actor: Any, now: dt.datetime, today: dt.date) -> ReceivedCall:
    """Take the answer back to mend it; the task opens again."""
    current: ReceivedCall = lock(ReceivedCall.objects.filter(pk=received.pk))[0]
    if current.status == ReceivedStatus.OPEN:
        return current
    current.status, current.answered_on, current.answered_by = ReceivedStatus.OPEN, None, None
    current.version += 1
    current.save()
    record_event(actor=actor, verb="received.reopened", obj=current, now=now)
    open_task(
        title=_("照会に回答する: %(title)s") % {"title": current.title[:150]},
        due_on=current.due_on,
        today=today,
        now=now,
        actor=actor,
        organization=current.organization,
        address=reverse("received:call", args=[current.uid]),
        object_type=KIND,
        object_id=current.uid,
    )
    return current


def organizations() -> list[Organization]:
    """Who may answer: the city's own units."""
    return list(Organization.objects.filter(kind__in=OWN_UNITS, ends_before__isnull=True).order_by("order", "code"))

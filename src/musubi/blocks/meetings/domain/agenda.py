"""議題: add, change, order, remove before the meeting; begin one during it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.locking import lock
from musubi.blocks.meetings.domain.errors import MeetingError
from musubi.blocks.meetings.enums import MeetingStatus
from musubi.blocks.meetings.models import AgendaItem, Meeting
from musubi.blocks.vision.models import PlanItem

OPEN = frozenset({MeetingStatus.PLANNED, MeetingStatus.ANNOUNCED, MeetingStatus.IN_SESSION})
APART = 1000  # numbers are moved there and back, since (meeting, number) is unique at every moment


@transaction.atomic
def add_item(*, meeting: Meeting, items: Sequence[PlanItem], actor: Any, now: dt.datetime, **values: Any) -> AgendaItem:
    """A further item at the end. Raises MeetingError after the meeting."""
    current = _open(meeting)
    number = current.agenda.count() + 1
    made = AgendaItem.objects.create(meeting=current, number=number, **values)
    made.items.set(items)
    record_event(actor=actor, verb="agenda.added", obj=current, now=now, after={"number": number, "title": made.title})
    return made


@transaction.atomic
def change_item(*, item: AgendaItem, items: Sequence[PlanItem], actor: Any, now: dt.datetime, **values: Any) -> None:
    """Change an item's words and programs."""
    _open(item.meeting)
    current: AgendaItem = lock(AgendaItem.objects.filter(pk=item.pk))[0]
    before = {name: getattr(current, name) for name in values}
    for name, value in values.items():
        setattr(current, name, value)
    current.version += 1
    current.save()
    current.items.set(items)
    record_event(actor=actor, verb="agenda.changed", obj=current, now=now, before=before, after=values)


@transaction.atomic
def move_item(*, item: AgendaItem, up: bool, actor: Any, now: dt.datetime) -> None:
    """One place up or down; at the end of the list nothing changes."""
    meeting = _open(item.meeting)
    rows = list(meeting.agenda.order_by("number"))
    place = next(index for index, row in enumerate(rows) if row.pk == item.pk)
    other = place - 1 if up else place + 1
    if 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
        _number(rows)
        record_event(actor=actor, verb="agenda.moved", obj=meeting, now=now, after={"title": item.title, "number": other + 1})


@transaction.atomic
def remove_item(*, item: AgendaItem, actor: Any, now: dt.datetime) -> None:
    """Take an item off. Raises MeetingError where something was said or is planned under it."""
    meeting = _open(item.meeting)
    if item.utterances.exists() or item.paper_files.exists() or item.questions.exists():
        raise MeetingError("used", _("この議題には、発言・資料・質問があります。消さずに、件名を直してください"))
    record_event(actor=actor, verb="agenda.removed", obj=meeting, now=now, before={"number": item.number, "title": item.title})
    item.delete()
    _number(list(meeting.agenda.order_by("number")))


@transaction.atomic
def begin_item(*, item: AgendaItem, actor: Any, now: dt.datetime) -> None:
    """The meeting turns to an item: when, for the minutes."""
    meeting = _open(item.meeting)
    if meeting.status != MeetingStatus.IN_SESSION:
        raise MeetingError("not_in_session", _("開会してから、議題に移ってください"))
    current: AgendaItem = lock(AgendaItem.objects.filter(pk=item.pk))[0]
    if current.begun_at is None:
        current.begun_at = now
        current.save()
        record_event(actor=actor, verb="agenda.begun", obj=meeting, now=now, after={"number": current.number})


def _number(rows: list[AgendaItem]) -> None:
    for shift in (APART, 0):
        for number, row in enumerate(rows, 1):
            AgendaItem.objects.filter(pk=row.pk).update(number=number + shift)


def _open(meeting: Meeting) -> Meeting:
    current: Meeting = lock(Meeting.objects.filter(pk=meeting.pk).select_related("body"))[0]
    if current.status not in OPEN:
        raise MeetingError("over", _("終わった会議、中止した会議の議題は変えられません"))
    return current

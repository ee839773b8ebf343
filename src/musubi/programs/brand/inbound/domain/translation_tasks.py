"""Texts that were assigned are somebody's task: the translator's until all are handed in, then the reviewer's until all are done."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from musubi.blocks.accounts.models import User
from musubi.blocks.audit.domain.trail import identifier_of, type_of
from musubi.blocks.desks.domain.next_steps import address_of
from musubi.blocks.notifications.domain.tasks import close_task, open_task
from musubi.blocks.notifications.enums import TaskStatus
from musubi.blocks.notifications.models import Task
from musubi.blocks.translations.domain.assigning import assign, assignment_for, take_back
from musubi.blocks.translations.domain.register import translatable
from musubi.blocks.translations.domain.work import MISSING, Unit, approve, send_back, units_of, write_texts
from musubi.blocks.translations.enums import LANGUAGES, TranslationState
from musubi.blocks.translations.models import Translation, TranslationAssignment
from musubi.programs.brand.inbound.program import PROGRAM

CODE = PROGRAM.codes[-1]
TO_TRANSLATE = {MISSING, TranslationState.IN_WORK, TranslationState.STALE}


@dataclass(frozen=True)
class Turn:
    """Whose turn it is at a record's texts, and with what."""

    person: User
    title: str


def _turn(assignment: TranslationAssignment, name: str, units: Iterable[Unit]) -> Turn | None:
    """The translator's while a text is missing, in work or stale; the reviewer's while one waits; nobody's when all are done."""
    states = {unit.state for unit in units}
    told = {"name": name[:100], "language": dict(LANGUAGES)[assignment.language]}
    with translation.override("ja"):  # the task is known again by its title
        if states & TO_TRANSLATE:
            return Turn(assignment.translator, _("「%(name)s」を訳す(%(language)s)") % told)
        if TranslationState.REVIEW in states:
            return Turn(assignment.reviewer, _("「%(name)s」の訳を確認する(%(language)s)") % told)
    return None


@transaction.atomic
def follow(*, assignments: Iterable[TranslationAssignment], actor: Any, now: dt.datetime, today: dt.date) -> int:
    """Open and close the tasks of assignments as their texts stand; returns how many were opened. A few queries, whatever the number."""
    groups: dict[tuple[str, str], list[TranslationAssignment]] = defaultdict(list)
    for assignment in assignments:
        groups[assignment.object_type, assignment.language].append(assignment)
    ids = [identifier_of(one) for some in groups.values() for one in some]
    open_ones: dict[str, list[Task]] = defaultdict(list)
    for task in Task.objects.filter(object_type=TranslationAssignment._meta.label, object_id__in=ids, status=TaskStatus.OPEN):
        open_ones[task.object_id].append(task)
    opened = 0
    for (label, language), some in groups.items():
        entry = translatable(label)
        records = {record.uid: record for record in entry.needed(entry.model._default_manager.filter(uid__in=[one.object_uid for one in some]))}
        units = units_of(records.values(), language)
        for one in some:
            record = records.get(one.object_uid)
            turn = _turn(one, str(record), units[one.object_uid]) if record is not None else None
            opened += _settle(one, turn, open_ones[identifier_of(one)], actor=actor, now=now, today=today)
    return opened


def _settle(assignment: TranslationAssignment, turn: Turn | None, tasks: list[Task], *, actor: Any, now: dt.datetime, today: dt.date) -> int:
    is_kept = False
    for task in tasks:
        if turn is not None and (task.assignee_id, task.title, task.due_on) == (turn.person.pk, turn.title, assignment.due_on):
            is_kept = True
        else:
            is_over = turn is None or turn.title != task.title
            close_task(task=task, actor=actor, now=now, status=TaskStatus.DONE if is_over else TaskStatus.CANCELLED)
    if turn is None or is_kept or not turn.person.is_active:
        return 0
    kind = assignment.object_type.rpartition(".")[2].lower()
    open_task(
        title=turn.title,
        due_on=assignment.due_on,
        today=today,
        now=now,
        actor=actor,
        assignee=turn.person,
        address=address_of("inbound:side-by-side", kind, assignment.language, assignment.object_uid),
        object_type=type_of(assignment),
        object_id=identifier_of(assignment),
        program_code=CODE,
    )
    return 1


@transaction.atomic
def assign_with_tasks(*, records: Iterable[Any], language: str, actor: Any, now: dt.datetime, today: dt.date, **said: Any) -> None:
    """Settle who translates and reviews, and tell them in 本日の締切. Raises TranslationError."""
    made = assign(records=records, language=language, actor=actor, now=now, today=today, **said)
    follow(assignments=made, actor=actor, now=now, today=today)


@transaction.atomic
def take_back_with_tasks(*, assignments: Iterable[TranslationAssignment], actor: Any, now: dt.datetime) -> int:
    """Nobody is assigned any more. Returns how many."""
    rows = list(assignments)
    drop_tasks(assignments=rows, actor=actor, now=now)
    return take_back(assignments=rows, actor=actor, now=now)


def drop_tasks(*, assignments: Iterable[TranslationAssignment], actor: Any, now: dt.datetime) -> None:
    """Nobody is assigned any more: their tasks go."""
    ids = [identifier_of(one) for one in assignments]
    for task in Task.objects.filter(object_type=TranslationAssignment._meta.label, object_id__in=ids, status=TaskStatus.OPEN):
        close_task(task=task, actor=actor, now=now, status=TaskStatus.CANCELLED)


def _follow_record(object_type: str, object_uid: str, language: str, *, actor: Any, now: dt.datetime, today: dt.date) -> None:
    assigned = assignment_for(object_type, object_uid, language)
    if assigned is not None:
        follow(assignments=[assigned], actor=actor, now=now, today=today)


@transaction.atomic
def hand_texts(*, record: Any, language: str, actor: Any, now: dt.datetime, today: dt.date, **said: Any) -> list[Translation]:
    """Write a record's texts; whose turn it is follows. Raises TranslationError."""
    written = write_texts(record=record, language=language, actor=actor, now=now, **said)
    _follow_record(record._meta.label, record.uid, language, actor=actor, now=now, today=today)
    return written


@transaction.atomic
def approve_text(*, row: Translation, shown_version: int, actor: Any, now: dt.datetime, today: dt.date) -> None:
    """Approve a text; whose turn it is follows. Raises TranslationError."""
    approve(row=row, shown_version=shown_version, actor=actor, now=now)
    _follow_record(row.object_type, row.object_uid, row.language, actor=actor, now=now, today=today)


@transaction.atomic
def return_text(*, row: Translation, shown_version: int, remark: str, actor: Any, now: dt.datetime, today: dt.date) -> None:
    """Send a text back; whose turn it is follows. Raises TranslationError."""
    send_back(row=row, shown_version=shown_version, remark=remark, actor=actor, now=now)
    _follow_record(row.object_type, row.object_uid, row.language, actor=actor, now=now, today=today)


def follow_all(today: dt.date, now: dt.datetime) -> int:
    """Every day: texts whose Japanese changed are the translator's again, whatever changed them."""
    rows = TranslationAssignment.objects.select_related("translator", "reviewer")
    return follow(assignments=rows, actor=None, now=now, today=today)

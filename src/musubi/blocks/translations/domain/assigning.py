"""Settle who translates and who reviews, and ask who that is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.locking import lock
from musubi.blocks.kernel.models import Record
from musubi.blocks.translations.domain.errors import TranslationError
from musubi.blocks.translations.domain.register import translatable
from musubi.blocks.translations.enums import LANGUAGES
from musubi.blocks.translations.models import TranslationAssignment

CHUNK = 500
SAID = ("translator", "reviewer", "due_on")


@transaction.atomic
def assign(
    *,
    records: Iterable[Record],
    language: str,
    translator: Any,
    reviewer: Any,
    due_on: dt.date,
    actor: Any,
    now: dt.datetime,
    today: dt.date,
) -> list[TranslationAssignment]:
    """Give records to a translator and to a reviewer, those given before to others too. Raises TranslationError naming the field."""
    records = list(records)
    if not records:
        raise TranslationError("nothing", _("割り当てるものを選んでください"))
    if language not in dict(LANGUAGES):
        raise TranslationError("language", _("この言語には訳していません"))
    if translator.pk == reviewer.pk:
        raise TranslationError("same", _("訳す人と確認する人は、別の人にしてください"), "reviewer")
    if due_on < today:
        raise TranslationError("past", _("期限は、きょう以後の日にしてください"), "due_on")
    label = translatable(records[0]._meta.label).label
    uids = [record.uid for record in records]
    stored: list[TranslationAssignment] = lock(TranslationAssignment.objects.filter(object_type=label, object_uid__in=uids, language=language))
    kept = {row.object_uid: row for row in stored}
    said = {"translator": translator, "reviewer": reviewer, "due_on": due_on}
    made = []
    for uid in uids:
        row = kept.get(uid) or TranslationAssignment(object_type=label, object_uid=uid, language=language)
        before = {name: getattr(row, name) for name in SAID} if row.pk else None
        if before == said:
            continue
        for name, value in said.items():
            setattr(row, name, value)
        row.version += 1 if row.pk else 0
        row.save()
        record_event(actor=actor, verb="translation.assigned", obj=row, now=now, before=before and _plain(before), after=_plain(said))
        made.append(row)
    return made


def _plain(said: dict[str, Any]) -> dict[str, Any]:
    return {**said, "translator": str(said["translator"]), "reviewer": str(said["reviewer"])}


@transaction.atomic
def take_back(*, assignments: Iterable[TranslationAssignment], actor: Any, now: dt.datetime) -> int:
    """Nobody is assigned any more; what was written stays. Returns how many."""
    rows = list(assignments)
    for row in rows:
        before = _plain({name: getattr(row, name) for name in SAID})
        record_event(actor=actor, verb="translation.unassigned", obj=row, now=now, before=before)
        row.delete()
    return len(rows)


def assignments_of(records: Iterable[Record], language: str) -> dict[str, TranslationAssignment]:
    """Who is assigned to each record, by uid: a query for 500 records."""
    by_label: dict[str, list[str]] = {}
    for record in records:
        by_label.setdefault(record._meta.label, []).append(record.uid)
    found: dict[str, TranslationAssignment] = {}
    for label, uids in by_label.items():
        for start in range(0, len(uids), CHUNK):
            rows = TranslationAssignment.objects.filter(object_type=label, object_uid__in=uids[start : start + CHUNK], language=language)
            found |= {row.object_uid: row for row in rows.select_related("translator", "reviewer")}
    return found


def assignment_for(object_type: str, object_uid: str, language: str) -> TranslationAssignment | None:
    """Who is assigned to a record in a language, if anybody."""
    rows = TranslationAssignment.objects.filter(object_type=object_type, object_uid=object_uid, language=language)
    return rows.select_related("translator", "reviewer").first()

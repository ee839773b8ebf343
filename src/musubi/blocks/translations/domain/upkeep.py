"""Keep translations beside their Japanese: note what changed, take in what an owner supplies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from musubi.blocks.audit.domain.trail import record_events
from musubi.blocks.kernel.models import Record
from musubi.blocks.translations.domain.register import translatable
from musubi.blocks.translations.enums import TranslationState
from musubi.blocks.translations.models import Translation

CHUNK = 500


def note_changed(records: Iterable[Record]) -> int:
    """Mark finished translations whose Japanese is no longer theirs; those whose Japanese came back are finished again.

    Called by whoever changes the records, in the same transaction; the change's own event tells it. Returns how many were marked.
    """
    records = list(records)
    marked = 0
    for start in range(0, len(records), CHUNK):
        marked += _note(records[start : start + CHUNK])
    return marked


def _note(records: list[Record]) -> int:
    by_uid = {record.uid: record for record in records}
    rows = Translation.objects.filter(object_uid__in=by_uid, status__in=TranslationState.shown())
    changed = []
    for row in rows:
        record = by_uid[row.object_uid]
        if record._meta.label != row.object_type or row.field not in translatable(row.object_type).fields:
            continue
        status = TranslationState.DONE if row.source == getattr(record, row.field) else TranslationState.STALE
        if row.status != status:
            row.status = status
            row.version += 1
            changed.append(row)
    Translation.objects.bulk_update(changed, ["status", "version"], batch_size=CHUNK)
    return sum(row.status == TranslationState.STALE for row in changed)


@transaction.atomic
def supply(*, texts: Iterable[tuple[Record, str, str, str]], supplied_by: str, actor: Any, now: dt.datetime) -> int:
    """Keep finished texts `(record, field, language, text)` that a record's owner supplies; `supplied_by` says who.

    What the city has translated itself is never overwritten. Returns how many were written.
    """
    wanted: dict[tuple[str, str, str, str], tuple[Record, str]] = {
        (record._meta.label, record.uid, field, language): (record, text.strip()) for record, field, language, text in texts if text.strip()
    }
    kept: dict[tuple[str, str, str, str], Translation] = {}
    uids = sorted({key[1] for key in wanted})
    for start in range(0, len(uids), CHUNK):
        for row in Translation.objects.filter(object_uid__in=uids[start : start + CHUNK]):
            kept[row.object_type, row.object_uid, row.field, row.language] = row
    new, changed = [], []
    for key, (record, text) in wanted.items():
        row = kept.get(key)
        values: Mapping[str, Any] = {
            "text": text,
            "source": getattr(record, key[2]),
            "status": TranslationState.DONE,
            "done_on": timezone.localtime(now).date(),
            "supplied_by": supplied_by,
        }
        if row is None:
            new.append(Translation(object_type=key[0], object_uid=key[1], field=key[2], language=key[3], **values))
        elif row.supplied_by and row.translated_by_id is None and (row.text, row.source) != (text, values["source"]):
            for name, value in values.items():
                setattr(row, name, value)
            row.version += 1
            changed.append(row)
    Translation.objects.bulk_create(new, batch_size=CHUNK)
    Translation.objects.bulk_update(changed, ["text", "source", "status", "done_on", "supplied_by", "version"], batch_size=CHUNK)
    record_events(
        actor=actor,
        verb="translation.imported",
        changes=[(row, {"language": row.language, "field": row.field, "text": row.text}) for row in [*new, *changed]],
        now=now,
    )
    return len(new) + len(changed)

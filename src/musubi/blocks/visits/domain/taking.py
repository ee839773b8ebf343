"""Keep rows that a file brought: counts by quarter, counters by day, answers of visitors."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db import models, transaction

from musubi.blocks.audit.domain.trail import record_events
from musubi.blocks.visits.models import CounterDay, QuarterCount, VisitSurvey

Taken = QuarterCount | CounterDay | VisitSurvey
CHUNK = 500
# What makes two rows one record, by kind of file.
KEYS: dict[type[models.Model], tuple[str, ...]] = {
    QuarterCount: ("site_id", "year", "quarter"),
    CounterDay: ("site_id", "day"),
    VisitSurvey: ("site_id", "asked_on", "number"),
}


def key_of(record: Taken) -> tuple[Any, ...]:
    """What makes it the record that it is."""
    return tuple(getattr(record, name) for name in KEYS[type(record)])


def fields_of(model: type[models.Model]) -> tuple[str, ...]:
    """What a row may change."""
    keys = {name.removesuffix("_id") for name in KEYS[model]}
    fixed = {"id", "uid", "version", "created_at", "updated_at", *keys}
    return tuple(field.name for field in model._meta.concrete_fields if field.name not in fixed)


@transaction.atomic
def keep_rows(*, records: Sequence[Taken], file_name: str, actor: Any, now: dt.datetime) -> tuple[int, int]:
    """Write new rows and changed ones of one kind; gives (new, changed). One event for each site says how many."""
    if not records:
        return 0, 0
    model = type(records[0])
    new = [record for record in records if record.pk is None]
    changed = [record for record in records if record.pk is not None]
    model._base_manager.bulk_create(new, batch_size=CHUNK)
    for record in changed:
        if hasattr(record, "version"):
            record.version += 1
    names = [*fields_of(model), *(["version"] if model is not CounterDay else [])]
    model._base_manager.bulk_update(changed, names, batch_size=CHUNK)
    rows = Counter(record.site for record in records)
    verb = "countsite.surveyed" if model is VisitSurvey else "countsite.counted"
    record_events(actor=actor, verb=verb, changes=[(site, {"rows": number, "file": file_name}) for site, number in rows.items()], now=now)
    return len(new), len(changed)

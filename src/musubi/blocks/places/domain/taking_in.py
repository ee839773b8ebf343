"""Take in many spots, events, Wi-Fi points or signs at once: rows of a municipality's list, or a pack's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from musubi.blocks.audit.domain.trail import record_events
from musubi.blocks.places.domain.hours import check_line, describe, rules_of
from musubi.blocks.places.domain.opening import HoursDraft
from musubi.blocks.places.domain.records import VERBS
from musubi.blocks.places.models import OpeningRule, Spot
from musubi.blocks.places.models.located import Located, Shared
from musubi.blocks.translations.domain.upkeep import note_changed, supply

BATCH = 200


@dataclass
class Incoming:
    """A row: the record it is or will be, what it says, its hours (None: says nothing of them) and texts by (field, language)."""

    record: Any
    values: Mapping[str, Any]
    hours: Sequence[HoursDraft] | None = None
    texts: Mapping[tuple[str, str], str] = field(default_factory=dict)


@dataclass
class Taken:
    """What became of the rows."""

    new: list[Any] = field(default_factory=list)
    changed: list[Any] = field(default_factory=list)
    same: int = 0


def differences(row: Incoming) -> dict[str, tuple[Any, Any]]:
    """What a row would change at a record that exists, as field → (now, then). The hours must be prefetched for many rows."""
    found = {name: (getattr(row.record, name), value) for name, value in row.values.items() if getattr(row.record, name) != value}
    if row.hours is not None and isinstance(row.record, Spot) and row.record.pk:
        now, then = [describe(line) for line in row.record.opening_rules.all()], [describe(line) for line in row.hours]
        if now != then:
            found["hours"] = ("\n".join(now), "\n".join(then))
    return found


@transaction.atomic
def take_in(*, model: type[Located], rows: Iterable[Incoming], supplied_by: str, actor: Any, now: dt.datetime, verb: str = "imported") -> Taken:
    """Write the rows: new records, changed ones, their hours and texts; one event a record, a constant number of queries a batch.

    Records are located already (`settle`). Raises PlaceError for hours that cannot be.
    """
    taken, changes, hours = Taken(), [], []
    fields: set[str] = set()
    rows = list(rows)
    for row in rows:
        is_new = row.record.pk is None
        differing = differences(row)
        for name, value in row.values.items():
            setattr(row.record, name, value)
        for line in row.hours or ():
            check_line(line)
        if is_new:
            taken.new.append(row.record)
        elif differing:
            row.record.version += 1
            row.record.updated_at = now
            taken.changed.append(row.record)
            fields |= differing.keys() - {"hours"}
        else:
            taken.same += 1
            continue
        if row.hours is not None and (is_new or "hours" in differing):
            hours.append((row.record, row.hours))
        changes.append((row.record, dict(row.values) if is_new else {name: then for name, (_now, then) in differing.items()}))
    _write(model, taken, fields, hours, now)
    record_events(actor=actor, verb=f"{VERBS[model]}.{verb}", changes=changes, now=now)
    if issubclass(model, Shared):
        note_changed(taken.changed)
    texts = [(row.record, name, language, text) for row in rows for (name, language), text in row.texts.items()]
    if texts:
        supply(texts=texts, supplied_by=supplied_by, actor=actor, now=now)
    return taken


def _write(model: type[Located], taken: Taken, fields: set[str], hours: Sequence[tuple[Any, Sequence[HoursDraft]]], now: dt.datetime) -> None:
    model._base_manager.bulk_create(taken.new, batch_size=BATCH)
    if taken.changed:
        following = {*(["key"] if issubclass(model, Shared) else []), "town", "latitude", "longitude", "accuracy", "version", "updated_at"}
        model._base_manager.bulk_update(taken.changed, sorted(fields | following), batch_size=BATCH)
    if hours:
        changed = [spot.pk for spot, _lines in hours]
        for start in range(0, len(changed), BATCH):
            OpeningRule.objects.filter(spot__in=changed[start : start + BATCH]).delete()
        lines = [rule for spot, drafts in hours for rule in rules_of(spot, drafts)]
        OpeningRule.objects.bulk_create(lines, batch_size=BATCH)

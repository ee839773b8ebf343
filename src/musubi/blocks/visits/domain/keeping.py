"""Keep the records that people fill in: sites and rallies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.audit.domain.updates import update_record
from musubi.blocks.kernel.locking import lock
from musubi.blocks.kernel.models import Record
from musubi.blocks.kernel.pages.checking import faults_of
from musubi.blocks.translations.domain.register import translatables
from musubi.blocks.translations.domain.upkeep import note_changed
from musubi.blocks.visits.domain.errors import VisitError
from musubi.blocks.visits.models import CountSite, Rally

Kept = CountSite | Rally


def check(record: Record) -> None:
    """Raises VisitError with the first field at fault."""
    faults = faults_of(record)
    if faults:
        raise VisitError("invalid", faults[0][1], faults[0][0])


@transaction.atomic
def enter(*, record: Kept, actor: Any, now: dt.datetime) -> Any:
    """Add a site or a rally. Raises VisitError at a field."""
    check(record)
    record.save()
    record_event(actor=actor, verb=f"{record._meta.model_name}.entered", obj=record, now=now, after={"name": str(record)})
    return record


@transaction.atomic
def change(*, record: Kept, values: Mapping[str, Any], unchanged: Callable[[str, Any], bool], actor: Any, now: dt.datetime) -> Any:
    """Write what a form says. Raises FieldConflictError where others changed the same, VisitError at a field."""
    current: Any = lock(type(record)._base_manager.filter(pk=record.pk))[0]
    for name, value in values.items():
        setattr(current, name, value)
    check(current)
    kept = update_record(record=record, values=values, unchanged=unchanged, actor=actor, now=now, verb=f"{record._meta.model_name}.changed")
    if any(entry.model is type(record) for entry in translatables()):
        note_changed([kept])
    return kept

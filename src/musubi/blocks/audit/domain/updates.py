"""Change fields of a record together with its event; newer values of others are told, never overwritten."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.locking import lock
from musubi.blocks.kernel.models import Record


class FieldConflictError(Exception):
    """Others changed the same fields since they were shown; `current` holds what stands there now, by field."""

    code = "field_conflict"

    def __init__(self, current: Mapping[str, Any]) -> None:
        super().__init__(", ".join(current))
        self.current = current


@transaction.atomic
def update_record(
    *,
    record: Record,
    values: Mapping[str, Any],
    unchanged: Callable[[str, Any], bool],
    actor: Any,
    now: dt.datetime,
    verb: str,
    reason: str = "",
) -> Any:
    """Write `values`; `unchanged(field, current)` says whether a stored value is still the one that the person saw.

    Raises FieldConflictError. Fields whose value does not differ are left alone; without any there is no event.
    """
    current: Any = lock(type(record)._base_manager.filter(pk=record.pk))[0]
    changes = {name: value for name, value in values.items() if getattr(current, name) != value}
    conflicts = {name: getattr(current, name) for name in changes if not unchanged(name, getattr(current, name))}
    if conflicts:
        raise FieldConflictError(conflicts)
    if not changes:
        return current
    before = {name: getattr(current, name) for name in changes}
    for name, value in changes.items():
        setattr(current, name, value)
    current.version += 1
    current.save()
    record_event(actor=actor, verb=verb, obj=current, now=now, before=before, after=changes, reason=reason)
    return current

"""Addresses and returned postcards, kept after the list was fixed too: they are not part of what is drawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.draws.models import Draw, DrawEntry
from musubi.blocks.kernel.locking import lock

FIELDS = ("postal_code", "address", "returned_on")


@dataclass(frozen=True)
class AddressRow:
    """A postcard's row: the entry, where it lives now, and on which day a card came back."""

    uid: str
    postal_code: str
    address: str
    returned_on: dt.date | None


@transaction.atomic
def take_addresses(*, draw: Draw, rows: Sequence[AddressRow], actor: Any, now: dt.datetime) -> tuple[int, int]:
    """How many entries were changed and how many stayed the same. What the commitment binds stays as the entrant was told it."""
    current: Draw = lock(Draw.objects.filter(pk=draw.pk).select_related("item"))[0]
    known = {entry.uid: entry for entry in current.entries.filter(uid__in=[row.uid for row in rows])}
    changed = []
    for row in rows:
        entry = known[row.uid]
        if any(getattr(entry, name) != getattr(row, name) for name in FIELDS):
            for name in FIELDS:
                setattr(entry, name, getattr(row, name))
            changed.append(entry)
    DrawEntry.objects.bulk_update(changed, FIELDS, batch_size=200)
    if changed:
        record_event(actor=actor, verb="draw.addresses_taken", obj=current, now=now, after={"changed": len(changed)}, program_code=current.item.code)
    return len(changed), len(rows) - len(changed)

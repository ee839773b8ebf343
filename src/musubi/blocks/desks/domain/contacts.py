"""Whom to ask: contacts of a desk, kept and taken back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.desks.models import DeskContact
from musubi.blocks.vision.models import PlanItem


@transaction.atomic
def add_contact(
    *, item: PlanItem, name: str, actor: Any, now: dt.datetime, body: str = "", role: str = "", phone: str = "", mail: str = "", note: str = ""
) -> DeskContact:
    """A contact of the desk of `item`."""
    values = {"name": name, "body": body, "role": role, "phone": phone, "mail": mail, "note": note}
    contact = DeskContact.objects.create(item=item, **values)
    told = {key: value for key, value in values.items() if value}
    record_event(actor=actor, verb="contact.added", obj=contact, now=now, after=told, program_code=item.code)
    return contact


@transaction.atomic
def withdraw_contact(*, contact: DeskContact, actor: Any, now: dt.datetime) -> bool:
    """The person is not asked any more; False when taken off before."""
    changed = DeskContact.objects.filter(pk=contact.pk, withdrawn_at__isnull=True).update(withdrawn_at=now)
    if changed:
        _tell(contact, "contact.withdrawn", None, now, actor, now)
    return bool(changed)


@transaction.atomic
def restore_contact(*, contact: DeskContact, actor: Any, now: dt.datetime) -> bool:
    """Undo."""
    changed = DeskContact.objects.filter(pk=contact.pk, withdrawn_at__isnull=False).update(withdrawn_at=None)
    if changed:
        _tell(contact, "contact.restored", contact.withdrawn_at, None, actor, now)
    return bool(changed)


def _tell(contact: DeskContact, verb: str, before: Any, after: Any, actor: Any, now: dt.datetime) -> None:
    old, new = {"withdrawn_at": before}, {"withdrawn_at": after}
    record_event(actor=actor, verb=verb, obj=contact, now=now, before=old, after=new, program_code=contact.item.code)

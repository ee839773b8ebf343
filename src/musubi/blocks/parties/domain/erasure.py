"""Erase personal data after the retention period (保存期間満了); what statistics need stays.

Left are kind, town, industry, number of employees, and the rows of other blocks that point here; a legal entity's name and
number are no personal data and stay too. Names of officers, contacts and users who acted, addresses, birthdays and the
personal values of the trail go. Blocks above say with `register_retention` until when they still need a party, and erase
with `register_eraser` what they hold of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import erase_personal_values, record_event
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.parties.domain.details import active
from musubi.blocks.parties.domain.errors import PartyError
from musubi.blocks.parties.enums import PartyStatus
from musubi.blocks.parties.models import Party
from musubi.blocks.places.models import Address

Retention = Callable[[Party], dt.date | None]
Eraser = Callable[[Party, Any, dt.datetime, dt.date, str], None]
ERASED = "（消去済み）"
WHILE_OPEN = dt.date(9999, 1, 1)  # what a block answers as long as something of the party is not over
_retentions: list[Retention] = []
_erasers: list[Eraser] = []


def register_retention(needed_until: Retention) -> None:
    """A block above says until which day (exclusive) it needs a party's data, `WHILE_OPEN` without a day; None when it does not."""
    _retentions.append(needed_until)


def register_eraser(erase: Eraser) -> None:
    """A block above erases what it holds of a party: `erase(party, actor, now, today, reason)`, in the transaction of the erasure."""
    _erasers.append(erase)


def kept_until(party: Party) -> dt.date | None:
    """The first day on which the party may be erased; None where nobody set one."""
    days = [day for day in (party.keep_until, *(needed(party) for needed in _retentions)) if day is not None]
    return max(days) if days else None


def is_due(party: Party, *, today: dt.date) -> bool:
    """Whether the retention period is over."""
    day = kept_until(party)
    return party.keep_until is not None and day is not None and day <= today


@transaction.atomic
def erase_party(*, party: Party, actor: Any, now: dt.datetime, today: dt.date, reason: str) -> Party:
    """Erase; it does not come back. Raises PartyError before the retention period is over."""
    stored = active(party)
    if stored.keep_until is None:
        raise PartyError("no_period", _("保存期間の満了日が入っていません。文書管理の規程で確かめて、先に入れてください"), "keep_until")
    day = kept_until(stored)
    if day == WHILE_OPEN:
        raise PartyError("open", _("終わっていない手続があります。すべて終わり、保存期間が満了するまで消去できません"))
    if day is not None and day > today:
        raise PartyError("kept", _("保存期間が%(day)sまで続いています。満了するまで消去できません") % {"day": format_date(day)})
    if not reason.strip():
        raise PartyError("reason", _("消去の根拠(保存期間満了、文書番号など)を入れてください"), "reason")
    for erase in _erasers:
        erase(stored, actor, now, today, reason.strip())
    for gone in stored.absorbed.all():
        _erase_details(gone)
        gone.name = gone.name or ERASED
        gone.save()
        erase_personal_values(gone)
    _erase_details(stored)
    stored.status, stored.erased_at = PartyStatus.ERASED, now
    stored.version += 1
    stored.save()
    erase_personal_values(stored)
    record_event(actor=actor, verb="party.erased", obj=stored, now=now, after={"kind": stored.kind}, reason=reason.strip())
    return stored


def _erase_details(party: Party) -> None:
    """What belongs to the party, and what it tells of itself; unsaved."""
    for address in (party.address, *(place.address for place in party.places.select_related("address"))):
        if address is not None:
            _blur(address)
    party.contact_points.all().delete()
    party.officers.all().delete()
    party.representations.all().delete()
    party.places.update(phone="")
    _blank(party)


def _blank(party: Party) -> None:
    party.phone = party.mail = party.note = party.creditor_number = ""
    if party.is_natural:
        party.name = party.name_kana = party.name_en = party.trade_name = party.key = party.kana_key = party.invoice_number = ""
        party.birth_on = None
    entity = getattr(party, "legal_entity", None)
    if entity is not None:
        entity.representative_name = entity.representative_title = ""
        entity.save()


def _blur(address: Address) -> None:
    """Nothing finer than the town."""
    town = address.town
    address.text, address.building, address.key, address.postcode = "", "", "", ""
    address.latitude = town.latitude if town else None
    address.longitude = town.longitude if town else None
    address.accuracy = "town" if town else ""
    address.save()

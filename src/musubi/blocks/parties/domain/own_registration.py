"""Somebody with an account registers a party of any kind in one step, and acts for it, or asks to act for one that is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from musubi.blocks.parties.domain.errors import PartyError
from musubi.blocks.parties.domain.registration import (
    EntityParticulars,
    OfficerText,
    Particulars,
    Registration,
    register_from_corporation,
    register_group,
    register_legal_entity,
    register_person,
    register_sole_proprietor,
)
from musubi.blocks.parties.enums import PartyKind, RepresentationRole


@dataclass(frozen=True)
class OwnParty:
    """What the registration page sends; what does not belong to the kind is left aside."""

    kind: str
    name: str = ""
    legal_entity_number: str = ""
    trade_name: str = ""
    birth_on: dt.date | None = None
    representative_name: str = ""
    role: str = RepresentationRole.REPRESENTATIVE
    officers: Sequence[OfficerText] = ()
    particulars: Particulars = field(default_factory=Particulars)


def register_own(*, told: OwnParty, user: Any, now: dt.datetime, today: dt.date) -> Registration:
    """登録する; a legal entity's number brings its published name and address. Raises PartyError at a field."""
    common: dict[str, Any] = {"particulars": told.particulars, "user": user, "actor": user, "now": now, "today": today}
    if told.kind == PartyKind.PERSON:
        party = register_person(name=told.name, birth_on=told.birth_on, **common)
    elif told.kind == PartyKind.SOLE_PROPRIETOR:
        party = register_sole_proprietor(name=told.name, trade_name=told.trade_name, birth_on=told.birth_on, **common)
    elif told.kind == PartyKind.GROUP:
        number = told.legal_entity_number
        party = register_group(name=told.name, legal_entity_number=number, officers=told.officers, role=told.role, **common)
    else:
        return _legal_entity(told, common)
    return Registration(party, party.representations.filter(user=user).first(), is_new=True)


def _legal_entity(told: OwnParty, common: dict[str, Any]) -> Registration:
    number = told.legal_entity_number
    if number.strip():
        try:
            return register_from_corporation(legal_entity_number=number, role=told.role, **common)
        except PartyError as error:
            if error.code != "number_unknown" or not told.name.strip():
                raise
    entity = EntityParticulars(representative_name=told.representative_name)
    party = register_legal_entity(name=told.name, legal_entity_number=number, entity=entity, role=told.role, **common)
    return Registration(party, party.representations.filter(user=common["user"]).first(), is_new=True)

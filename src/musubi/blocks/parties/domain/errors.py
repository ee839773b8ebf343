"""What can be wrong with a party. Messages say what to do; `field` names the field of the form that it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from musubi.blocks.parties.models import Party


class PartyError(Exception):
    """The party, its details or a right to act for it cannot be kept."""

    def __init__(self, code: str, message: str, field: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.field = field


class NumberTakenError(PartyError):
    """The 法人番号 belongs to a party that is registered already."""

    def __init__(self, party: Party, message: str) -> None:
        super().__init__("number_taken", message, "legal_entity_number")
        self.party = party

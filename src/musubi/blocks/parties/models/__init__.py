"""The tables of parties."""

from musubi.blocks.parties.models.acting import Consent, Representation
from musubi.blocks.parties.models.corporation import Corporation, CorporationFile
from musubi.blocks.parties.models.details import BusinessPlace, ContactPoint, LegalEntity, PartyOfficer
from musubi.blocks.parties.models.merge import PartyMerge
from musubi.blocks.parties.models.party import Party

__all__ = [
    "BusinessPlace",
    "Consent",
    "ContactPoint",
    "Corporation",
    "CorporationFile",
    "LegalEntity",
    "Party",
    "PartyMerge",
    "PartyOfficer",
    "Representation",
]

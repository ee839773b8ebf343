"""宛名: how a letter names a party, and where it goes: the party's own address, else that of its head office."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext

from musubi.blocks.notifications.domain.addressees import Addressee
from musubi.blocks.parties.enums import BusinessPlaceKind, PartyKind, PartyStatus
from musubi.blocks.parties.models import Party
from musubi.blocks.places.models import Address

HEADS = ("代表", "会長", "理事長", "組合長", "団長")  # posts of who speaks for a group


def addressee_of(party: Party) -> Addressee:
    """The addressee in the active language. A party that is erased has neither address nor name."""
    address = postal_address_of(party)
    lines = tuple(line for line in (address.text, address.building) if line) if address is not None else ()
    postcode = address.postcode if address is not None and lines else ""
    return Addressee(postcode, lines, tuple(names_of(party)), reverse("parties:address", args=[party.uid]))


def postal_address_of(party: Party) -> Address | None:
    """Where the party's post goes; None where nobody told it."""
    if party.address is not None and party.address.text:
        return party.address
    day = timezone.localdate()
    heads = [
        place
        for place in party.places.all()
        if place.kind == BusinessPlaceKind.HEAD_OFFICE and place.address.text and (place.ends_before is None or place.ends_before > day)
    ]
    return heads[0].address if heads else None


def names_of(party: Party) -> list[str]:
    """屋号 and name, or the organisation and who speaks for it; 様 after people."""
    if party.is_natural or party.status == PartyStatus.ERASED:
        return [*([party.trade_name] if party.trade_name else []), _person(party.name or str(party))]
    head = _head(party)
    return [party.name, _person(head) if head else gettext("代表者 様")]


def _person(name: str) -> str:
    return pgettext("letter to a person", "%(name)s 様") % {"name": name}


def _head(party: Party) -> str:
    if party.kind == PartyKind.LEGAL_ENTITY:
        entity = getattr(party, "legal_entity", None)
        return f"{entity.representative_title} {entity.representative_name}".strip() if entity is not None and entity.representative_name else ""
    day = timezone.localdate()
    now = party.officers.filter(Q(starts_on__isnull=True) | Q(starts_on__lte=day), Q(ends_before__isnull=True) | Q(ends_before__gt=day))
    heads = [officer for officer in now if any(word in officer.post for word in HEADS)]
    return f"{heads[0].post} {heads[0].name}" if heads else ""


def find_party_addressee(uid: str) -> Addressee | None:
    """For the outbox; a party that was merged is answered for by the one that took it in."""
    party = Party.objects.select_related("address", "legal_entity", "merged_into__address", "merged_into__legal_entity").filter(uid=uid).first()
    if party is None:
        return None
    return addressee_of(party.merged_into or party)

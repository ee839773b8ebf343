"""Keep addresses: read what was typed, find the town, show a point no finer than allowed.

`read_address(text=…)` checks and locates without saving; `new_address` / `change_address` save. Their holder writes the
audit event (`address_values` gives its fields), since an address belongs to exactly one record.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from musubi.blocks.places.domain.errors import PlaceError
from musubi.blocks.places.domain.locating import Locator, place_key, plain_postcode
from musubi.blocks.places.enums import PositionAccuracy
from musubi.blocks.places.models import Address, Town

POSTCODE_DIGITS = 7


@dataclass(frozen=True)
class AddressText:
    """An address as a form has it; all parts may be empty."""

    text: str = ""
    postcode: str = ""
    building: str = ""


@dataclass(frozen=True)
class Point:
    """A position that may be shown, and how exact it is."""

    latitude: Decimal
    longitude: Decimal
    accuracy: PositionAccuracy


def check_postcode(text: str) -> str:
    """Seven digits, however typed; empty stays empty. Raises PlaceError."""
    digits = plain_postcode(text)
    if text.strip() and len(digits) != POSTCODE_DIGITS:
        raise PlaceError("postcode", _("郵便番号は7桁の数字です。例: 359-8501"), "postcode")
    return digits


def fill_address(*, address: Address, typed: AddressText, municipality_code: str = "", locator: Locator | None = None) -> Address:
    """Put what was typed into `address`, unsaved, with its town and the town's point. Raises PlaceError."""
    address.postcode = check_postcode(typed.postcode)
    address.text, address.building = typed.text.strip(), typed.building.strip()
    address.key = place_key(address.text)[:300]
    town = (locator or Locator()).locate(address.text, municipality_code) if address.text else None
    if town is None or address.town_id != town.pk:
        _place_in(address, town)
    if town is not None and not address.postcode:
        address.postcode = town.postcode
    return address


def _place_in(address: Address, town: Town | None) -> None:
    address.town = town
    address.latitude = town.latitude if town else None
    address.longitude = town.longitude if town else None
    address.accuracy = PositionAccuracy.TOWN if town else ""


def new_address(*, typed: AddressText, municipality_code: str = "", locator: Locator | None = None) -> Address | None:
    """A saved address, or None where nothing was typed."""
    if not (typed.text.strip() or typed.postcode.strip() or typed.building.strip()):
        return None
    address = fill_address(address=Address(), typed=typed, municipality_code=municipality_code, locator=locator)
    address.save()
    return address


def address_values(address: Address | None) -> dict[str, Any]:
    """The fields of an address as its holder's audit event tells them."""
    names = ("postcode", "text", "building")
    return {name: getattr(address, name) if address else "" for name in names}


def published_point(address: Address, *, finest: PositionAccuracy = PositionAccuracy.TOWN) -> Point | None:
    """The point that may be shown: the address's own where `finest` allows it, else its town's, else none."""
    if address.accuracy and address.latitude is not None and address.longitude is not None:
        accuracy = PositionAccuracy(address.accuracy)
        if accuracy.fineness <= finest.fineness:
            return Point(address.latitude, address.longitude, accuracy)
    if address.town is not None:
        return Point(address.town.latitude, address.town.longitude, PositionAccuracy.TOWN)
    return None

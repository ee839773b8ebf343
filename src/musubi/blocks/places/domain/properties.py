"""Keep facilities, lands and buildings, and say what the public may be shown of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.audit.domain.updates import update_record
from musubi.blocks.kernel.locking import lock
from musubi.blocks.kernel.pages.checking import faults_of
from musubi.blocks.places.domain.addresses import AddressText, Point, address_values, fill_address, published_point
from musubi.blocks.places.domain.errors import PlaceError
from musubi.blocks.places.domain.locating import Locator
from musubi.blocks.places.enums import PositionAccuracy
from musubi.blocks.places.models import Address, Property

UNCHECKED = ("address", "uid")


@dataclass(frozen=True)
class Whereabouts:
    """A typed address, and the building's own point (degrees) where it is known."""

    text: AddressText
    latitude: Decimal | None = None
    longitude: Decimal | None = None


@dataclass(frozen=True)
class PublishedPlace:
    """What anyone may be shown of a place: its names, its town, and a point no finer than agreed."""

    name: str
    name_en: str
    town: str
    point: Point | None


@transaction.atomic
def enter_property(*, record: Property, where: Whereabouts, actor: Any, now: dt.datetime, locator: Locator | None = None) -> Any:
    """Add a facility, land or building with its address. Raises PlaceError at a field."""
    record.address = _kept(Address(), where, locator)
    check_property(record)
    record.save()
    after = {"name": record.name, **address_values(record.address)}
    record_event(actor=actor, verb="property.entered", obj=record, now=now, after=after)
    return record


@transaction.atomic
def change_property(*, record: Property, values: Mapping[str, Any], unchanged: Callable[[str, Any], bool], actor: Any, now: dt.datetime) -> Any:
    """Write what a form says. Raises FieldConflictError where others changed the same, PlaceError at a field."""
    current: Property = lock(type(record)._base_manager.filter(pk=record.pk))[0]
    for name, value in values.items():
        setattr(current, name, value)
    check_property(current)
    return update_record(record=record, values=values, unchanged=unchanged, actor=actor, now=now, verb="property.changed")


@transaction.atomic
def move_property(*, record: Property, where: Whereabouts, shown_version: int, actor: Any, now: dt.datetime, locator: Locator | None = None) -> Any:
    """Give it another address or point. Raises PlaceError, also where someone else changed the record meanwhile."""
    current: Property = lock(type(record)._base_manager.select_related("address").filter(pk=record.pk))[0]
    if current.version != shown_version:
        raise PlaceError("stale", _("別の人が先に保存しました。いまの所在地を確かめて、もう一度入れてください"))
    before = _told(current.address)
    current.address = _kept(current.address or Address(), where, locator)
    after = _told(current.address)
    if before == after:
        return current
    current.version += 1
    current.save()
    record_event(actor=actor, verb="property.moved", obj=current, now=now, before=before, after=after)
    return current


def check_property(record: Property) -> None:
    """What the form and the database ask of it. Raises PlaceError with the first field at fault."""
    faults = faults_of(record, exclude=UNCHECKED)
    if faults:
        raise PlaceError("invalid", faults[0][1], faults[0][0])


def _kept(address: Address, where: Whereabouts, locator: Locator | None) -> Address | None:
    if not (where.text.text.strip() or where.text.postcode.strip() or where.text.building.strip() or where.latitude is not None):
        if address.pk is None:
            return None
        raise PlaceError("no_address", _("所在地を空にはできません。分からないところだけを空にしてください"), "text")
    fill_address(address=address, typed=where.text, locator=locator)
    _point(address, where)
    address.save()
    return address


def _point(address: Address, where: Whereabouts) -> None:
    """The given point, exact; without one the town's, which never stays from an earlier address."""
    if (where.latitude is None) != (where.longitude is None):
        raise PlaceError("half_point", _("緯度と経度は、両方を入れてください"), "latitude" if where.latitude is None else "longitude")
    if where.latitude is None or where.longitude is None:
        town = address.town
        address.latitude, address.longitude = (town.latitude, town.longitude) if town else (None, None)
        address.accuracy = PositionAccuracy.TOWN if town else ""
        return
    if not (20 <= where.latitude <= 46 and 122 <= where.longitude <= 154):
        raise PlaceError("point", _("緯度・経度が日本の外です。入れ替わっていないか確かめてください"), "latitude")
    address.latitude, address.longitude, address.accuracy = round(where.latitude, 6), round(where.longitude, 6), PositionAccuracy.EXACT


def _told(address: Address | None) -> dict[str, Any]:
    point = {"latitude": address.latitude, "longitude": address.longitude} if address and address.accuracy == PositionAccuracy.EXACT else {}
    return {**address_values(address), **{name: str(value) for name, value in point.items()}}


def published_place(record: Property) -> PublishedPlace | None:
    """What the public may be shown; None for what is not published or no longer in the register. Wants `address__town` joined."""
    if not record.published_as or record.retired_on is not None:
        return None
    address = record.address
    point = published_point(address, finest=PositionAccuracy(record.published_as)) if address else None
    return PublishedPlace(record.name, record.name_en, address.town.name if address and address.town else "", point)

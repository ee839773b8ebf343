"""Facilities, lands and buildings for tests; all made up."""

from __future__ import annotations

from django.utils import timezone
from tests.factories.places import town

from musubi.blocks.places.domain.addresses import AddressText
from musubi.blocks.places.domain.properties import Whereabouts, enter_property
from musubi.blocks.places.enums import FacilityKind
from musubi.blocks.places.models import Building, Facility, Land, Town


def namiki() -> Town:
    """A town of the city with the point that stands for it."""
    return town("並木一丁目", key="並木1丁目", postcode="3590042", latitude="35.800000", longitude="139.470000")


def entered(record, *, text: str = "埼玉県所沢市並木1-1-1", actor=None, **where):
    """A facility, land or building in the register."""
    namiki()
    return enter_property(record=record, where=Whereabouts(AddressText(text=text), **where), actor=actor, now=timezone.now())


def facility(name: str = "並木産業館（架空）", **fields) -> Facility:
    """A facility of the city."""
    return entered(Facility(name=name, kind=FacilityKind.PUBLIC, **fields))


def one_of_each() -> None:
    """A facility with its land and building."""
    hall = facility(ownership="city")
    land = entered(Land(name="並木産業館の敷地（架空）", facility=hall, area_m2="1200.50"))
    entered(Building(name="並木産業館本棟（架空）", facility=hall, land=land, floor_area_m2="800"))

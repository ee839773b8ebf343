"""Which fields of a facility, a land, a building stand where: on forms, pages and in workbooks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from musubi.blocks.places.models import PROPERTIES, Property

NAMES = ("name", "name_kana", "name_en")
PLANNING = ("area_division", "zoning", "flood_depth", "landslide", "hazard_source", "hazard_checked_on")
PUBLISHING = ("description", "published_as", "consented_on", "consent_note", "retired_on", "note")
OWN: dict[str, tuple[str, ...]] = {
    "facilities": ("kind", "ownership", "operator", "phone", "url", "opened_year"),
    "lands": ("facility", "ownership", "lot_number", "land_category", "area_m2", "building_coverage", "floor_area_ratio", "road_width_m"),
    "buildings": (
        "facility", "land", "ownership", "purpose", "structure", "storeys_above", "storeys_below", "footprint_m2", "floor_area_m2", "height_m",
        "completed_year", "seismic",
    ),
}  # fmt: skip
# In the list, beside name and address.
LISTED: dict[str, tuple[str, ...]] = {
    "facilities": ("kind", "ownership", "zoning"),
    "lands": ("area_m2", "area_division", "zoning"),
    "buildings": ("purpose", "floor_area_m2", "completed_year"),
}
TITLES: dict[str, Any] = {"facilities": _("施設"), "lands": _("土地"), "buildings": _("建物")}


@dataclass(frozen=True)
class Shown:
    """A field's name and its value in words."""

    name: str
    label: str
    value: str


def fields_of(kind: str) -> tuple[str, ...]:
    """All fields that people fill in, in the order of forms and workbooks."""
    return (*NAMES, *OWN[kind], *PLANNING, *PUBLISHING)


def label_of(kind: str, name: str) -> str:
    """The field's name in the language of the moment."""
    return str(PROPERTIES[kind]._meta.get_field(name).verbose_name)


def words_of(record: Property, name: str) -> str:
    """The field's value as people read it; "" where it is unknown."""
    value = getattr(record, name)
    if value in (None, ""):
        return ""
    display = getattr(record, f"get_{name}_display", None)
    return str(display()) if display else f"{value:f}" if hasattr(value, "as_tuple") else str(value)

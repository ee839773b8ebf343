"""Fictional facilities, lands and buildings of the demo, some of them named at the siting desk. Streets are real, places are not."""

from __future__ import annotations

import datetime as dt
from typing import Any

from musubi.blocks.desks.domain.places import add_place
from musubi.blocks.places.domain.addresses import AddressText
from musubi.blocks.places.domain.locating import Locator
from musubi.blocks.places.domain.properties import Whereabouts, enter_property
from musubi.blocks.places.enums import (
    AreaDivision,
    FacilityKind,
    FloodDepth,
    LandslideRisk,
    Ownership,
    PositionAccuracy,
    SeismicStandard,
    Structure,
    Zoning,
)
from musubi.blocks.places.models import Building, Facility, Land
from musubi.packs.demo.counter import MARK, Desk
from musubi.packs.demo.moments import at

CITY = "埼玉県所沢市"
HAZARDS: dict[str, Any] = {
    "flood_depth": FloodDepth.NONE,
    "landslide": LandslideRisk.NONE,
    "hazard_source": f"見本のハザードマップ{MARK}",
    "hazard_checked_on": dt.date(2020, 5, 12),
}


def keep_register(*, desk: Desk) -> None:
    """A city's hall, a depot and a works site with what stands there; the works site and a vacant lot are named at A-1."""
    now, locator = at(2020, 5, 12), Locator()

    def enter(record: Any, address: str) -> Any:
        record.is_fictional = True
        return enter_property(record=record, where=Whereabouts(AddressText(text=f"{CITY}{address}")), actor=desk.clerk, now=now, locator=locator)

    hall = Facility(name=f"見本産業館{MARK}", name_kana="ミホンサンギョウカン", kind=FacilityKind.PUBLIC, operator="所沢市", ownership=Ownership.CITY)
    hall.published_as, hall.zoning, hall.area_division = PositionAccuracy.EXACT, Zoning.COMMERCIAL, AreaDivision.URBANIZATION
    hall = enter(hall, "並木一丁目 架空番地1")
    depot = Facility(name=f"見本物流センター{MARK}", name_kana="ミホンブツリュウセンター", kind=FacilityKind.INDUSTRIAL, ownership=Ownership.PRIVATE)
    depot = enter(depot, "東所沢和田三丁目 架空番地2")
    site = Land(
        name=f"見本工業用地{MARK}",
        name_kana="ミホンコウギョウヨウチ",
        ownership=Ownership.PRIVATE,
        land_category="宅地",
        area_m2="8450.25",
        **HAZARDS,
    )
    site.zoning, site.area_division, site.building_coverage, site.floor_area_ratio = Zoning.INDUSTRIAL, AreaDivision.URBANIZATION, 60, 200
    site.road_width_m, site.published_as = "9.00", PositionAccuracy.TOWN
    site = enter(site, "三ケ島三丁目 架空番地3")
    lot = Land(name=f"見本の空き地{MARK}", name_kana="ミホンノアキチ", ownership=Ownership.CITY, area_m2="1210.00", zoning=Zoning.QUASI_INDUSTRIAL)
    lot = enter(lot, "和ケ原二丁目 架空番地4")
    yard = enter(Land(name=f"見本物流センターの敷地{MARK}", facility=depot, area_m2="5600.00"), "東所沢和田三丁目 架空番地2")
    warehouse = Building(name=f"見本物流センター倉庫棟{MARK}", facility=depot, land=yard, purpose="倉庫", structure=Structure.STEEL)
    warehouse.storeys_above, warehouse.floor_area_m2, warehouse.completed_year, warehouse.seismic = 2, "4200.00", 1998, SeismicStandard.NEW
    enter(warehouse, "東所沢和田三丁目 架空番地2")
    main = Building(name=f"見本産業館本館{MARK}", facility=hall, purpose="集会所・事務所", structure=Structure.REINFORCED_CONCRETE)
    main.storeys_above, main.floor_area_m2, main.completed_year, main.seismic = 3, "2350.50", 1979, SeismicStandard.RETROFITTED
    enter(main, "並木一丁目 架空番地1")
    for place, note in ((site, "立地の候補地"), (lot, "市有の候補地")):
        add_place(item=desk.item("A-1"), kind="lands", place=place, note=f"{note}{MARK}", actor=desk.clerk, now=now)

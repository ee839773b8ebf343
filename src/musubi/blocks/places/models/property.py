"""Facilities, lands and buildings: what stands where, what may be built there, what threatens it.

A constraint that is broken names the field at fault as its error code.

Unknown is a value (empty), never a guess. What the public may be shown of a place is in `published_as`: nothing, its town, or a finer point
where the holder agreed or the city itself owns it.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.models import Record
from musubi.blocks.places import enums
from musubi.blocks.places.models.address import Address

FIRST_YEAR, LAST_YEAR = 1868, 2200


def _positive(field: str) -> Q:
    return Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gt": 0})


def _at_most(field: str, most: int) -> Q:
    return Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gt": 0, f"{field}__lte": most})


class Property(Record):
    """What facilities, lands and buildings have in common."""

    name = models.CharField("名称", max_length=120)
    name_kana = models.CharField("名称(カナ)", max_length=120, blank=True)
    name_en = models.CharField("名称(英語)", max_length=120, blank=True)
    ownership = models.CharField("所有の区分", max_length=10, choices=enums.Ownership.choices, blank=True)
    address = models.OneToOneField(
        Address, on_delete=models.PROTECT, null=True, blank=True, related_name="%(class)s_record", verbose_name="所在地", editable=False
    )
    area_division = models.CharField("区域区分", max_length=20, choices=enums.AreaDivision.choices, blank=True)
    zoning = models.CharField("用途地域", max_length=30, choices=enums.Zoning.choices, blank=True)
    flood_depth = models.CharField("洪水浸水想定", max_length=20, choices=enums.FloodDepth.choices, blank=True)
    landslide = models.CharField("土砂災害の区域", max_length=20, choices=enums.LandslideRisk.choices, blank=True)
    hazard_source = models.CharField("災害想定の出典", max_length=200, blank=True)
    hazard_checked_on = models.DateField("災害想定を確かめた日", null=True, blank=True)
    description = models.TextField("説明", blank=True)
    published_as = models.CharField("公開する位置", max_length=10, choices=enums.PositionAccuracy.choices, blank=True)
    consented_on = models.DateField("公開の同意を得た日", null=True, blank=True)
    consent_note = models.CharField("同意の内容", max_length=300, blank=True)
    retired_on = models.DateField("台帳から外した日", null=True, blank=True)
    note = models.TextField("備考", blank=True)
    is_fictional = models.BooleanField("架空のデータ", default=False, editable=False)

    class Meta:
        abstract = True
        ordering = ["name_kana", "name", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(published_as__in=["", enums.PositionAccuracy.TOWN]) | Q(consented_on__isnull=False) | Q(ownership=enums.Ownership.CITY),
                name="places_%(class)s_consent",
                violation_error_code="consented_on",
                violation_error_message=_("町丁目より細かい位置は、市有のものか、公開の同意を得たものだけ公開できます。同意を得た日を入れてください"),
            ),
            models.CheckConstraint(
                condition=Q(flood_depth="", landslide="") | ~Q(hazard_source=""),
                name="places_%(class)s_hazard_source",
                violation_error_code="hazard_source",
                violation_error_message=_("災害想定を入れるときは、出典(ハザードマップの名称と版など)も入れてください"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Facility(Property):
    """施設: a named place that serves something."""

    kind = models.CharField("施設の種別", max_length=20, choices=enums.FacilityKind.choices)
    operator = models.CharField("運営者", max_length=120, blank=True)
    phone = models.CharField("電話", max_length=30, blank=True)
    url = models.URLField("ウェブページ", blank=True)
    opened_year = models.PositiveSmallIntegerField("開設した年(西暦)", null=True, blank=True)

    class Meta(Property.Meta):
        verbose_name = verbose_name_plural = "施設"
        constraints = [
            *Property.Meta.constraints,
            models.CheckConstraint(
                condition=Q(opened_year__isnull=True) | Q(opened_year__range=(FIRST_YEAR, LAST_YEAR)),
                name="places_facility_year",
                violation_error_code="opened_year",
                violation_error_message=_("開設した年は西暦4桁で入れてください"),
            ),
        ]


class Land(Property):
    """土地: a lot or several together."""

    personal_fields: ClassVar[frozenset[str]] = frozenset({"lot_number"})

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, null=True, blank=True, related_name="lands", verbose_name="施設")
    lot_number = models.CharField("地番", max_length=120, blank=True)
    land_category = models.CharField("地目", max_length=40, blank=True)
    area_m2 = models.DecimalField("面積(m2)", max_digits=12, decimal_places=2, null=True, blank=True)
    building_coverage = models.PositiveSmallIntegerField("建蔽率(%)", null=True, blank=True)
    floor_area_ratio = models.PositiveSmallIntegerField("容積率(%)", null=True, blank=True)
    road_width_m = models.DecimalField("前面道路の幅(m)", max_digits=5, decimal_places=2, null=True, blank=True)

    class Meta(Property.Meta):
        verbose_name = verbose_name_plural = "土地"
        constraints = [
            *Property.Meta.constraints,
            models.CheckConstraint(
                condition=_positive("area_m2"),
                name="places_land_area",
                violation_error_code="area_m2",
                violation_error_message=_("面積は0より大きい数にしてください"),
            ),
            models.CheckConstraint(
                condition=_at_most("building_coverage", 100) & _at_most("floor_area_ratio", 1300) & _positive("road_width_m"),
                name="places_land_limits",
                violation_error_code="building_coverage",
                violation_error_message=_("建蔽率は100まで、容積率は1300までの、0より大きい数にしてください。道路の幅も0より大きい数です"),
            ),
        ]


class Building(Property):
    """建物: what stands on a land."""

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, null=True, blank=True, related_name="buildings", verbose_name="施設")
    land = models.ForeignKey(Land, on_delete=models.PROTECT, null=True, blank=True, related_name="buildings", verbose_name="敷地")
    purpose = models.CharField("用途", max_length=80, blank=True)
    structure = models.CharField("構造", max_length=30, choices=enums.Structure.choices, blank=True)
    storeys_above = models.PositiveSmallIntegerField("地上階数", null=True, blank=True)
    storeys_below = models.PositiveSmallIntegerField("地下階数", null=True, blank=True)
    footprint_m2 = models.DecimalField("建築面積(m2)", max_digits=12, decimal_places=2, null=True, blank=True)
    floor_area_m2 = models.DecimalField("延べ面積(m2)", max_digits=12, decimal_places=2, null=True, blank=True)
    height_m = models.DecimalField("最高の高さ(m)", max_digits=6, decimal_places=2, null=True, blank=True)
    completed_year = models.PositiveSmallIntegerField("竣工した年(西暦)", null=True, blank=True)
    seismic = models.CharField("耐震性", max_length=20, choices=enums.SeismicStandard.choices, blank=True)

    class Meta(Property.Meta):
        verbose_name = verbose_name_plural = "建物"
        constraints = [
            *Property.Meta.constraints,
            models.CheckConstraint(
                condition=_positive("footprint_m2") & _positive("floor_area_m2") & _positive("height_m"),
                name="places_building_sizes",
                violation_error_code="footprint_m2",
                violation_error_message=_("面積と高さは0より大きい数にしてください"),
            ),
            models.CheckConstraint(
                condition=Q(completed_year__isnull=True) | Q(completed_year__range=(FIRST_YEAR, LAST_YEAR)),
                name="places_building_year",
                violation_error_code="completed_year",
                violation_error_message=_("竣工した年は西暦4桁で入れてください"),
            ),
        ]


PROPERTIES: dict[str, type[Facility | Land | Building]] = {"facilities": Facility, "lands": Land, "buildings": Building}

"""Spots that visitors go to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from musubi.blocks.kernel.models import CodesField
from musubi.blocks.places.enums import Availability, Shelter, SpotKind
from musubi.blocks.places.models.located import Shared, one_of_dataset, point_whole, shown_since

if TYPE_CHECKING:
    from django.db.models.manager import RelatedManager

    from musubi.blocks.places.models.opening import OpeningRule

AMENITIES = ("toilet", "accessible_toilet", "nursing_room", "parking", "bicycle_parking", "wheelchair", "pushchair", "wifi")
HERITAGE = (
    "heritage_class", "heritage_type", "heritage_alias", "heritage_owner", "heritage_place", "designated_on", "quantity", "quantity_unit",
)  # what the list of cultural properties tells beside that of spots  # fmt: skip
SHORTEST_STAY, LONGEST_STAY = 5, 720
MOST_WEIGHT = 300


def _amenity(label: str) -> models.CharField:
    return models.CharField(label, max_length=8, choices=Availability.choices, blank=True)


class Spot(Shared):
    """観光スポット: somewhere a visitor may stop, with what a plan of a day needs to know of it."""

    kind = models.CharField("種類", max_length=16, choices=SpotKind.choices, default=SpotKind.OTHER)
    themes = CodesField("テーマ")
    summary = models.CharField("ひとこと紹介", max_length=160, blank=True)
    description = models.TextField("説明", blank=True)
    shelter = models.CharField("屋内・屋外", max_length=8, choices=Shelter.choices, default=Shelter.OUTDOOR)
    stay_minutes = models.PositiveSmallIntegerField("滞在時間の目安(分)", default=30)
    interest = models.PositiveSmallIntegerField("見どころの多さ(1〜5)", default=3)
    promotion_weight = models.PositiveSmallIntegerField("案内の重み(%)", default=100)
    fee = models.PositiveIntegerField("料金(基本)", null=True, blank=True)
    fee_text = models.CharField("料金(詳細)", max_length=500, blank=True)
    access = models.CharField("アクセス方法", max_length=500, blank=True)
    parking_text = models.CharField("駐車場情報", max_length=300, blank=True)
    barrier_free_text = models.CharField("バリアフリー情報", max_length=300, blank=True)
    heritage_class = models.CharField("文化財分類", max_length=80, blank=True)
    heritage_type = models.CharField("文化財の種類", max_length=80, blank=True)
    heritage_alias = models.CharField("文化財の通称", max_length=120, blank=True)
    heritage_owner = models.CharField("所有者等", max_length=160, blank=True)
    heritage_place = models.CharField("場所名称", max_length=160, blank=True)
    designated_on = models.DateField("文化財指定日", null=True, blank=True)
    quantity = models.CharField("員数(数)", max_length=20, blank=True)
    quantity_unit = models.CharField("員数(単位)", max_length=20, blank=True)
    hours_text = models.CharField("利用できる日時の説明", max_length=500, blank=True)
    hours_unread = models.CharField("読み取れなかった日時の説明", max_length=500, blank=True)
    toilet = _amenity("トイレ")
    accessible_toilet = _amenity("多目的トイレ")
    nursing_room = _amenity("授乳室")
    parking = _amenity("駐車場")
    bicycle_parking = _amenity("駐輪場")
    wheelchair = _amenity("車いすで回れる")
    pushchair = _amenity("ベビーカーで回れる")
    wifi = _amenity("Wi-Fi")

    if TYPE_CHECKING:
        opening_rules: RelatedManager[OpeningRule]

    class Meta:
        verbose_name = verbose_name_plural = "観光スポット"
        ordering = ["name_kana", "name", "pk"]
        constraints = [
            point_whole("places_spot_point_whole"),
            one_of_dataset("places_spot_of_dataset"),
            shown_since("places_spot_shown_since"),
            models.CheckConstraint(condition=Q(stay_minutes__range=(SHORTEST_STAY, LONGEST_STAY)), name="places_spot_stay"),
            models.CheckConstraint(condition=Q(interest__range=(1, 5)), name="places_spot_interest"),
            models.CheckConstraint(condition=Q(promotion_weight__lte=MOST_WEIGHT), name="places_spot_weight"),
        ]
        indexes = [models.Index(fields=["status", "name_kana"], name="places_spot_shown")]

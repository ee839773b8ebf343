"""Where something or somebody is, as it was written, and where that is on the map."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from musubi.blocks.kernel.models import Record
from musubi.blocks.places.enums import PositionAccuracy
from musubi.blocks.places.models.town import Town


class Address(Record):
    """住所: kept as it was written, with the town it lies in. It belongs to the one record that holds it (AddressHolder)."""

    personal_fields: ClassVar[frozenset[str]] = frozenset({"postcode", "text", "building", "latitude", "longitude"})

    postcode = models.CharField("郵便番号", max_length=7, blank=True)
    text = models.CharField("住所", max_length=300, blank=True)
    building = models.CharField("建物名・部屋番号", max_length=120, blank=True)
    key = models.CharField("照合用の住所", max_length=300, blank=True, editable=False, db_index=True)
    town = models.ForeignKey(Town, on_delete=models.PROTECT, null=True, blank=True, related_name="addresses", verbose_name="町丁目")
    latitude = models.DecimalField("緯度", max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField("経度", max_digits=9, decimal_places=6, null=True, blank=True)
    accuracy = models.CharField("位置の精度", max_length=10, choices=PositionAccuracy.choices, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "住所"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True, accuracy="")
                | (Q(latitude__range=(20, 46), longitude__range=(122, 154)) & ~Q(accuracy="")),
                name="places_address_point_whole",
            ),
            models.CheckConstraint(condition=Q(postcode="") | Exact(Length("postcode"), 7), name="places_address_postcode"),
        ]

    def __str__(self) -> str:
        return f"{self.text} {self.building}".strip()

"""Towns, the smallest unit in which anything is published unless its holder agreed to more."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from musubi.blocks.kernel.models import Record


class Town(Record):
    """町丁目: a 町, 丁目 or 大字 of a municipality, with a point that stands for it. From open data, see data/README.md."""

    municipality_code = models.CharField("市区町村コード", max_length=5)
    prefecture = models.CharField("都道府県", max_length=10)
    city = models.CharField("市区町村", max_length=40)
    name = models.CharField("町丁目名", max_length=80)
    name_kana = models.CharField("町丁目名(カナ)", max_length=120, blank=True)
    key = models.CharField("照合用の名称", max_length=80, editable=False)
    postcode = models.CharField("郵便番号", max_length=7, blank=True, db_index=True)
    latitude = models.DecimalField("緯度", max_digits=9, decimal_places=6)
    longitude = models.DecimalField("経度", max_digits=9, decimal_places=6)

    class Meta:
        verbose_name = verbose_name_plural = "町丁目"
        ordering = ["municipality_code", "name_kana", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["municipality_code", "name"], name="places_town_name"),
            models.CheckConstraint(condition=Q(latitude__range=(20, 46), longitude__range=(122, 154)), name="places_town_in_japan"),
        ]
        indexes = [models.Index(fields=["municipality_code", "key"], name="places_town_key")]

    def __str__(self) -> str:
        return f"{self.city}{self.name}"

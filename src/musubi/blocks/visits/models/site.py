"""Where visitors are counted."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from musubi.blocks.kernel.models import Record
from musubi.blocks.places.models import Spot
from musubi.blocks.vision.models import PlanItem
from musubi.blocks.visits.enums import CountMethod, SiteKind


class CountSite(Record):
    """調査地点: a place or an event whose visitors are counted, and between which they are seen to move."""

    name = models.CharField("地点の名称", max_length=120)
    spot = models.ForeignKey(Spot, on_delete=models.PROTECT, null=True, blank=True, related_name="count_sites", verbose_name="観光スポット")
    item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, null=True, blank=True, related_name="count_sites", verbose_name="計画の項目")
    kind = models.CharField("地点の種類", max_length=8, choices=SiteKind.choices, default=SiteKind.PLACE)
    method = models.CharField("人数のとらえ方", max_length=10, choices=CountMethod.choices, default=CountMethod.COUNTER)
    is_base = models.BooleanField("拠点", default=False)
    meets_basis = models.BooleanField("共通基準に当てはまる", default=False)
    basis_note = models.CharField("共通基準の判断の理由", max_length=300, blank=True)
    passes_per_visit = models.PositiveSmallIntegerField("1人当たりの通過回数", default=1)
    is_fictional = models.BooleanField("架空", default=False)
    retired_on = models.DateField("調査をやめた日", null=True, blank=True)
    note = models.TextField("備考", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "調査地点"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(retired_on__isnull=True),
                name="visits_site_name",
                violation_error_message="同じ名称の調査地点があります。見分けの付く名称にしてください",
                violation_error_code="name",
            ),
            models.CheckConstraint(
                condition=Q(passes_per_visit__range=(1, 4)),
                name="visits_site_passes",
                violation_error_message="1〜4で入れてください",
                violation_error_code="passes_per_visit",
            ),
        ]

    def __str__(self) -> str:
        return self.name

"""The roadmap's marks."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from musubi.blocks.kernel.models import Record
from musubi.blocks.vision.enums import MarkKind, Track
from musubi.blocks.vision.models.item import PlanItem
from musubi.blocks.vision.models.vision import Vision


class ScheduleMark(Record):
    """工程の印: ● ◆ → of an item; a year that nobody knows stays empty (年度を確認中), a doubtful one is not certain."""

    vision = models.ForeignKey(Vision, on_delete=models.CASCADE, related_name="marks", verbose_name="計画")
    item = models.ForeignKey(PlanItem, on_delete=models.CASCADE, related_name="marks", verbose_name="項目")
    kind = models.CharField("印", max_length=20, choices=MarkKind.choices)
    track = models.CharField("予定・実績", max_length=20, choices=Track.choices, default=Track.PLANNED)
    fiscal_year = models.PositiveSmallIntegerField("年度", null=True, blank=True)
    last_fiscal_year = models.PositiveSmallIntegerField("終わりの年度", null=True, blank=True)
    certain = models.BooleanField("年度は確かか", default=True)
    note = models.CharField("説明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "工程の印"
        ordering = ["item", "track", "fiscal_year", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_fiscal_year__isnull=True) | Q(last_fiscal_year__gte=F("fiscal_year")),
                name="vision_mark_years",
            ),
            models.CheckConstraint(condition=Q(fiscal_year__isnull=False) | Q(certain=False), name="vision_mark_unknown_not_certain"),
        ]

    def __str__(self) -> str:
        return f"{self.item.code} {self.get_kind_display()}"

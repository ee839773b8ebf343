"""What the public sees."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from musubi.blocks.kernel.models import Record
from musubi.blocks.vision.models.vision import Vision


class Edition(Record):
    """公表版: the whole plan as it was confirmed for the public, kept as the text that was confirmed; never changed."""

    vision = models.ForeignKey(Vision, on_delete=models.CASCADE, related_name="editions", verbose_name="計画")
    number = models.PositiveIntegerField("版")
    label = models.CharField("名称", max_length=120)
    note = models.TextField("説明", blank=True)
    content = models.TextField("内容(JSON)")
    sha256 = models.CharField("SHA-256", max_length=64)
    confirmed_at = models.DateTimeField("確認日時")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="確認者"
    )

    class Meta:
        verbose_name = verbose_name_plural = "公表版"
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["vision", "number"], name="vision_edition_number")]

    def __str__(self) -> str:
        return f"{self.label}(第{self.number}版)"

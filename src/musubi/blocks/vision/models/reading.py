"""Brochures that were read, while people confirm what was read."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import models

from musubi.blocks.kernel.models import Record
from musubi.blocks.vision.enums import ReadingStatus
from musubi.blocks.vision.models.vision import Vision


def brochure_path(reading: BrochureReading, name: str) -> str:
    """Where a brochure is stored: by its content, so that the same file is stored once."""
    return f"brochures/{reading.sha256}{Path(name).suffix.lower()[:8]}"


class BrochureReading(Record):
    """概要版の読み取り: a brochure as it came, what was read from it, and what people said of its doubtful items.

    `draft` is the reading (see domain.brochure.stored), `answers` holds by card number {"choice", "value"}.
    """

    file_name = models.CharField("ファイル名", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    file = models.FileField("ファイル", upload_to=brochure_path, max_length=120)
    draft = models.JSONField("読み取った内容")
    answers = models.JSONField("確かめた結果", default=dict, blank=True)
    status = models.CharField("状態", max_length=20, choices=ReadingStatus.choices, default=ReadingStatus.OPEN)
    uploaded_at = models.DateTimeField("読み取り日時")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="読み取った人"
    )
    vision = models.ForeignKey(Vision, on_delete=models.SET_NULL, null=True, blank=True, related_name="readings", verbose_name="作った案")

    class Meta:
        verbose_name = verbose_name_plural = "概要版の読み取り"
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name

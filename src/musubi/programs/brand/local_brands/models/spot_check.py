"""Spot checks: a certified product is looked at where it is sold or made."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from musubi.blocks.kernel.models import Record
from musubi.programs.brand.local_brands.enums import SpotCheckResult
from musubi.programs.brand.local_brands.models.product import BrandProduct


class SpotCheck(Record):
    """抜取調査: planned for a day, then recorded with place, lot, result and what follows."""

    product = models.ForeignKey(BrandProduct, on_delete=models.PROTECT, related_name="checks", verbose_name="認定品")
    due_on = models.DateField("調査する期限")
    checked_on = models.DateField("調査日", null=True, blank=True)
    checked_by = models.CharField("調査した人", max_length=120, blank=True)
    place = models.CharField("調査したところ", max_length=200, blank=True)
    lot = models.CharField("ロット・製造日", max_length=80, blank=True)
    result = models.CharField("結果", max_length=20, choices=SpotCheckResult.choices, blank=True)
    findings = models.TextField("確かめたこと", blank=True)
    mend_by = models.DateField("改善の期限", null=True, blank=True)
    mended_on = models.DateField("改善を確かめた日", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "抜取調査"
        ordering = ["-due_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(checked_on__isnull=True, result="") | Q(checked_on__isnull=False) & ~Q(result=""), name="local_brands_check_done"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.due_on}"


def _path(photo: SpotCheckPhoto, name: str) -> str:
    return f"local-brands/{photo.spot_check.uid}/{photo.sha256}"


class SpotCheckPhoto(Record):
    """抜取調査の写真: kept newly encoded, without position."""

    spot_check = models.ForeignKey(SpotCheck, on_delete=models.PROTECT, related_name="photos", verbose_name="抜取調査")
    caption = models.CharField("説明", max_length=200)
    file_name = models.CharField("ファイル名", max_length=200)
    media_type = models.CharField("形式", max_length=120)
    sha256 = models.CharField("SHA-256", max_length=64)
    file = models.FileField("ファイル", upload_to=_path, max_length=160)

    class Meta:
        verbose_name = verbose_name_plural = "抜取調査の写真"
        ordering = ["spot_check", "pk"]
        constraints = [models.UniqueConstraint(fields=["spot_check", "sha256"], name="local_brands_photo_once")]

    def __str__(self) -> str:
        return self.caption

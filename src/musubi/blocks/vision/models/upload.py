"""Workbooks that people sent in."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from musubi.blocks.kernel.models import Record
from musubi.blocks.vision.models.vision import Vision


def _path(upload: WorkbookUpload, name: str) -> str:
    return f"workbooks/{upload.sha256}.xlsx"


class WorkbookUpload(Record):
    """取り込み中の計画台帳: an uploaded workbook, kept until its changes are applied or dropped, so that nothing is lost."""

    vision = models.ForeignKey(Vision, on_delete=models.CASCADE, related_name="uploads", verbose_name="計画")
    file_name = models.CharField("ファイル名", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    file = models.FileField("ファイル", upload_to=_path)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="取り込んだ人"
    )
    revision = models.ForeignKey("vision.Revision", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="反映した改定")

    class Meta:
        verbose_name = verbose_name_plural = "取り込み中の計画台帳"
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name

"""Photos and files of an inspection: what the inspector saw, with words for those who do not see it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from musubi.blocks.applications.models.settlement import SiteInspection
from musubi.blocks.kernel.models import Record


def _path(record: InspectionFile, name: str) -> str:
    """By application and hash, as the documents that were handed in."""
    return f"applications/{record.inspection.application.uid}/inspections/{record.inspection.uid}/{record.sha256}"


class InspectionFile(Record):
    """検査の写真・ファイル: photos are encoded anew, so that no position stays; one that was taken off can be put back."""

    personal_fields: ClassVar[tuple[str, ...]] = ("file_name", "caption")

    inspection = models.ForeignKey(SiteInspection, on_delete=models.CASCADE, related_name="files", verbose_name="現地検査")
    caption = models.CharField("説明", max_length=200)
    file_name = models.CharField("ファイル名", max_length=200)
    media_type = models.CharField("形式", max_length=120)
    size = models.PositiveBigIntegerField("大きさ(バイト)")
    sha256 = models.CharField("SHA-256", max_length=64)
    file = models.FileField("ファイル", upload_to=_path, max_length=200)
    uploaded_at = models.DateTimeField("受け取った日時")
    uploaded_by = models.CharField("送った人", max_length=200)
    removed_at = models.DateTimeField("外した日時", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "検査の写真・ファイル"
        ordering = ["inspection", "uploaded_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "sha256"], name="applications_inspection_file_once"),
            models.CheckConstraint(condition=~Q(sha256=""), name="applications_inspection_file_hashed"),
            models.CheckConstraint(
                condition=~Q(caption=""),
                name="applications_inspection_file_told",
                violation_error_message=_("写真・ファイルの説明を書いてください。目で見られない人にも、検査調書を読む人にも伝わります"),
            ),
        ]

    def __str__(self) -> str:
        return self.caption

    @property
    def is_photo(self) -> bool:
        """Whether it is shown as a picture."""
        return self.media_type.startswith("image/")

"""Files that were taken in."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from musubi.blocks.kernel.models import Record
from musubi.blocks.opendata.enums import ImportStatus


def _path(record: DataImport, name: str) -> str:
    return f"opendata/{record.uid}/{name}"


class DataImport(Record):
    """データの取込み: one file as it came, how its columns were read, and what became of its rows."""

    dataset = models.CharField("データセット", max_length=40)
    owner_code = models.CharField("データを持つ市区町村", max_length=5)
    file = models.FileField("ファイル", upload_to=_path, max_length=200)
    file_name = models.CharField("ファイル名", max_length=200)
    licence = models.CharField("利用条件", max_length=120, blank=True)
    year = models.PositiveSmallIntegerField("年のない日付の年", null=True, blank=True)
    publish = models.BooleanField("取り込んだら公開する", default=False)
    columns = models.JSONField("列の対応", default=dict)
    status = models.CharField("取込みの状態", max_length=10, choices=ImportStatus.choices, default=ImportStatus.CHECKING)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="取り込んだ人"
    )
    applied_at = models.DateTimeField("取り込んだ日時", null=True, blank=True)
    counts = models.JSONField("件数", default=dict)
    left_out = models.JSONField("取り込めなかった行", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "データの取込み"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status=ImportStatus.CHECKING, applied_at=None) | Q(status=ImportStatus.APPLIED, applied_at__isnull=False),
                name="opendata_dataimport_applied",
            )
        ]

    def __str__(self) -> str:
        return self.file_name

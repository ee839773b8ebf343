"""Files from the accounting system, and how their columns are read."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from musubi.blocks.kernel.models import Record
from musubi.blocks.money.enums import ImportState


def _path(record: BudgetImport, name: str) -> str:
    return f"budgets/{record.sha256}{'.xlsx' if name.endswith('.xlsx') else '.csv'}"


class ImportLayout(Record):
    """取込様式: which heading of a file is which column here; found again by the file's own headings."""

    name = models.CharField("名称", max_length=100)
    headings = models.JSONField("見出し", default=list)
    fingerprint = models.CharField("見出しの指紋", max_length=64, unique=True)
    mapping = models.JSONField("対応", default=dict)
    unit = models.CharField("金額の単位", max_length=10, default="円")

    class Meta:
        verbose_name = verbose_name_plural = "取込様式"
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class BudgetImport(Record):
    """予算の取込: one file of the accounting system, kept as it came; a later one of the same year takes its place line by line."""

    fiscal_year = models.PositiveSmallIntegerField("年度")
    as_of = models.DateField("データの時点")
    file_name = models.CharField("ファイル名", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    file = models.FileField("ファイル", upload_to=_path)
    layout = models.ForeignKey(ImportLayout, on_delete=models.PROTECT, null=True, blank=True, related_name="imports", verbose_name="取込様式")
    state = models.CharField("状態", max_length=20, choices=ImportState.choices, default=ImportState.OPEN)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="取り込んだ人"
    )
    applied_at = models.DateTimeField("反映日時", null=True, blank=True)
    counts = models.JSONField("件数", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "予算の取込"
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name

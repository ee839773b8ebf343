"""Report templates that a clerk edits in an office program."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from musubi.blocks.kernel.models import Record
from musubi.blocks.reporting.enums import TemplatePurpose


class ReportTemplate(Record):
    """報告様式: a Word or Excel file with tags; the same figures fill them all. A new upload is a further edition."""

    key = models.SlugField("様式の記号", max_length=60)
    edition = models.PositiveSmallIntegerField("版", default=1)
    name = models.CharField("様式の名称", max_length=120)
    purpose = models.CharField("用途", max_length=20, choices=TemplatePurpose.choices)
    file_name = models.CharField("ファイル名", max_length=120)
    content = models.BinaryField("内容")
    sha256 = models.CharField("SHA-256", max_length=64)
    built_in = models.BooleanField("はじめからある様式", default=False)
    in_use = models.BooleanField("使う", default=True)
    note = models.TextField("説明", blank=True)
    uploaded_at = models.DateTimeField("登録日時")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登録した人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "報告様式"
        ordering = ["purpose", "key", "-edition"]
        constraints = [
            models.UniqueConstraint(fields=["key", "edition"], name="reporting_template_edition"),
            models.UniqueConstraint(fields=["key"], condition=Q(in_use=True), name="reporting_template_in_use"),
        ]

    def __str__(self) -> str:
        return f"{self.name} 第{self.edition}版"

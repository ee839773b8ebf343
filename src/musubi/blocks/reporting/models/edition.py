"""A year's report as it was frozen, its papers, and what was corrected afterwards."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from musubi.blocks.kernel.models import Record
from musubi.blocks.papers.models import Document
from musubi.blocks.reporting.enums import EditionStatus
from musubi.blocks.vision.models import PlanItem, Vision


class YearEdition(Record):
    """年度版: a closed year's reports, figures and ratings as stored bytes; never changed, corrected by errata."""

    vision = models.ForeignKey(Vision, on_delete=models.PROTECT, related_name="year_editions", verbose_name="計画")
    fiscal_year = models.PositiveSmallIntegerField("年度")
    number = models.PositiveSmallIntegerField("版", default=1)
    status = models.CharField("状態", max_length=20, choices=EditionStatus.choices, default=EditionStatus.FROZEN)
    content = models.BinaryField("内容(JSON)")
    sha256 = models.CharField("SHA-256", max_length=64)
    generator = models.CharField("作成した仕組みの版", max_length=120)
    note = models.TextField("説明", blank=True)
    frozen_at = models.DateTimeField("確定日時")
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="確定した人"
    )
    published_at = models.DateTimeField("公表日時", null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="公表を確認した人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "年度版"
        ordering = ["-fiscal_year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["vision", "fiscal_year", "number"], name="reporting_edition_number"),
            models.CheckConstraint(
                condition=Q(status="published", published_at__isnull=False) | Q(status="frozen", published_at__isnull=True),
                name="reporting_edition_published_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fiscal_year} 第{self.number}版"


class EditionPaper(Record):
    """年度版の資料: a document issued from an edition."""

    edition = models.ForeignKey(YearEdition, on_delete=models.PROTECT, related_name="papers", verbose_name="年度版")
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="+", verbose_name="発行文書")
    template_name = models.CharField("様式", max_length=120)
    public = models.BooleanField("公開ページに載せる", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "年度版の資料"
        ordering = ["edition", "pk"]

    def __str__(self) -> str:
        return self.template_name


class Erratum(Record):
    """訂正: what a frozen edition says wrongly and what is right, with the reason; the stored bytes stay."""

    edition = models.ForeignKey(YearEdition, on_delete=models.PROTECT, related_name="errata", verbose_name="年度版")
    item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, null=True, blank=True, related_name="errata", verbose_name="項目")
    path = models.CharField("訂正する箇所", max_length=200)
    label = models.CharField("箇所の名称", max_length=200)
    before = models.TextField("誤", blank=True)
    after = models.TextField("正", blank=True)
    reason = models.TextField("理由")
    corrected_at = models.DateTimeField("訂正日時")
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="訂正した人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "訂正"
        ordering = ["edition", "corrected_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="reporting_erratum_reason")]

    def __str__(self) -> str:
        return self.label

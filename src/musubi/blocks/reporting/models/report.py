"""The progress report of an item and a year, and its ratings."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from musubi.blocks.kernel.models import Record
from musubi.blocks.reporting.enums import FutureDirection, Progress, RatingTier, ReportStatus
from musubi.blocks.reporting.models.reply import ReplyEntry
from musubi.blocks.vision.models import PlanItem


class ProgressReport(Record):
    """進捗報告: what an item did in a fiscal year, how it stands and where it goes; one an item and year."""

    item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, related_name="progress_reports", verbose_name="項目")
    fiscal_year = models.PositiveSmallIntegerField("年度")
    status = models.CharField("状態", max_length=20, choices=ReportStatus.choices, default=ReportStatus.DRAFT)
    progress = models.CharField("進捗", max_length=20, choices=Progress.choices, default=Progress.UNREPORTED)
    as_of = models.DateField("いつ現在か", null=True, blank=True)
    done = models.TextField("実施内容", blank=True)
    problems = models.TextField("課題と対応", blank=True)
    direction = models.CharField("今後の方向性", max_length=20, choices=FutureDirection.choices, blank=True)
    source = models.ForeignKey(ReplyEntry, on_delete=models.SET_NULL, null=True, blank=True, related_name="reports", verbose_name="もとの回答")
    return_reason = models.TextField("差戻しの理由", blank=True)
    submitted_at = models.DateTimeField("提出日時", null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="提出した人"
    )
    confirmed_at = models.DateTimeField("確認日時", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="確認した人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "進捗報告"
        ordering = ["-fiscal_year", "item__order", "item__code", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "fiscal_year"], name="reporting_report_once"),
            models.CheckConstraint(
                condition=Q(status="confirmed", confirmed_at__isnull=False) | (~Q(status="confirmed") & Q(confirmed_at__isnull=True)),
                name="reporting_report_confirmed_at",
            ),
            models.CheckConstraint(condition=~Q(status="returned") | ~Q(return_reason=""), name="reporting_report_return_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.fiscal_year}"


class Rating(Record):
    """評価: one tier's rating of a report, by a scale's step, with its reason; a computed step overridden says why."""

    report = models.ForeignKey(ProgressReport, on_delete=models.CASCADE, related_name="ratings", verbose_name="進捗報告")
    tier = models.CharField("評価区分", max_length=20, choices=RatingTier.choices)
    scale = models.CharField("評価基準", max_length=60)
    step = models.CharField("評価", max_length=20)
    computed_step = models.CharField("計算による評価", max_length=20, blank=True)
    reason = models.TextField("理由")
    rated_at = models.DateTimeField("評価日時")
    rated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="評価した人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "評価"
        ordering = ["report", "tier", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "tier"], name="reporting_rating_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="reporting_rating_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.get_tier_display()} {self.step}"

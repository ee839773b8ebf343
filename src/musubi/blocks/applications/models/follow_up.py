"""After the payment: assets that are to be disposed of within their restriction, and the consumption tax that came back to the grantee."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from musubi.blocks.applications.enums import DisposalKind, DisposalStatus, TaxReportStatus, TaxStanding
from musubi.blocks.applications.models.application import YEN_LIMIT, Application
from musubi.blocks.applications.models.decision import DecisionItem
from musubi.blocks.applications.models.settlement import Asset, Obligation
from musubi.blocks.kernel.models import Record


class AssetDisposal(Record):
    """財産処分: the approval asked for before an asset is sold, lent, pledged, used otherwise or scrapped (適正化法 第22条の例による)."""

    personal_fields: ClassVar[tuple[str, ...]] = ("counterparty", "reason")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="disposals", verbose_name="申請")
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="disposals", verbose_name="財産")
    kind = models.CharField("処分の種類", max_length=20, choices=DisposalKind.choices)
    status = models.CharField("状態", max_length=20, choices=DisposalStatus.choices, default=DisposalStatus.SUBMITTED)
    planned_on = models.DateField("処分の予定日")
    counterparty = models.CharField("相手方", max_length=200, blank=True)
    proceeds = models.BigIntegerField("処分による収入額", default=0)
    reason = models.TextField("処分の理由")
    to_return = models.BigIntegerField("返還の見込額", default=0)
    explanation = models.JSONField("計算", default=list)
    received_on = models.DateField("受付日")
    submitted_at = models.DateTimeField("提出日時")
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="出した人"
    )
    item = models.ForeignKey(DecisionItem, on_delete=models.PROTECT, null=True, blank=True, related_name="disposals", verbose_name="決定事項")
    obligation = models.OneToOneField(
        Obligation, on_delete=models.PROTECT, null=True, blank=True, related_name="disposal", verbose_name="届出・報告の義務"
    )

    class Meta:
        verbose_name = verbose_name_plural = "財産処分"
        ordering = ["application", "-submitted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["asset"], condition=Q(status="submitted"), name="applications_one_open_disposal"),
            models.CheckConstraint(
                condition=Q(proceeds__gte=0, proceeds__lt=YEN_LIMIT, to_return__gte=0),
                name="applications_disposal_amounts",
                violation_error_message=_("金額は0円以上、10兆円未満にしてください"),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["approved", "not_approved"]) | Q(item__isnull=False), name="applications_disposal_decided"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asset} {self.get_kind_display()}"


class TaxReport(Record):
    """消費税仕入控除税額の報告: what of the grant came back to the grantee by the tax return, and has to be returned; none is told too."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="tax_reports", verbose_name="申請")
    obligation = models.OneToOneField(
        Obligation, on_delete=models.PROTECT, null=True, blank=True, related_name="tax_report", verbose_name="届出・報告の義務"
    )
    standing = models.CharField("課税の区分", max_length=20, choices=TaxStanding.choices)
    status = models.CharField("状態", max_length=20, choices=TaxReportStatus.choices, default=TaxReportStatus.SUBMITTED)
    period_ends_on = models.DateField("課税期間の末日", null=True, blank=True)
    filed_on = models.DateField("確定申告日", null=True, blank=True)
    taxable_ratio = models.DecimalField("課税売上割合(%)", max_digits=5, decimal_places=2, null=True, blank=True)
    credit = models.BigIntegerField("補助金に係る仕入控除税額", default=0)
    reduced = models.BigIntegerField("額の確定までに減額した額", default=0)
    note = models.TextField("備考", blank=True)
    explanation = models.JSONField("計算", default=list)
    received_on = models.DateField("受付日")
    submitted_at = models.DateTimeField("提出日時")
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="出した人"
    )
    item = models.ForeignKey(DecisionItem, on_delete=models.PROTECT, null=True, blank=True, related_name="tax_reports", verbose_name="決定事項")

    class Meta:
        verbose_name = verbose_name_plural = "消費税仕入控除税額の報告"
        ordering = ["application", "-submitted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["application"], condition=Q(status="submitted"), name="applications_one_open_tax_report"),
            models.CheckConstraint(
                condition=Q(reduced__gte=0, credit__gte=F("reduced"), credit__lt=YEN_LIMIT),
                name="applications_tax_amounts",
                violation_error_message=_("減額した額は、仕入控除税額までです。金額を確かめてください"),
            ),
            models.CheckConstraint(
                condition=Q(standing=TaxStanding.GENERAL, filed_on__isnull=False) | (~Q(standing=TaxStanding.GENERAL) & Q(credit=0)),
                name="applications_tax_standing",
                violation_error_message=_("仕入控除税額があるのは、一般課税で確定申告をしたときだけです"),
            ),
            models.CheckConstraint(
                condition=Q(taxable_ratio__isnull=True) | Q(taxable_ratio__gte=0, taxable_ratio__lte=100),
                name="applications_tax_ratio",
                violation_error_message=_("課税売上割合は0%から100%までです"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.get_standing_display()}"

    @property
    def to_return(self) -> int:
        """Yen that have to come back: the credit less what was taken off before the confirmation."""
        return self.credit - self.reduced

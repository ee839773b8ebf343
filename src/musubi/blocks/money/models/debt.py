"""Obligations that later years must pay (地方自治法 第214条)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.models import Record
from musubi.blocks.vision.models import PlanItem


class DebtObligation(Record):
    """債務負担行為: the matter, its years and the limit that the assembly set."""

    item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, related_name="debt_obligations", verbose_name="項目")
    name = models.CharField("事項", max_length=200)
    first_fiscal_year = models.PositiveSmallIntegerField("始まりの年度")
    last_fiscal_year = models.PositiveSmallIntegerField("終わりの年度")
    limit = models.BigIntegerField("限度額")
    resolved_on = models.DateField("議決日", null=True, blank=True)
    document_number = models.CharField("議案番号", max_length=80, blank=True)
    note = models.TextField("備考", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "債務負担行為"
        ordering = ["first_fiscal_year", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(limit__gt=0), name="money_debt_limit", violation_error_message=_("限度額は1円以上にしてください")),
            models.CheckConstraint(
                condition=Q(last_fiscal_year__gte=F("first_fiscal_year")),
                name="money_debt_years",
                violation_error_message=_("終わりの年度が、始まりの年度より前です"),
            ),
            models.CheckConstraint(
                condition=Q(first_fiscal_year__gte=1989, last_fiscal_year__lte=2200),
                name="money_debt_known_years",
                violation_error_message=_("年度は1989年度から2200年度までです。年度を確かめてください"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DebtObligationYear(Record):
    """債務負担行為の年割額: what is planned to be paid in one of its years."""

    obligation = models.ForeignKey(DebtObligation, on_delete=models.CASCADE, related_name="years", verbose_name="債務負担行為")
    fiscal_year = models.PositiveSmallIntegerField("年度")
    amount = models.BigIntegerField("予定額")

    class Meta:
        verbose_name = verbose_name_plural = "債務負担行為の年割額"
        ordering = ["fiscal_year"]
        constraints = [
            models.UniqueConstraint(
                fields=["obligation", "fiscal_year"],
                name="money_debt_year_once",
                violation_error_message=_("その年度の予定額は、もうあります。それを直してください"),
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0), name="money_debt_year_amount", violation_error_message=_("予定額は0円以上にしてください")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fiscal_year} {self.amount:,}円"

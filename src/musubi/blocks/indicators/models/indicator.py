"""Indicators of the plan, their targets and their actuals by fiscal year."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from musubi.blocks.indicators.enums import Basis, Direction, IndicatorKind
from musubi.blocks.kernel.models import Record
from musubi.blocks.vision.models import PlanItem, Vision


class Indicator(Record):
    """指標: what is measured for an item of the plan, from which baseline, in which direction."""

    vision = models.ForeignKey(Vision, on_delete=models.CASCADE, related_name="indicators", verbose_name="計画")
    item = models.ForeignKey(PlanItem, on_delete=models.CASCADE, related_name="indicators", verbose_name="項目")
    code = models.CharField("指標番号", max_length=60)
    name = models.CharField("指標名", max_length=200)
    name_en = models.CharField("指標名(英語)", max_length=300, blank=True)
    unit = models.CharField("単位", max_length=30, blank=True)
    kind = models.CharField("種類", max_length=20, choices=IndicatorKind.choices, default=IndicatorKind.OUTCOME)
    direction = models.CharField("望ましい方向", max_length=10, choices=Direction.choices, default=Direction.UP)
    basis = models.CharField("値の時点", max_length=20, choices=Basis.choices, default=Basis.YEAR_TOTAL)
    baseline_fiscal_year = models.PositiveSmallIntegerField("基準年度", null=True, blank=True)
    baseline_value = models.DecimalField("基準値", max_digits=20, decimal_places=6, null=True, blank=True)
    source = models.CharField("出典", max_length=200, blank=True)
    publication_lag_months = models.PositiveSmallIntegerField("公表までの月数", null=True, blank=True)
    not_measurable_reason = models.CharField("測れない理由", max_length=300, blank=True)
    order = models.PositiveIntegerField("並び順", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "指標"
        ordering = ["order", "code"]
        constraints = [
            models.UniqueConstraint(fields=["vision", "code"], name="indicators_code"),
            models.CheckConstraint(
                condition=Q(baseline_value__isnull=True) | Q(baseline_fiscal_year__isnull=False),
                name="indicators_baseline_year",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class IndicatorTarget(Record):
    """目標値: the value aimed at in a fiscal year; a changed target is a further revision, with its reason."""

    vision = models.ForeignKey(Vision, on_delete=models.CASCADE, related_name="targets", verbose_name="計画")
    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="targets", verbose_name="指標")
    fiscal_year = models.PositiveSmallIntegerField("年度")
    value = models.DecimalField("目標値", max_digits=20, decimal_places=6)
    revision = models.PositiveSmallIntegerField("改定回", default=0)
    reason = models.CharField("改定の理由", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "目標値"
        ordering = ["indicator", "fiscal_year", "revision"]
        constraints = [models.UniqueConstraint(fields=["indicator", "fiscal_year", "revision"], name="indicators_target_once")]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.fiscal_year}"


class IndicatorActual(Record):
    """実績値: what was reached in a fiscal year."""

    vision = models.ForeignKey(Vision, on_delete=models.CASCADE, related_name="actuals", verbose_name="計画")
    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="actuals", verbose_name="指標")
    fiscal_year = models.PositiveSmallIntegerField("年度")
    value = models.DecimalField("実績値", max_digits=20, decimal_places=6)
    note = models.CharField("備考", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "実績値"
        ordering = ["indicator", "fiscal_year"]
        constraints = [models.UniqueConstraint(fields=["indicator", "fiscal_year"], name="indicators_actual_once")]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.fiscal_year}"

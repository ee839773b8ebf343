"""Indicators of the plan, their targets and their actuals by fiscal year."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from musubi.blocks.accounts.models import Organization
from musubi.blocks.indicators.enums import AchievementRate, Basis, Direction, IndicatorKind
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
    as_of_month = models.PositiveSmallIntegerField("値の時点(月)", null=True, blank=True)
    as_of_day = models.PositiveSmallIntegerField("値の時点(日)", null=True, blank=True)
    measure = models.CharField("計測項目", max_length=60, blank=True)
    owner = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所管")
    baseline_fiscal_year = models.PositiveSmallIntegerField("基準年度", null=True, blank=True)
    baseline_value = models.DecimalField("基準値", max_digits=20, decimal_places=6, null=True, blank=True)
    source = models.CharField("出典", max_length=200, blank=True)
    source_owner = models.CharField("統計の作成者", max_length=120, blank=True)
    holds_last_value = models.BooleanField("次の公表まで前回値を据え置く", default=False)
    publication_lag_months = models.PositiveSmallIntegerField("公表までの月数", null=True, blank=True)
    not_measurable_reason = models.CharField("測れない理由", max_length=300, blank=True)
    suppress_below = models.PositiveSmallIntegerField("公表する最小の件数", null=True, blank=True)
    rate = models.CharField("達成率の求め方", max_length=20, choices=AchievementRate.choices, default=AchievementRate.FROM_BASELINE)
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
            models.CheckConstraint(
                condition=(Q(as_of_month__isnull=True) | Q(as_of_month__range=(1, 12)))
                & (Q(as_of_day__isnull=True) | Q(as_of_day__range=(1, 31), as_of_month__isnull=False)),
                name="indicators_as_of_day",
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
    revised_on = models.DateField("改定日", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "目標値"
        ordering = ["indicator", "fiscal_year", "revision"]
        constraints = [models.UniqueConstraint(fields=["indicator", "fiscal_year", "revision"], name="indicators_target_once")]

    def __str__(self) -> str:
        return f"{self.indicator.code} {self.fiscal_year}"


class IndicatorActual(Record):
    """実績値: what was reached in a fiscal year; a provisional one (速報値) is still to be confirmed."""

    vision = models.ForeignKey(Vision, on_delete=models.CASCADE, related_name="actuals", verbose_name="計画")
    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="actuals", verbose_name="指標")
    fiscal_year = models.PositiveSmallIntegerField("年度")
    value = models.DecimalField("実績値", max_digits=20, decimal_places=6)
    provisional = models.BooleanField("速報値", default=False)
    note = models.CharField("備考", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "実績値"
        ordering = ["indicator", "fiscal_year"]
        constraints = [models.UniqueConstraint(fields=["indicator", "fiscal_year"], name="indicators_actual_once")]

    def __str__(self) -> str:
        return f"{self.indicator.code} {self.fiscal_year}"

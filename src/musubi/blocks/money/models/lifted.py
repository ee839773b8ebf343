"""Rules that the head lifted, with the reason."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from musubi.blocks.kernel.models import Record
from musubi.blocks.money.enums import MoneyRule
from musubi.blocks.vision.models import PlanItem


class BudgetException(Record):
    """例外の記録: a rule lifted by the head for one matter; for sums, up to an amount."""

    item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, related_name="budget_exceptions", verbose_name="項目")
    fiscal_year = models.PositiveSmallIntegerField("年度")
    rule = models.CharField("決まり", max_length=20, choices=MoneyRule.choices)
    about = models.CharField("対象の行ID", max_length=32)
    about_label = models.CharField("対象", max_length=300)
    amount = models.BigIntegerField("超える額", default=0)
    reason = models.CharField("理由", max_length=500)
    decided_by = models.CharField("認めた人", max_length=200)
    decided_at = models.DateTimeField("記録日時")

    class Meta:
        verbose_name = verbose_name_plural = "例外の記録"
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(rule__in=sorted(MoneyRule.liftable())), name="money_exception_liftable"),
            models.CheckConstraint(condition=~Q(reason=""), name="money_exception_reason"),
        ]
        indexes = [models.Index(fields=["about", "rule"], name="money_exception_about")]

    def __str__(self) -> str:
        return f"{self.get_rule_display()} {self.about_label}"

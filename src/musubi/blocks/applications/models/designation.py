"""The years of a designation: what may be granted in each, and for which call a draft was begun by itself."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from musubi.blocks.applications.models.application import YEN_LIMIT, Application
from musubi.blocks.applications.models.call import Call
from musubi.blocks.applications.models.settlement import Obligation
from musubi.blocks.kernel.models import Record


class DesignationYear(Record):
    """指定の年度: a year in which a designation's holder files for a yearly grant, with the most that it may be.

    `key` is the obligation of the designation's terms from which it follows: several incentives of one year stand side by side.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="designation_years", verbose_name="指定")
    fiscal_year = models.PositiveSmallIntegerField("年度")
    key = models.CharField("年度ごとの申請の種類", max_length=40, blank=True)
    amount = models.BigIntegerField("年度の上限額", null=True, blank=True)
    obligation = models.OneToOneField(
        Obligation, on_delete=models.PROTECT, null=True, blank=True, related_name="designation_year", verbose_name="届出・報告の義務"
    )
    begun_for = models.ForeignKey(Call, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="下書きを始めた募集")
    begun_on = models.DateField("下書きを始めた日", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "指定の年度"
        ordering = ["application", "fiscal_year", "key"]
        constraints = [
            models.UniqueConstraint(fields=["application", "fiscal_year", "key"], name="applications_designation_year_once"),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0, amount__lt=YEN_LIMIT),
                name="applications_designation_year_amount",
                violation_error_message=_("年度の上限額は0円以上、10兆円未満にしてください"),
            ),
            models.CheckConstraint(
                condition=Q(begun_for__isnull=True, begun_on__isnull=True) | Q(begun_for__isnull=False, begun_on__isnull=False),
                name="applications_designation_year_begun",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.fiscal_year}"

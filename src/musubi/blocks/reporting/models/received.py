"""Data calls that the office receives."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from musubi.blocks.accounts.models import Organization
from musubi.blocks.kernel.models import Record
from musubi.blocks.reporting.enums import CallSource, ReceivedStatus
from musubi.blocks.vision.models import PlanItem


class ReceivedCall(Record):
    """照会受付: a call from the prefecture, 企画, 財政, the assembly's office …; its answer is kept for next year."""

    source = models.CharField("照会元の種類", max_length=20, choices=CallSource.choices)
    source_name = models.CharField("照会元", max_length=120)
    title = models.CharField("件名", max_length=200)
    document_number = models.CharField("照会の文書番号", max_length=80, blank=True)
    fiscal_year = models.PositiveSmallIntegerField("年度")
    received_on = models.DateField("受付日")
    due_on = models.DateField("回答期限")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="received_calls", verbose_name="回答する組織")
    status = models.CharField("状態", max_length=20, choices=ReceivedStatus.choices, default=ReceivedStatus.OPEN)
    question = models.TextField("照会の内容", blank=True)
    answer = models.TextField("回答", blank=True)
    answered_on = models.DateField("回答日", null=True, blank=True)
    answer_number = models.CharField("回答の文書番号", max_length=80, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="回答した人"
    )
    copied_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="copies", verbose_name="前年の照会")

    class Meta:
        verbose_name = verbose_name_plural = "照会受付"
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="answered", answered_on__isnull=False) | (~Q(status="answered") & Q(answered_on__isnull=True)),
                name="reporting_received_answered_on",
            )
        ]

    def __str__(self) -> str:
        return self.title


class ReceivedFigure(Record):
    """照会への回答数値: one figure of an answer, and where it came from."""

    received = models.ForeignKey(ReceivedCall, on_delete=models.CASCADE, related_name="figures", verbose_name="照会受付")
    label = models.CharField("項目名", max_length=200)
    measure = models.CharField("もとにした集計", max_length=80, blank=True)
    item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, null=True, blank=True, related_name="received_figures", verbose_name="項目")
    fiscal_year = models.PositiveSmallIntegerField("年度")
    value = models.DecimalField("値", max_digits=20, decimal_places=6, null=True, blank=True)
    unit = models.CharField("単位", max_length=30, blank=True)
    note = models.CharField("備考", max_length=300, blank=True)
    order = models.PositiveIntegerField("並び順", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "照会への回答数値"
        ordering = ["received", "order", "pk"]

    def __str__(self) -> str:
        return self.label

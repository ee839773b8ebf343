"""Data calls that the secretariat sends."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from musubi.blocks.accounts.models import Organization
from musubi.blocks.kernel.models import Record
from musubi.blocks.reporting.enums import CallStatus
from musubi.blocks.vision.models import PlanItem, Vision


class DataCall(Record):
    """照会: asks the organisations for a year's progress of chosen programs by a day; one reply an organisation."""

    vision = models.ForeignKey(Vision, on_delete=models.PROTECT, related_name="data_calls", verbose_name="計画")
    fiscal_year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("件名", max_length=200)
    body = models.TextField("依頼文", blank=True)
    as_of = models.DateField("いつ現在の状況か", null=True, blank=True)
    due_on = models.DateField("回答期限")
    status = models.CharField("状態", max_length=20, choices=CallStatus.choices, default=CallStatus.DRAFT)
    copied_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="copies", verbose_name="もとにした照会")
    sent_at = models.DateTimeField("送付日時", null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="送付した人"
    )
    closed_at = models.DateTimeField("締切日時", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "照会"
        ordering = ["-fiscal_year", "-due_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="draft", sent_at__isnull=True) | (~Q(status="draft") & Q(sent_at__isnull=False)), name="reporting_call_sent_at"
            ),
            models.CheckConstraint(
                condition=Q(status="closed", closed_at__isnull=False) | (~Q(status="closed") & Q(closed_at__isnull=True)),
                name="reporting_call_closed_at",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class DataCallItem(Record):
    """照会する事業等: one item of a call, and the organisation that answers for it (the leading one unless changed)."""

    call = models.ForeignKey(DataCall, on_delete=models.CASCADE, related_name="items", verbose_name="照会")
    item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, related_name="call_items", verbose_name="項目")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="call_items", verbose_name="回答する組織")

    class Meta:
        verbose_name = verbose_name_plural = "照会する事業等"
        ordering = ["call", "item__order", "item__code", "pk"]
        constraints = [models.UniqueConstraint(fields=["call", "item", "organization"], name="reporting_call_item_once")]

    def __str__(self) -> str:
        return f"{self.call_id} {self.item_id}"

"""Totals of awards as they are told to everybody: they move only by several awards at once."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from musubi.blocks.applications.models.call import Call
from musubi.blocks.kernel.models import Record


class AwardTotals(Record):
    """公表する交付の合計: the last totals told of a call, and of which awards they consisted; the parts are never told.

    Two readings of a total that moved by one award would tell that award; so a total stays as it is until enough awards
    have changed since (`domain/applicant/totals.py`).
    """

    call = models.OneToOneField(Call, on_delete=models.CASCADE, related_name="award_totals", verbose_name="募集")
    count = models.PositiveIntegerField("件数", null=True, blank=True)
    awarded = models.BigIntegerField("交付決定額の合計", null=True, blank=True)
    awarded_on = models.DateField("交付決定額の時点", null=True, blank=True)
    awarded_parts = models.JSONField("交付決定額の内訳", default=dict)
    disbursed = models.BigIntegerField("支払額の合計", null=True, blank=True)
    disbursed_on = models.DateField("支払額の時点", null=True, blank=True)
    disbursed_parts = models.JSONField("支払額の内訳", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "公表する交付の合計"
        ordering = ["call"]
        constraints = [
            models.CheckConstraint(
                condition=Q(awarded__isnull=True, count__isnull=True, awarded_on__isnull=True)
                | Q(awarded__gte=0, count__gt=0, awarded_on__isnull=False),
                name="applications_totals_awarded",
            ),
            models.CheckConstraint(
                condition=Q(disbursed__isnull=True, disbursed_on__isnull=True) | Q(disbursed__gte=0, disbursed_on__isnull=False),
                name="applications_totals_disbursed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call} {self.awarded_on or ''}"

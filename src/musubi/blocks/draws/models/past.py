"""Which earlier draws count for the weights, and which of their entries are taken to be of the same person."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from musubi.blocks.draws.enums import PastEvidence, PastResult
from musubi.blocks.draws.models.draw import Draw
from musubi.blocks.draws.models.entry import DrawEntry
from musubi.blocks.kernel.models import Record


class CountedDraw(Record):
    """数える抽選: an earlier draw of the series whose losses count in a later one."""

    draw = models.ForeignKey(Draw, on_delete=models.CASCADE, related_name="counted", verbose_name="抽選")
    earlier = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="counted_in", verbose_name="過去の抽選")

    class Meta:
        verbose_name = verbose_name_plural = "数える抽選"
        ordering = ["draw", "earlier"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "earlier"], name="draws_counted_once"),
            models.CheckConstraint(condition=~Q(draw=F("earlier")), name="draws_counted_other"),
        ]

    def __str__(self) -> str:
        return f"{self.earlier}"


class PastEntry(Record):
    """過去の申込: an entry of an earlier draw beside one of this draw, and whether they are of the same person.

    Exact ones are kept when the losses are counted, doubtful ones when a person has decided; `result` is what was counted.
    """

    entry = models.ForeignKey(DrawEntry, on_delete=models.CASCADE, related_name="past", verbose_name="申込")
    earlier = models.ForeignKey(DrawEntry, on_delete=models.PROTECT, related_name="later", verbose_name="過去の申込")
    evidence = models.CharField("一致", max_length=20, choices=PastEvidence.choices)
    is_same = models.BooleanField("同じ方")
    result = models.CharField("過去の抽選での結果", max_length=20, choices=PastResult.choices, blank=True)
    decided_at = models.DateTimeField("確かめた日時", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="確かめた人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "過去の申込"
        ordering = ["entry", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "earlier"], name="draws_past_once"),
            models.CheckConstraint(condition=~Q(entry=F("earlier")), name="draws_past_other"),
            models.CheckConstraint(condition=Q(is_same=True) | Q(decided_at__isnull=False, result=""), name="draws_past_not_same"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.earlier_id}"

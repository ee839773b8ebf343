"""Two entries of one party become one, and can be parted again."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from musubi.blocks.kernel.models import Record
from musubi.blocks.parties.models.party import Party


class PartyMerge(Record):
    """統合: `absorbed` goes up in `survivor`; `moved` names every row that changed hands, so that it can be undone."""

    survivor = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="merges", verbose_name="残した事業者等")
    absorbed = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="merged_by", verbose_name="統合した事業者等")
    reason = models.CharField("同じと判断した理由", max_length=300)
    taken = models.JSONField("引き継いだ項目", default=dict)
    moved = models.JSONField("移した記録", default=dict)
    merged_at = models.DateTimeField("統合日時")
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="統合した人"
    )
    undone_at = models.DateTimeField("取消日時", null=True, blank=True)
    undone_reason = models.CharField("取消しの理由", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "統合"
        ordering = ["-merged_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(survivor=F("absorbed")), name="parties_merge_two"),
            models.UniqueConstraint(fields=["absorbed"], condition=Q(undone_at__isnull=True), name="parties_merge_once"),
        ]

    def __str__(self) -> str:
        return f"{self.absorbed} → {self.survivor}"

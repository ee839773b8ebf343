"""What the plan's source does not tell."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from musubi.blocks.kernel.models import Record
from musubi.blocks.vision.enums import QuestionStatus
from musubi.blocks.vision.models.item import PlanItem
from musubi.blocks.vision.models.vision import Vision


class OpenQuestion(Record):
    """確認事項: something the source does not tell (未確定); answered by the secretariat, never guessed."""

    vision = models.ForeignKey(Vision, on_delete=models.CASCADE, related_name="questions", verbose_name="計画")
    item = models.ForeignKey(PlanItem, on_delete=models.CASCADE, null=True, blank=True, related_name="questions", verbose_name="項目")
    what = models.CharField("何が", max_length=40)
    message = models.TextField("確かめること")
    source = models.CharField("出典の位置", max_length=120, blank=True)
    status = models.CharField("状態", max_length=20, choices=QuestionStatus.choices, default=QuestionStatus.OPEN)
    answer = models.TextField("確かめた結果", blank=True)
    answered_at = models.DateTimeField("確認日時", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="確認者"
    )

    class Meta:
        verbose_name = verbose_name_plural = "確認事項"
        ordering = ["status", "item__order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True) | Q(answered_at__isnull=False, status="answered"),
                name="vision_question_answered",
            )
        ]

    def __str__(self) -> str:
        return self.message[:60]

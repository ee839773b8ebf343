"""Who scores what, and the sheets with their scores."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from musubi.blocks.kernel.models import Record
from musubi.blocks.reviews.enums import SheetChannel, SheetStatus
from musubi.blocks.reviews.models.panel import PanelEntry, Reviewer


class ReviewAssignment(Record):
    """割当: a reviewer scores an application; taken back with a reason, never silently."""

    reviewer = models.ForeignKey(Reviewer, on_delete=models.PROTECT, related_name="assignments", verbose_name="審査委員")
    entry = models.ForeignKey(PanelEntry, on_delete=models.PROTECT, related_name="assignments", verbose_name="審査の対象")
    by_hand = models.BooleanField("手で割り当てた", default=False)
    assigned_at = models.DateTimeField("割り当てた日時")
    opened_at = models.DateTimeField("審査委員が開いた日時", null=True, blank=True)
    ended_at = models.DateTimeField("割当を解いた日時", null=True, blank=True)
    ended_reason = models.CharField("割当を解いた理由", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "割当"
        ordering = ["entry__number", "reviewer__member__name_kana", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["reviewer", "entry"], condition=Q(ended_at__isnull=True), name="reviews_assignment_once"),
            models.CheckConstraint(condition=Q(ended_at__isnull=True) | ~Q(ended_reason=""), name="reviews_assignment_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer} {self.entry}"


class ScoreSheet(Record):
    """採点表: the sheet of one reviewer about one application. Handed in it is locked; only the head unlocks it, with a reason."""

    personal_fields: ClassVar[tuple[str, ...]] = ("applicant_comment", "internal_comment")

    assignment = models.OneToOneField(ReviewAssignment, on_delete=models.PROTECT, related_name="sheet", verbose_name="割当")
    status = models.CharField("状態", max_length=20, choices=SheetStatus.choices, default=SheetStatus.DRAFT)
    channel = models.CharField("経路", max_length=20, choices=SheetChannel.choices, default=SheetChannel.SCREEN)
    applicant_comment = models.TextField("申請者への意見", blank=True)
    internal_comment = models.TextField("内部の意見", blank=True)
    saved_at = models.DateTimeField("最後に保存した日時")
    submitted_at = models.DateTimeField("提出日時", null=True, blank=True)
    typed_by = models.CharField("入力した職員", max_length=200, blank=True)
    written_on = models.DateField("採点表の日付", null=True, blank=True)
    unlocked_at = models.DateTimeField("差し戻した日時", null=True, blank=True)
    unlocked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="差し戻した課長"
    )
    unlock_reason = models.CharField("差し戻した理由", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "採点表"
        ordering = ["assignment__entry__number", "assignment__reviewer__member__name_kana", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status=SheetStatus.DRAFT, submitted_at__isnull=True) | Q(status=SheetStatus.SUBMITTED, submitted_at__isnull=False),
                name="reviews_sheet_submitted",
            ),
            models.CheckConstraint(condition=Q(channel=SheetChannel.SCREEN) | ~Q(typed_by=""), name="reviews_sheet_typed"),
            models.CheckConstraint(condition=Q(unlocked_at__isnull=True) | ~Q(unlock_reason=""), name="reviews_sheet_unlocked"),
        ]

    def __str__(self) -> str:
        return f"{self.assignment} {self.get_status_display()}"


class Score(Record):
    """評点: the level that a reviewer gave in one criterion; points follow from the frozen score sheet."""

    sheet = models.ForeignKey(ScoreSheet, on_delete=models.CASCADE, related_name="scores", verbose_name="採点表")
    criterion = models.CharField("審査項目", max_length=40)
    level = models.PositiveSmallIntegerField("段階")
    note = models.CharField("評点の理由", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "評点"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "criterion"], name="reviews_score_once"),
            models.CheckConstraint(condition=Q(level__lte=100), name="reviews_score_level"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion} {self.level}"

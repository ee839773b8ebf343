"""What a member writes before a meeting: private notes, and questions to the office."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from musubi.blocks.kernel.models import Record
from musubi.blocks.meetings.models.meeting import AgendaItem, Meeting
from musubi.blocks.meetings.models.member import CouncilMember


class MemberNote(Record):
    """委員のメモ: a member's private note on a meeting; nobody else reads it, the office neither."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="member_notes", verbose_name="会議")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="meeting_notes", verbose_name="書いた人")
    text = models.TextField("メモ", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "委員のメモ"
        ordering = ["meeting", "user"]
        constraints = [models.UniqueConstraint(fields=["meeting", "user"], name="meetings_note_once")]

    def __str__(self) -> str:
        return str(self.meeting_id)


class AdvanceQuestion(Record):
    """事前の質問: asked by a member before the meeting; the answer goes to all members where the office says so."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="questions", verbose_name="会議")
    agenda = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="questions", verbose_name="議題")
    member = models.ForeignKey(CouncilMember, on_delete=models.PROTECT, related_name="questions", verbose_name="委員")
    text = models.TextField("質問")
    asked_at = models.DateTimeField("質問した日時")
    typed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="入力した職員"
    )
    answer = models.TextField("回答", blank=True)
    answered_at = models.DateTimeField("回答日時", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="回答した人"
    )
    for_all = models.BooleanField("委員全員に示す", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "事前の質問"
        ordering = ["meeting", "asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                name="meetings_question_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.pk}"

"""Minutes (会議録): typed live against the agenda, checked by the members, final, published."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from musubi.blocks.kernel.models import Record
from musubi.blocks.meetings.enums import CheckState, MinutesStatus, MinutesStyle, UtteranceKind
from musubi.blocks.meetings.models.meeting import AgendaItem, Meeting
from musubi.blocks.meetings.models.member import CouncilMember
from musubi.blocks.papers.models import Document


class Minutes(Record):
    """会議録: the record of a meeting (様式第1号・第2号)."""

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="minutes", verbose_name="会議")
    style = models.CharField("種類", max_length=20, choices=MinutesStyle.choices, default=MinutesStyle.SUMMARY)
    status = models.CharField("状態", max_length=20, choices=MinutesStatus.choices, default=MinutesStatus.DRAFT)
    explainers = models.TextField("説明者の職・氏名", blank=True)
    office_contact = models.TextField("担当部課名", blank=True)
    check_due_on = models.DateField("委員確認の期限", null=True, blank=True)
    publish_due_on = models.DateField("公表の期限", null=True, blank=True)
    final_at = models.DateTimeField("確定日時", null=True, blank=True)
    final_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="確定した人"
    )
    published_at = models.DateTimeField("公表日時", null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="公表した人"
    )
    documents = models.ManyToManyField(Document, blank=True, related_name="+", verbose_name="発行した会議録")

    class Meta:
        verbose_name = verbose_name_plural = "会議録"
        ordering = ["-meeting"]
        constraints = [
            models.CheckConstraint(
                condition=Q(final_at__isnull=True, final_by__isnull=True) | Q(final_at__isnull=False), name="meetings_minutes_final_when"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "checking"], final_at__isnull=True) | Q(status__in=["final", "published"], final_at__isnull=False),
                name="meetings_minutes_final_state",
            ),
            models.CheckConstraint(
                condition=~Q(status="published", published_at__isnull=True) & ~(~Q(status="published") & Q(published_at__isnull=False)),
                name="meetings_minutes_published_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting} 会議録"


class Utterance(Record):
    """発言: one turn of a speaker under an agenda item. `public_text` replaces the text outside where a part is not public."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="utterances", verbose_name="会議録")
    agenda = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="utterances", verbose_name="議題")
    order = models.PositiveIntegerField("順番")
    kind = models.CharField("種類", max_length=20, choices=UtteranceKind.choices, default=UtteranceKind.SPEECH)
    member = models.ForeignKey(CouncilMember, on_delete=models.PROTECT, null=True, blank=True, related_name="utterances", verbose_name="発言した委員")
    speaker = models.CharField("発言者", max_length=80)
    text = models.TextField("審議の内容")
    redacted = models.BooleanField("公表では伏せる", default=False)
    public_text = models.TextField("公表する内容", blank=True)
    redaction_reason = models.CharField("伏せる理由", max_length=200, blank=True)
    said_at = models.DateTimeField("発言時刻", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "発言"
        ordering = ["minutes", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["minutes", "order"], name="meetings_utterance_order"),
            models.CheckConstraint(condition=Q(redacted=False) | ~Q(redaction_reason=""), name="meetings_utterance_redaction_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.speaker} {self.order}"

    @property
    def published_text(self) -> str:
        """What stands outside: the text, or what replaces it."""
        return (self.public_text or "(非公開)") if self.redacted else self.text


class MinutesCheck(Record):
    """会議録の確認: a member's answer to the draft minutes."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="checks", verbose_name="会議録")
    member = models.ForeignKey(CouncilMember, on_delete=models.PROTECT, related_name="minutes_checks", verbose_name="委員")
    state = models.CharField("回答", max_length=20, choices=CheckState.choices, default=CheckState.WAITING)
    comment = models.TextField("直してほしいところ", blank=True)
    answered_at = models.DateTimeField("回答日時", null=True, blank=True)
    settled_note = models.CharField("事務局の対応", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "会議録の確認"
        ordering = ["minutes", "member__name_kana"]
        constraints = [
            models.UniqueConstraint(fields=["minutes", "member"], name="meetings_minutes_check_once"),
            models.CheckConstraint(condition=~Q(state="changes") | ~Q(comment=""), name="meetings_minutes_check_comment"),
        ]

    def __str__(self) -> str:
        return f"{self.minutes_id} {self.member_id}"

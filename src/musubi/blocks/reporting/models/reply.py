"""What organisations answer."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from musubi.blocks.accounts.models import Organization
from musubi.blocks.indicators.models import Indicator
from musubi.blocks.kernel.models import Record
from musubi.blocks.reporting.enums import AnswerChannel, AnswerKind, FutureDirection, LetterRegister, Progress, ReplyStatus, SubmissionStatus
from musubi.blocks.reporting.models.call import DataCall
from musubi.blocks.vision.models import PlanItem


class Reply(Record):
    """回答: what one organisation answers to one call; leaves a 課 after 取りまとめ and 課長確認."""

    call = models.ForeignKey(DataCall, on_delete=models.CASCADE, related_name="replies", verbose_name="照会")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="replies", verbose_name="組織")
    letter_register = models.CharField("依頼文の書き方", max_length=20, choices=LetterRegister.choices, default=LetterRegister.INQUIRY)
    status = models.CharField("状態", max_length=20, choices=ReplyStatus.choices, default=ReplyStatus.WAITING)
    channel = models.CharField("回答の方法", max_length=20, choices=AnswerChannel.choices, blank=True)
    collected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="取りまとめた人"
    )
    collected_at = models.DateTimeField("取りまとめ日時", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="確認した課長"
    )
    confirmed_at = models.DateTimeField("課長確認日時", null=True, blank=True)
    answered_at = models.DateTimeField("回答日時", null=True, blank=True)
    received_on = models.DateField("受付日", null=True, blank=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="受付者"
    )
    return_reason = models.TextField("差戻しの理由", blank=True)
    accepted_at = models.DateTimeField("受理日時", null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="受理した人"
    )
    last_reminded_at = models.DateTimeField("最後に催促した日時", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "回答"
        ordering = ["call", "organization__order", "organization__code", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["call", "organization"], name="reporting_one_reply"),
            models.CheckConstraint(
                condition=~Q(status__in=["answered", "accepted"]) | Q(answered_at__isnull=False), name="reporting_reply_answered_at"
            ),
            models.CheckConstraint(
                condition=~Q(channel__in=["phone", "fax", "paper"]) | Q(received_on__isnull=False, received_by__isnull=False),
                name="reporting_reply_received",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call_id} {self.organization}"


class ReplyEntry(Record):
    """事業ごとの回答: at most five inputs for one item."""

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="entries", verbose_name="回答")
    item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, related_name="reply_entries", verbose_name="項目")
    kind = models.CharField("回答の種類", max_length=20, choices=AnswerKind.choices, default=AnswerKind.BLANK)
    progress = models.CharField("進捗", max_length=20, choices=Progress.choices, blank=True)
    done = models.TextField("実施内容", blank=True)
    problems = models.TextField("課題と対応", blank=True)
    direction = models.CharField("今後の方向性", max_length=20, choices=FutureDirection.choices, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "事業ごとの回答"
        ordering = ["reply", "item__order", "item__code", "pk"]
        constraints = [models.UniqueConstraint(fields=["reply", "item"], name="reporting_entry_once")]

    def __str__(self) -> str:
        return f"{self.item.code} {self.reply.organization}"


class ReplyValue(Record):
    """回答した指標値: an indicator's value of the call's year, typed by the organisation."""

    entry = models.ForeignKey(ReplyEntry, on_delete=models.CASCADE, related_name="values", verbose_name="事業ごとの回答")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="reply_values", verbose_name="指標")
    value = models.DecimalField("値", max_digits=20, decimal_places=6, null=True, blank=True)
    note = models.CharField("備考", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "回答した指標値"
        ordering = ["entry", "indicator__order", "indicator__code", "pk"]
        constraints = [models.UniqueConstraint(fields=["entry", "indicator"], name="reporting_value_once")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.indicator_id}"


class Submission(Record):
    """届いた回答: each answer as it came in, by which way; of two, staff choose the one that holds."""

    personal_fields: ClassVar[frozenset[str]] = frozenset({"answerer", "answerer_contact"})

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="submissions", verbose_name="回答")
    channel = models.CharField("回答の方法", max_length=20, choices=AnswerChannel.choices)
    status = models.CharField("扱い", max_length=20, choices=SubmissionStatus.choices, default=SubmissionStatus.CURRENT)
    submitted_at = models.DateTimeField("届いた日時")
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="入力した人"
    )
    answerer = models.CharField("回答者の氏名", max_length=100, blank=True)
    answerer_contact = models.CharField("回答者の連絡先", max_length=200, blank=True)
    received_on = models.DateField("受付日", null=True, blank=True)
    late = models.BooleanField("期限後", default=False)
    content = models.JSONField("回答の内容")

    class Meta:
        verbose_name = verbose_name_plural = "届いた回答"
        ordering = ["reply", "submitted_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["reply"], condition=Q(status="current"), name="reporting_one_current_submission")]

    def __str__(self) -> str:
        return f"{self.reply_id} {self.get_channel_display()}"


def _evidence_path(evidence: EvidenceFile, name: str) -> str:
    return f"evidence/{evidence.sha256}"


class EvidenceFile(Record):
    """根拠資料: a file that came with an answer, kept by its content's hash."""

    entry = models.ForeignKey(ReplyEntry, on_delete=models.CASCADE, related_name="evidence", verbose_name="事業ごとの回答")
    file_name = models.CharField("ファイル名", max_length=200)
    media_type = models.CharField("形式", max_length=120)
    size = models.PositiveBigIntegerField("大きさ(バイト)")
    sha256 = models.CharField("SHA-256", max_length=64)
    file = models.FileField("ファイル", upload_to=_evidence_path, max_length=120)

    class Meta:
        verbose_name = verbose_name_plural = "根拠資料"
        ordering = ["entry", "pk"]
        constraints = [models.UniqueConstraint(fields=["entry", "sha256"], name="reporting_evidence_once")]

    def __str__(self) -> str:
        return self.file_name

"""Mail that is to go out, or went out."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from musubi.blocks.kernel.models import Record
from musubi.blocks.notifications.enums import MessageKind, MessageStatus


class OutboxMessage(Record):
    """送信箱の通知: one mail with a fixed Message-ID, written in the business transaction, sent by the worker."""

    # Mail about accounts carries links and codes that open an account: see `holds_key`.
    KEY_PURPOSES = "account/email/"
    personal_fields: ClassVar[frozenset[str]] = frozenset({"to", "cc", "subject", "body"})

    message_id = models.CharField("Message-ID", max_length=200, unique=True)
    kind = models.CharField("種類", max_length=20, choices=MessageKind.choices)
    purpose = models.CharField("用件", max_length=120)
    recipient_uid = models.CharField("受取人ID", max_length=64, blank=True)
    addressee_uid = models.CharField("郵送先ID", max_length=64, blank=True)
    recipient_name = models.CharField("宛名", max_length=200, blank=True)
    to = models.EmailField("宛先")
    cc = models.EmailField("写し", blank=True)
    subject = models.CharField("件名", max_length=300)
    body = models.TextField("本文")
    calendar = models.TextField("カレンダーの予定(iCalendar)", blank=True)
    language = models.CharField("言語", max_length=10, default="ja")
    status = models.CharField("状態", max_length=20, choices=MessageStatus.choices, default=MessageStatus.QUEUED)
    reminder_day = models.DateField("お知らせの日", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("試した回数", default=0)
    next_attempt_at = models.DateTimeField("次に試す日時")
    lease_until = models.DateTimeField("受持ちの期限", null=True, blank=True)
    lease_by = models.CharField("受持ち", max_length=80, blank=True)
    sent_at = models.DateTimeField("送信日時", null=True, blank=True)
    error = models.CharField("送れなかった理由", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "送信箱の通知"
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["status", "next_attempt_at"], name="notifications_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient_uid", "reminder_day"],
                condition=Q(kind="reminder"),
                name="notifications_one_reminder_a_day",
            ),
            models.CheckConstraint(
                condition=Q(status="sent", sent_at__isnull=False) | (~Q(status="sent") & Q(sent_at__isnull=True)),
                name="notifications_sent_at",
            ),
            models.CheckConstraint(
                condition=Q(status="sending", lease_until__isnull=False) | (~Q(status="sending") & Q(lease_until__isnull=True)),
                name="notifications_lease",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.uid}"

    @property
    def holds_key(self) -> bool:
        """Whether the text may open the recipient's account, such as a link to a new password."""
        return self.purpose.startswith(self.KEY_PURPOSES)

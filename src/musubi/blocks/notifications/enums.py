"""Closed lists of notifications."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.choices import TextChoices


class MessageKind(TextChoices):
    """通知の種類: service mail answers or opens something at once, reminder mail is one digest a person a day."""

    SERVICE = "service", _("連絡")
    REMINDER = "reminder", _("期限のお知らせ")


class MessageStatus(TextChoices):
    """送信の状態."""

    QUEUED = "queued", _("送信待ち")
    SENDING = "sending", _("送信中")
    SENT = "sent", _("送信済み")
    SHOWN = "shown", _("画面に表示(送信しない)")
    FAILED = "failed", _("送れなかった")

    @classmethod
    def resendable(cls) -> frozenset[str]:
        """States in which a person may let the mail go out again."""
        return frozenset({cls.SENT, cls.SHOWN, cls.FAILED})


class TaskStatus(TextChoices):
    """仕事の状態."""

    OPEN = "open", _("未了")
    DONE = "done", _("完了")
    CANCELLED = "cancelled", _("取りやめ")

    @classmethod
    def closed(cls) -> frozenset[str]:
        """States in which nothing is left to do."""
        return frozenset({cls.DONE, cls.CANCELLED})

"""Links by which outside actors answer without an account."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from musubi.blocks.kernel.models import Record
from musubi.blocks.reporting.models.reply import Reply


class AccessLink(Record):
    """回答用リンク: opens one reply until its day; its secret is only in the letter, here stands the secret's hash."""

    personal_fields: ClassVar[frozenset[str]] = frozenset({"sent_to"})

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="links", verbose_name="回答")
    token_hash = models.CharField("鍵のハッシュ", max_length=64, unique=True, editable=False)
    sent_to = models.CharField("送付先", max_length=254, blank=True)
    expires_at = models.DateTimeField("有効期限")
    first_opened_at = models.DateTimeField("最初に開いた日時", null=True, blank=True)
    used_at = models.DateTimeField("回答に使った日時", null=True, blank=True)
    revoked_at = models.DateTimeField("取消日時", null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="取り消した人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "回答用リンク"
        ordering = ["reply", "-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.reply_id} {self.expires_at:%Y-%m-%d}"

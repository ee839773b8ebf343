"""Invitations, by which accounts come into being."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from musubi.blocks.accounts.enums import InvitationState, Role
from musubi.blocks.accounts.models.organization import Organization
from musubi.blocks.accounts.models.user import User
from musubi.blocks.kernel.models import Record


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations by state."""

    def open_at(self, now: dt.datetime) -> InvitationQuerySet:
        """Those that can still be accepted at `now`."""
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=now)


class Invitation(Record):
    """招待: lets one person make an account with a post. Its secret is only in the mail; here stands the secret's hash."""

    personal_fields: ClassVar[frozenset[str]] = frozenset({"email", "name", "name_kana"})

    token_hash = models.CharField("鍵のハッシュ", max_length=64, unique=True, editable=False)
    email = models.EmailField("メールアドレス")
    name = models.CharField("氏名", max_length=100)
    name_kana = models.CharField("氏名(かな)", max_length=100, blank=True)
    language = models.CharField("表示言語", max_length=10, default="ja", choices=[("ja", "日本語"), ("en", "English")])
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="invitations", verbose_name="組織")
    role = models.CharField("役割", max_length=30, choices=Role.choices)
    title = models.CharField("職名", max_length=80, blank=True)
    starts_on = models.DateField("開始日")
    ends_before = models.DateField("終了日(この日から無効)", null=True, blank=True)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="招待した人")
    expires_at = models.DateTimeField("有効期限")
    accepted_at = models.DateTimeField("受諾日時", null=True, blank=True)
    accepted_by = models.OneToOneField(User, on_delete=models.CASCADE, null=True, blank=True, related_name="invitation", verbose_name="受諾した人")
    revoked_at = models.DateTimeField("取消日時", null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "招待"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True) | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="accounts_invitation_accepted",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True),
                name="accounts_invitation_accepted_or_revoked",
            ),
            models.CheckConstraint(
                condition=Q(ends_before__isnull=True) | Q(ends_before__gt=F("starts_on")),
                name="accounts_invitation_period",
            ),
            models.UniqueConstraint(
                fields=["email"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="accounts_invitation_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.get_role_display()}"

    def state_at(self, now: dt.datetime) -> InvitationState:
        """What can still become of it at `now`."""
        if self.accepted_at:
            return InvitationState.ACCEPTED
        if self.revoked_at:
            return InvitationState.REVOKED
        return InvitationState.EXPIRED if self.expires_at <= now else InvitationState.OPEN

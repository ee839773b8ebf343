"""Stand-ins, former names of units, and mass moves."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from musubi.blocks.accounts.models.membership import Membership
from musubi.blocks.accounts.models.organization import Organization
from musubi.blocks.accounts.models.user import User
from musubi.blocks.kernel.models import Record


class Deputy(Record):
    """代理: from a day until a day a person acts in the post of another, with that post's role and no other."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="deputies", verbose_name="代理を受ける所属")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="deputyships", verbose_name="代理者")
    starts_on = models.DateField("開始日")
    ends_before = models.DateField("終了日(この日から無効)")
    reason = models.CharField("理由", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "代理"
        ordering = ["-starts_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_before__gt=F("starts_on")), name="accounts_deputy_period"),
            models.UniqueConstraint(fields=["membership", "user", "starts_on"], name="accounts_deputy_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.membership})"


class OrganizationName(Record):
    """組織の旧名称: the name that a unit bore until a day; papers of that time keep it."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="former_names", verbose_name="組織")
    name = models.CharField("名称", max_length=120)
    name_en = models.CharField("名称(英語)", max_length=200, blank=True)
    used_before = models.DateField("この日の前日まで使用")

    class Meta:
        verbose_name = verbose_name_plural = "組織の旧名称"
        ordering = ["organization", "used_before"]
        constraints = [models.UniqueConstraint(fields=["organization", "used_before"], name="accounts_former_name_once")]

    def __str__(self) -> str:
        return self.name


class MassMove(Record):
    """一括異動: posts that ended and began and units renamed on one day, as one workbook said; can be undone until that day."""

    day = models.DateField("異動日")
    file_name = models.CharField("ファイル名", max_length=200)
    ended = models.JSONField("終えた所属", default=list)
    began = models.JSONField("始めた所属", default=list)
    renamed = models.JSONField("名称を変えた組織", default=list)
    applied_at = models.DateTimeField("反映日時")
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="反映者")
    undone_at = models.DateTimeField("取消日時", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "一括異動"
        ordering = ["-applied_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.day} {self.file_name}"

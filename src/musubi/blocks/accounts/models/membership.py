"""Who belongs where, in which role, from when until when."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q

from musubi.blocks.accounts.enums import MembershipKind, Role
from musubi.blocks.accounts.models.organization import Organization
from musubi.blocks.accounts.models.user import User
from musubi.blocks.kernel.models import Record


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships as of a day."""

    def active_on(self, day: dt.date) -> MembershipQuerySet:
        """Those that hold on `day`; the end day itself is outside."""
        return self.filter(starts_on__lte=day).filter(Q(ends_before__isnull=True) | Q(ends_before__gt=day))


class Membership(Record):
    """所属: a person's post in an organisation and its role; it ends on its day by itself (兼務・併任 are further rows)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships", verbose_name="利用者")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="memberships", verbose_name="組織")
    role = models.CharField("役割", max_length=30, choices=Role.choices)
    kind = models.CharField("種類", max_length=20, choices=MembershipKind.choices, default=MembershipKind.MAIN)
    title = models.CharField("職名", max_length=80, blank=True)
    starts_on = models.DateField("開始日")
    ends_before = models.DateField("終了日(この日から無効)", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "所属"
        ordering = ["user", "starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_before__isnull=True) | Q(ends_before__gt=F("starts_on")),
                name="accounts_membership_period",
            ),
            models.UniqueConstraint(fields=["user", "organization", "role", "starts_on"], name="accounts_membership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.get_role_display()}"

"""The tree of the city's units and of the bodies that carry the vision out with it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from musubi.blocks.accounts.enums import OrganizationKind
from musubi.blocks.kernel.models import Record


class Organization(Record):
    """組織: a unit of the city or a partner body; renamed units keep their record, old papers keep the old name."""

    code = models.CharField("組織コード", max_length=40, unique=True)
    name = models.CharField("名称", max_length=120)
    name_kana = models.CharField("名称(かな)", max_length=200, blank=True)
    name_en = models.CharField("名称(英語)", max_length=200, blank=True)
    kind = models.CharField("種類", max_length=40, choices=OrganizationKind.choices, default=OrganizationKind.OTHER)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上位の組織")
    postal_code = models.CharField("郵便番号", max_length=8, blank=True)
    address = models.CharField("所在地", max_length=200, blank=True)
    phone = models.CharField("電話", max_length=30, blank=True)
    fax = models.CharField("ファクス", max_length=30, blank=True)
    mailbox = models.EmailField("課の共用メール", blank=True)
    order = models.PositiveIntegerField("並び順", default=0)
    starts_on = models.DateField("設置日", null=True, blank=True)
    ends_before = models.DateField("廃止日", null=True, blank=True)

    next_name = models.CharField("次の名称", max_length=120, blank=True)
    next_name_en = models.CharField("次の名称(英語)", max_length=200, blank=True)
    next_name_from = models.DateField("次の名称を使い始める日", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "組織"
        ordering = ["order", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_before__isnull=True) | Q(starts_on__isnull=True) | Q(ends_before__gt=F("starts_on")),
                name="accounts_organization_period",
            ),
            models.CheckConstraint(condition=Q(parent__isnull=True) | ~Q(parent=F("pk")), name="accounts_organization_not_own_parent"),
        ]

    def __str__(self) -> str:
        return self.name

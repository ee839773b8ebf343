"""Bodies without legal personality in which the city takes part, and whose office it often is."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from musubi.blocks.desks.enums import AssociationKind
from musubi.blocks.desks.models.attachment import Attachment
from musubi.blocks.kernel.models import Record
from musubi.blocks.vision.models import PlanItem


class Association(Record):
    """任意団体: a council or committee (協議会・実行委員会); its money is 準公金 where the city is its office."""

    item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, related_name="associations", verbose_name="項目")
    name = models.CharField("名称", max_length=120)
    kind = models.CharField("種類", max_length=30, choices=AssociationKind.choices, default=AssociationKind.COUNCIL)
    city_is_office = models.BooleanField("市が事務局", default=False)
    office_body = models.CharField("事務局", max_length=120, blank=True)
    rules_document = models.ForeignKey(Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="規約")
    founded_on = models.DateField("設立日", null=True, blank=True)
    dissolved_on = models.DateField("解散日", null=True, blank=True)
    note = models.TextField("備考", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "任意団体"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "name"], name="desks_association_name"),
            models.CheckConstraint(
                condition=Q(dissolved_on__isnull=True) | Q(founded_on__isnull=True) | Q(dissolved_on__gte=F("founded_on")),
                name="desks_association_days",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AssociationOfficer(Record):
    """任意団体の役員: who holds which office, from when until when."""

    personal_fields: ClassVar[frozenset[str]] = frozenset({"name"})

    association = models.ForeignKey(Association, on_delete=models.PROTECT, related_name="officers", verbose_name="任意団体")
    post = models.CharField("役職", max_length=60)
    name = models.CharField("氏名", max_length=100)
    body = models.CharField("所属", max_length=120, blank=True)
    starts_on = models.DateField("就任日")
    ends_before = models.DateField("退任日(この日から退任)", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "任意団体の役員"
        ordering = ["association", "starts_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_before__isnull=True) | Q(ends_before__gt=F("starts_on")), name="desks_officer_period"),
        ]

    def __str__(self) -> str:
        return f"{self.post} {self.name}"


class AssociationYear(Record):
    """任意団体の年度: burden, income, expense and audit of one fiscal year; whole yen."""

    association = models.ForeignKey(Association, on_delete=models.PROTECT, related_name="years", verbose_name="任意団体")
    fiscal_year = models.PositiveSmallIntegerField("年度")
    brought_forward = models.PositiveBigIntegerField("前年度からの繰越(円)", default=0)
    city_burden = models.PositiveBigIntegerField("市の負担金(円)", default=0)
    other_income = models.PositiveBigIntegerField("そのほかの収入(円)", default=0)
    expense = models.PositiveBigIntegerField("支出(円)", default=0)
    audited_on = models.DateField("監査日", null=True, blank=True)
    auditors = models.CharField("監査した人", max_length=200, blank=True)
    reported_on = models.DateField("総会などで報告した日", null=True, blank=True)
    note = models.CharField("備考", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "任意団体の年度"
        ordering = ["association", "-fiscal_year"]
        constraints = [
            models.UniqueConstraint(fields=["association", "fiscal_year"], name="desks_association_year"),
            models.CheckConstraint(
                condition=Q(expense__lte=F("brought_forward") + F("city_burden") + F("other_income")), name="desks_association_balance"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.association_id} {self.fiscal_year}"

    @property
    def income(self) -> int:
        """What came in, the balance of the year before included."""
        return self.brought_forward + self.city_burden + self.other_income

    @property
    def balance(self) -> int:
        """What is left at the end of the year."""
        return self.income - self.expense


class AssociationHandover(Record):
    """任意団体の帳簿の引継ぎ: passbook and ledger pass between two people, each of whom signs on a day."""

    association = models.ForeignKey(Association, on_delete=models.PROTECT, related_name="handovers", verbose_name="任意団体")
    balance = models.PositiveBigIntegerField("引き継ぐ残高(円)")
    giver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="渡した人")
    given_on = models.DateField("渡した日")
    receiver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="受けた人")
    received_on = models.DateField("受けた日", null=True, blank=True)
    note = models.CharField("備考", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "任意団体の帳簿の引継ぎ"
        ordering = ["-given_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(receiver__isnull=True) | ~Q(receiver=F("giver")), name="desks_association_two_people"),
            models.CheckConstraint(
                condition=Q(receiver__isnull=True, received_on__isnull=True)
                | Q(receiver__isnull=False, received_on__isnull=False, received_on__gte=F("given_on")),
                name="desks_association_received",
            ),
            models.UniqueConstraint(fields=["association"], condition=Q(receiver__isnull=True), name="desks_association_one_open"),
        ]

    def __str__(self) -> str:
        return f"{self.association_id} {self.given_on}"

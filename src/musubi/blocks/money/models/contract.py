"""Contracts and other spending of a desk (契約・執行台帳), their changes, and their shares of later years."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.models import Record
from musubi.blocks.money.enums import ContractMethod
from musubi.blocks.money.models.debt import DebtObligation
from musubi.blocks.money.models.envelope import BudgetLine
from musubi.blocks.vision.models import PlanItem


class Contract(Record):
    """契約: a contract, or spending without one; what no share of a later year takes is committed on its line."""

    personal_fields: ClassVar[tuple[str, ...]] = ("counterparty",)  # may be a person

    item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, related_name="contracts", verbose_name="項目")
    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="contracts", verbose_name="節")
    number = models.CharField("整理番号", max_length=60, blank=True)
    title = models.CharField("件名", max_length=200)
    counterparty = models.CharField("相手方", max_length=200)
    creditor_number = models.CharField("債権者番号", max_length=40, blank=True)
    method = models.CharField("契約の方法", max_length=20, choices=ContractMethod.choices)
    method_reason = models.CharField("随意契約の根拠", max_length=300, blank=True)
    contracted_on = models.DateField("契約日")
    amount = models.BigIntegerField("契約額")
    starts_on = models.DateField("履行開始日", null=True, blank=True)
    due_on = models.DateField("履行期限", null=True, blank=True)
    debt_obligation = models.ForeignKey(
        DebtObligation, on_delete=models.PROTECT, null=True, blank=True, related_name="contracts", verbose_name="債務負担行為"
    )
    note = models.TextField("備考", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "契約"
        ordering = ["-contracted_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="money_contract_amount", violation_error_message=_("契約額は1円以上にしてください")
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(due_on__isnull=True) | Q(due_on__gte=F("starts_on")),
                name="money_contract_term",
                violation_error_message=_("履行期限が履行開始日より前です。日付を確かめてください"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()


class ContractChange(Record):
    """変更契約: a change of the amount (signed), of the term, or of both."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="changes", verbose_name="契約")
    changed_on = models.DateField("変更契約日")
    amount = models.BigIntegerField("増減額", default=0)
    due_on = models.DateField("変更後の履行期限", null=True, blank=True)
    reason = models.CharField("変更の理由", max_length=300)

    class Meta:
        verbose_name = verbose_name_plural = "変更契約"
        ordering = ["changed_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(amount=0) | Q(due_on__isnull=False),
                name="money_contract_change_says_something",
                violation_error_message=_("増減額か変更後の履行期限の、どちらかを入れてください"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.changed_on} {self.amount:+,}円"


class ContractShare(Record):
    """年割額: the part of a contract that another year pays; counted there once that year's line is chosen."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="shares", verbose_name="契約")
    fiscal_year = models.PositiveSmallIntegerField("年度")
    amount = models.BigIntegerField("年割額")
    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, null=True, blank=True, related_name="shares", verbose_name="節")

    class Meta:
        verbose_name = verbose_name_plural = "年割額"
        ordering = ["fiscal_year"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "fiscal_year"],
                name="money_share_once",
                violation_error_message=_("その年度の年割額は、もうあります。それを直してください"),
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="money_share_amount", violation_error_message=_("年割額は1円以上にしてください")),
        ]

    def __str__(self) -> str:
        return f"{self.fiscal_year} {self.amount:,}円"

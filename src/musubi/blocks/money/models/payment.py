"""What was delivered and what was paid under a contract."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.models import Record
from musubi.blocks.money.enums import InspectionResult, PaymentKind
from musubi.blocks.money.models.contract import Contract
from musubi.blocks.money.models.envelope import BudgetLine


class ContractInspection(Record):
    """検収: who looked at the delivery, when, with what result."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="inspections", verbose_name="契約")
    completed_on = models.DateField("完了日", null=True, blank=True)
    inspected_on = models.DateField("検収日")
    inspector = models.CharField("検収者", max_length=100)
    result = models.CharField("結果", max_length=20, choices=InspectionResult.choices, default=InspectionResult.PASSED)
    note = models.CharField("備考", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "検収"
        ordering = ["inspected_on", "pk"]

    def __str__(self) -> str:
        return f"{self.inspected_on} {self.get_result_display()}"


class Payment(Record):
    """支払: yen paid to the counterparty, or come back from it; the amount is positive, the kind tells the direction."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="payments", verbose_name="契約")
    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="payments", verbose_name="節")
    kind = models.CharField("種類", max_length=20, choices=PaymentKind.choices, default=PaymentKind.FINAL)
    paid_on = models.DateField("支払日")
    amount = models.BigIntegerField("金額")
    number = models.CharField("伝票番号", max_length=60, blank=True)
    note = models.CharField("備考", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "支払"
        ordering = ["paid_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="money_payment_amount",
                violation_error_message=_("金額は1円以上にしてください。戻った金額は、種類を「戻入」にします"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.paid_on} {self.get_kind_display()} {self.amount:,}円"

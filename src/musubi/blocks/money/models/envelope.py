"""A program's budget of a year: its lines, what moved them, and where the money comes from. All amounts are whole yen."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.models import Record
from musubi.blocks.money.enums import BudgetChangeKind, FundingKind, LineSource
from musubi.blocks.vision.models import PlanItem

GENERAL_ACCOUNT = "一般会計"
YEARS = Q(fiscal_year__gte=1989, fiscal_year__lte=2200)


class Envelope(Record):
    """予算: the budget of an item of the plan in a fiscal year under one budget code (款・項・目・事業)."""

    item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, related_name="envelopes", verbose_name="項目")
    fiscal_year = models.PositiveSmallIntegerField("年度")
    account = models.CharField("会計", max_length=60, default=GENERAL_ACCOUNT)
    budget_code = models.CharField("予算科目コード", max_length=60, blank=True)
    name = models.CharField("予算事業名", max_length=200)
    forecast = models.BigIntegerField("執行見込額", null=True, blank=True)
    forecast_on = models.DateField("執行見込の時点", null=True, blank=True)
    closed_on = models.DateField("出納閉鎖日", null=True, blank=True)
    note = models.TextField("備考", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "予算"
        ordering = ["fiscal_year", "account", "budget_code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "fiscal_year", "account", "budget_code", "name"],
                name="money_envelope_once",
                violation_error_message=_("同じ科目・名称の予算が、この年度にもうあります。その予算を開いて直してください"),
            ),
            models.CheckConstraint(
                condition=YEARS, name="money_envelope_year", violation_error_message=_("年度は1989年度から2200年度までです。年度を確かめてください")
            ),
            models.CheckConstraint(
                condition=Q(forecast__isnull=True) | Q(forecast__gte=0),
                name="money_forecast_not_negative",
                violation_error_message=_("執行見込額は0円以上にしてください"),
            ),
        ]
        indexes = [models.Index(fields=["fiscal_year", "account", "budget_code"], name="money_envelope_code")]

    def __str__(self) -> str:
        return f"{self.fiscal_year} {self.budget_code} {self.name}".replace("  ", " ")


class BudgetLine(Record):
    """節: a line of an envelope. Committed and spent come from the ledger, or else from totals typed or imported here."""

    envelope = models.ForeignKey(Envelope, on_delete=models.CASCADE, related_name="lines", verbose_name="予算")
    code = models.CharField("節コード", max_length=20)
    name = models.CharField("節の名称", max_length=100)
    source = models.CharField("執行額の出所", max_length=20, choices=LineSource.choices, default=LineSource.LEDGER)
    committed_total = models.BigIntegerField("負担行為済額", null=True, blank=True)
    spent_total = models.BigIntegerField("支出済額", null=True, blank=True)
    totals_on = models.DateField("執行額の時点", null=True, blank=True)
    imported_by = models.ForeignKey(
        "money.BudgetImport", on_delete=models.PROTECT, null=True, blank=True, related_name="lines", verbose_name="取り込んだファイル"
    )

    class Meta:
        verbose_name = verbose_name_plural = "節"
        ordering = ["envelope", "code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["envelope", "code"],
                name="money_line_once",
                violation_error_message=_("同じ節コードが、この予算にもうあります。その節を開いて直してください"),
            ),
            models.CheckConstraint(
                condition=Q(source=LineSource.LEDGER, committed_total__isnull=True, spent_total__isnull=True)
                | Q(~Q(source=LineSource.LEDGER), committed_total__isnull=False, spent_total__isnull=False),
                name="money_line_one_source",
                violation_error_message=_("執行額を台帳から数える節には、合計を入れません。手入力・取込の節には、両方の合計を入れてください"),
            ),
            models.CheckConstraint(
                condition=Q(committed_total__isnull=True) | Q(committed_total__gte=F("spent_total")),
                name="money_line_spent_within_committed",
                violation_error_message=_("支出済額が負担行為済額を超えています。両方を確かめてください"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class BudgetChange(Record):
    """予算の増減: 当初, 補正, 流用, 繰越 of a line; 予算現額 is their sum and is stored nowhere else."""

    line = models.ForeignKey(BudgetLine, on_delete=models.CASCADE, related_name="changes", verbose_name="節")
    kind = models.CharField("種類", max_length=20, choices=BudgetChangeKind.choices)
    round = models.PositiveSmallIntegerField("補正の回", null=True, blank=True)
    amount = models.BigIntegerField("金額")
    decided_on = models.DateField("決定日", null=True, blank=True)
    document_number = models.CharField("文書番号", max_length=80, blank=True)
    note = models.CharField("説明", max_length=300, blank=True)
    imported_by = models.ForeignKey(
        "money.BudgetImport", on_delete=models.PROTECT, null=True, blank=True, related_name="changes", verbose_name="取り込んだファイル"
    )

    class Meta:
        verbose_name = verbose_name_plural = "予算の増減"
        ordering = ["decided_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["line"],
                condition=Q(kind=BudgetChangeKind.INITIAL),
                name="money_one_initial_budget",
                violation_error_message=_("この節の当初予算は、もうあります。それを直すか、補正として加えてください"),
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=sorted(BudgetChangeKind.never_negative())) | Q(amount__gte=0),
                name="money_change_not_negative",
                violation_error_message=_("当初・繰越の金額は0円以上にしてください。減らすときは補正か流用にしてください"),
            ),
            models.CheckConstraint(
                condition=Q(round__isnull=True) | Q(kind=BudgetChangeKind.SUPPLEMENTARY),
                name="money_round_of_supplementary",
                violation_error_message=_("補正の回は、種類が「補正」のときだけ入れてください"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount:,}円"


class FundingSource(Record):
    """財源内訳: what pays for an envelope, or for one of its 節; the sum should be its 予算現額."""

    envelope = models.ForeignKey(Envelope, on_delete=models.CASCADE, related_name="funding", verbose_name="予算")
    line = models.ForeignKey(BudgetLine, on_delete=models.CASCADE, null=True, blank=True, related_name="funding", verbose_name="節")
    kind = models.CharField("区分", max_length=20, choices=FundingKind.choices)
    name = models.CharField("名称", max_length=200, blank=True)
    amount = models.BigIntegerField("金額")

    class Meta:
        verbose_name = verbose_name_plural = "財源内訳"
        ordering = ["envelope", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["envelope", "kind", "name"],
                condition=Q(line__isnull=True),
                name="money_funding_once",
                violation_error_message=_("同じ区分・名称の財源が、もうあります。それを直してください"),
            ),
            models.UniqueConstraint(
                fields=["line", "kind", "name"],
                condition=Q(line__isnull=False),
                name="money_funding_once_a_line",
                violation_error_message=_("同じ区分・名称の財源が、もうあります。それを直してください"),
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0), name="money_funding_not_negative", violation_error_message=_("財源の金額は0円以上にしてください")
            ),
        ]

    def clean(self) -> None:
        """The 節 is one of the same budget."""
        if self.line is not None and self.line.envelope_id != self.envelope_id:
            raise ValidationError({"line": _("この予算の節を選んでください")})

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount:,}円"

"""After the decision: inspection, claims, what is owed to the city, assets, repayments, rules that the head lifted."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from musubi.blocks.applications.enums import ClaimKind, ObligationKind
from musubi.blocks.applications.models.agent import Agent
from musubi.blocks.applications.models.application import Application
from musubi.blocks.applications.models.call import Call
from musubi.blocks.applications.models.decision import DecisionItem
from musubi.blocks.kernel.dates import fiscal_year_of, format_fiscal_year
from musubi.blocks.kernel.models import Record
from musubi.blocks.money.models import Payment


class SiteInspection(Record):
    """現地検査: who looked where, at what, with what result; the 検査調書 is printed from it."""

    personal_fields: ClassVar[tuple[str, ...]] = ("witness",)

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="inspections", verbose_name="申請")
    inspected_on = models.DateField("検査日")
    inspector = models.CharField("検査員", max_length=120)
    witness = models.CharField("立会人", max_length=120, blank=True)
    place = models.CharField("場所", max_length=200, blank=True)
    findings = models.JSONField("検査した事項", default=list)
    passed = models.BooleanField("適合", null=True)
    note = models.TextField("所見", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "現地検査"
        ordering = ["application", "inspected_on", "pk"]

    def __str__(self) -> str:
        return f"{self.inspected_on} {self.application}"


class Claim(Record):
    """請求: what the grantee asks to be paid, at the end or in advance; the bank account stays in the accounting system."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="claims", verbose_name="申請")
    kind = models.CharField("種類", max_length=20, choices=ClaimKind.choices, default=ClaimKind.FINAL)
    amount = models.BigIntegerField("請求額")
    claimed_on = models.DateField("請求日")
    reason = models.CharField("概算払の理由", max_length=300, blank=True)
    payee = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, blank=True, related_name="claims", verbose_name="受領者(受領の委任)")
    payment = models.OneToOneField(Payment, on_delete=models.PROTECT, null=True, blank=True, related_name="claim", verbose_name="支払")
    exported_at = models.DateTimeField("支出の一覧に出した日時", null=True, blank=True)
    withdrawn_at = models.DateTimeField("取り下げた日時", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "請求"
        ordering = ["claimed_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="applications_claim_amount", violation_error_message=_("請求額は1円以上にしてください")
            ),
            models.CheckConstraint(
                condition=~Q(kind=ClaimKind.ADVANCE) | ~Q(reason=""),
                name="applications_claim_reason",
                violation_error_message=_("概算払が必要な理由を書いてください"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount:,}円"

    @property
    def creditor_number(self) -> str:
        """The number of whoever is paid, in the accounting system; "" where nobody told it yet."""
        if self.payee is not None:
            return self.payee.creditor_number
        party = self.application.party
        return self.application.creditor_number or (party.creditor_number if party is not None else "")

    @property
    def paid_to(self) -> str:
        """Who is paid."""
        return str(self.payee or self.application.party)


class Obligation(Record):
    """届出・報告の義務: what the grantee owes after the decision and until when; tasks and reminders follow from it."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="obligations", verbose_name="申請")
    kind = models.CharField("種類", max_length=20, choices=ObligationKind.choices)
    key = models.CharField("条件の行", max_length=40)
    label = models.CharField("名称", max_length=200)
    due_on = models.DateField("期限")
    done_on = models.DateField("提出日", null=True, blank=True)
    content = models.JSONField("報告の内容", default=dict)
    reminded_on = models.JSONField("督促した日", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "届出・報告の義務"
        ordering = ["due_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["application", "key", "due_on"], name="applications_obligation_once")]

    def __str__(self) -> str:
        return f"{self.label} {self.due_on}"

    @property
    def shown(self) -> str:
        """Its name; of those that come back every year, with the fiscal year."""
        return f"{self.label} {format_fiscal_year(fiscal_year_of(self.due_on))}" if self.kind == ObligationKind.YEARLY else self.label


class Asset(Record):
    """財産: what was bought with the grant and may not be disposed of before a day (適正化法 第22条の例による)."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="assets", verbose_name="申請")
    name = models.CharField("名称", max_length=200)
    cost = models.BigIntegerField("取得価額")
    subsidy = models.BigIntegerField("うち補助金の額", null=True, blank=True)
    acquired_on = models.DateField("取得日")
    restricted_from = models.DateField("処分制限の起算日", null=True, blank=True)
    restricted_years = models.PositiveSmallIntegerField("処分制限期間(年)", null=True, blank=True)
    restricted_until = models.DateField("処分制限の末日")
    disposed_on = models.DateField("処分日", null=True, blank=True)
    disposal = models.CharField("処分の内容", max_length=300, blank=True)
    approved_number = models.CharField("承認の文書番号", max_length=80, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "財産"
        ordering = ["application", "acquired_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(cost__gte=0), name="applications_asset_cost"),
            models.CheckConstraint(
                condition=Q(subsidy__isnull=True) | Q(subsidy__gte=0, subsidy__lte=F("cost")),
                name="applications_asset_subsidy",
                violation_error_message=_("補助金の額は、取得価額までです"),
            ),
            models.CheckConstraint(condition=Q(restricted_until__gte=F("acquired_on")), name="applications_asset_days"),
            models.CheckConstraint(
                condition=Q(restricted_years__isnull=True) | Q(restricted_years__gte=1, restricted_years__lte=100, restricted_from__isnull=False),
                name="applications_asset_years",
                violation_error_message=_("処分制限期間は1年から100年までです"),
            ),
            models.CheckConstraint(
                condition=Q(disposed_on__isnull=True) | Q(disposed_on__gt=F("restricted_until")) | ~Q(approved_number=""),
                name="applications_asset_approved",
                violation_error_message=_("処分制限の期間内の処分には、承認の文書番号が要ります"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Repayment(Record):
    """返還: what must come back, with 加算金 and 延滞金, and what came."""

    item = models.OneToOneField(DecisionItem, on_delete=models.PROTECT, related_name="repayment", verbose_name="決定事項")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="repayments", verbose_name="申請")
    principal = models.BigIntegerField("返還額")
    surcharge = models.BigIntegerField("加算金", default=0)
    late_charge = models.BigIntegerField("延滞金", default=0)
    due_on = models.DateField("納期限")
    paid_on = models.DateField("納付日", null=True, blank=True)
    explanation = models.JSONField("計算", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "返還"
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(principal__gt=0, surcharge__gte=0, late_charge__gte=0), name="applications_repayment_amounts")
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.principal:,}円"


class LiftedRule(Record):
    """例外: a rule of a call lifted by the head for one application, with the reason; sums and consent are never lifted."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="lifted_rules", verbose_name="募集")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, null=True, blank=True, related_name="lifted_rules", verbose_name="申請")
    rule = models.CharField("決まり", max_length=60)
    reason = models.CharField("理由", max_length=300)
    lifted_by = models.CharField("認めた人", max_length=200)
    lifted_at = models.DateTimeField("認めた日時")

    class Meta:
        verbose_name = verbose_name_plural = "例外"
        ordering = ["-lifted_at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="applications_lifted_reason")]

    def __str__(self) -> str:
        return f"{self.rule}"

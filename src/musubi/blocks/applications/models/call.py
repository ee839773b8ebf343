"""Guidelines, calls and the terms that freeze when a call opens."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from musubi.blocks.accounts.models import Organization
from musubi.blocks.applications.enums import AwardPublicity, CallKind, FundingTier, Intake, Procedure, SealMode
from musubi.blocks.kernel.models import Record
from musubi.blocks.money.models import BudgetLine
from musubi.blocks.papers.models import Document
from musubi.blocks.vision.models import PlanItem


class Guideline(Record):
    """要綱: an edition of the rules on which calls rest, with its first and last day; a later edition names the one before."""

    item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, related_name="guidelines", verbose_name="項目")
    name = models.CharField("要綱の名称", max_length=200)
    edition = models.CharField("改正", max_length=80, blank=True)
    notice_number = models.CharField("告示・訓令の番号", max_length=80, blank=True)
    effective_on = models.DateField("施行日")
    expires_on = models.DateField("失効日", null=True, blank=True)
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="next_editions", verbose_name="前の版")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="本文")
    reviewed_on = models.DateField("見直しの期限", null=True, blank=True)
    note = models.TextField("備考", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "要綱"
        ordering = ["item", "name", "-effective_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "effective_on"],
                name="applications_guideline_once",
                violation_error_message=_("同じ名称・施行日の要綱が、もうあります。その要綱を開いて直してください"),
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=F("effective_on")),
                name="applications_guideline_days",
                violation_error_message=_("失効日が施行日より前です。日付を確かめてください"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.edition}".strip()


class Call(Record):
    """募集: one round of a year; its terms are data and freeze when it opens."""

    item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, related_name="calls", verbose_name="項目")
    guideline = models.ForeignKey(Guideline, on_delete=models.PROTECT, related_name="calls", verbose_name="要綱")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="calls", verbose_name="担当課")
    fiscal_year = models.PositiveSmallIntegerField("年度")
    round = models.PositiveSmallIntegerField("第n次", default=1)
    kind = models.CharField("種類", max_length=20, choices=CallKind.choices)
    intake = models.CharField("受付の方法", max_length=20, choices=Intake.choices)
    procedure = models.CharField("手続の組み方", max_length=20, choices=Procedure.choices, default=Procedure.MERGED)
    name = models.CharField("名称", max_length=200)
    name_en = models.CharField("名称(英語)", max_length=200, blank=True)
    summary = models.TextField("概要", blank=True)
    summary_en = models.TextField("概要(英語)", blank=True)
    opens_at = models.DateTimeField("受付開始", null=True, blank=True)
    closes_at = models.DateTimeField("受付終了", null=True, blank=True)
    grace_minutes = models.PositiveSmallIntegerField("締切後に送れる時間(分)", default=30)
    decision_expected_on = models.DateField("決定の見込み", null=True, blank=True)
    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, null=True, blank=True, related_name="calls", verbose_name="予算の節")
    budget = models.BigIntegerField("募集の予算額", null=True, blank=True)
    requires_consultation = models.BooleanField("事前相談が必要", default=False)
    follows_kind = models.CharField("前提となる認定・指定", max_length=20, choices=CallKind.choices, blank=True)
    yearly_key = models.CharField("年度ごとの申請の種類", max_length=40, blank=True)
    drafts_on = models.DateField("交付申請の下書きを始める日", null=True, blank=True)
    certificate_days = models.PositiveIntegerField("認定・指定の期間(日)", null=True, blank=True)
    seal = models.CharField("公印", max_length=20, choices=SealMode.choices, default=SealMode.OMITTED)
    appeal_notice = models.TextField("教示文", blank=True)
    publicity = models.CharField("交付先の公表", max_length=20, choices=AwardPublicity.choices, default=AwardPublicity.TOTALS)
    terms = models.JSONField("条件", default=dict)
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="next_calls", verbose_name="写した元")
    opened_at = models.DateTimeField("公開した日時", null=True, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="公開した人"
    )
    stopped_at = models.DateTimeField("受付を止めた日時", null=True, blank=True)
    stop_reason = models.CharField("受付を止めた理由", max_length=300, blank=True)
    finished_on = models.DateField("終えた日", null=True, blank=True)
    is_fictional = models.BooleanField("架空のデータ", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "募集"
        ordering = ["-fiscal_year", "item", "name", "round", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "fiscal_year", "name", "round"],
                name="applications_call_once",
                violation_error_message=_("同じ名称・回の募集が、この年度にもうあります。その募集を開いて直してください"),
            ),
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True) | Q(closes_at__isnull=True) | Q(closes_at__gt=F("opens_at")),
                name="applications_call_window",
                violation_error_message=_("受付終了が受付開始より前です。日時を確かめてください"),
            ),
            models.CheckConstraint(
                condition=(Q(opened_at__isnull=True) & Q(opened_by__isnull=True)) | Q(opened_at__isnull=False, opens_at__isnull=False),
                name="applications_call_opened",
            ),
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True) | ~Q(stop_reason=""),
                name="applications_call_stop_reason",
                violation_error_message=_("受付を止める理由を書いてください"),
            ),
            models.CheckConstraint(
                condition=Q(budget__isnull=True) | Q(budget__gte=0),
                name="applications_call_budget",
                violation_error_message=_("募集の予算額は0円以上にしてください"),
            ),
            models.CheckConstraint(
                condition=Q(fiscal_year__gte=1989, fiscal_year__lte=2200),
                name="applications_call_year",
                violation_error_message=_("年度は1989年度から2200年度までです。年度を確かめてください"),
            ),
        ]

    def __str__(self) -> str:
        return self.name if self.round == 1 else f"{self.name}(第{self.round}次)"


class CallTerms(Record):
    """募集条件の版: the terms as they were when the call opened, or corrected later with a reason; never changed.

    An application keeps the version under which it was begun.
    """

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="versions", verbose_name="募集")
    number = models.PositiveSmallIntegerField("版番号")
    content = models.JSONField("条件")
    sha256 = models.CharField("SHA-256", max_length=64)
    frozen_at = models.DateTimeField("固定した日時")
    reason = models.CharField("理由", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "募集条件の版"
        ordering = ["call", "number"]
        constraints = [models.UniqueConstraint(fields=["call", "number"], name="applications_terms_number")]

    def __str__(self) -> str:
        return f"{self.call} 第{self.number}版"


class PreConsultation(Record):
    """事前相談: what an applicant talked over before applying; a call may require it."""

    personal_fields = ("memo", "visitor")

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="consultations", verbose_name="募集")
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, null=True, blank=True, related_name="consultations", verbose_name="相談者")
    visitor = models.CharField("相談に来た人", max_length=120)
    consulted_on = models.DateField("相談日")
    staff = models.CharField("対応した人", max_length=120)
    memo = models.TextField("相談の内容", blank=True)
    result = models.CharField("結果", max_length=300, blank=True)
    may_apply = models.BooleanField("申請できる見込み", default=True)
    reason = models.CharField("例外の理由", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "事前相談"
        ordering = ["-consulted_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.consulted_on} {self.call}"


class UpstreamGrant(Record):
    """上位の補助: the city's own application to the state or the prefecture that pays for its grants, up to its confirmation."""

    item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, related_name="upstream_grants", verbose_name="項目")
    fiscal_year = models.PositiveSmallIntegerField("年度")
    tier = models.CharField("出どころ", max_length=20, choices=FundingTier.choices)
    name = models.CharField("補助金の名称", max_length=200)
    apply_due_on = models.DateField("交付申請の期限", null=True, blank=True)
    applied_on = models.DateField("交付申請日", null=True, blank=True)
    applied = models.BigIntegerField("申請額", null=True, blank=True)
    decided_on = models.DateField("交付決定日", null=True, blank=True)
    decided = models.BigIntegerField("交付決定額", null=True, blank=True)
    advance_due_on = models.DateField("概算払請求の期限", null=True, blank=True)
    advanced_on = models.DateField("概算払請求日", null=True, blank=True)
    advanced = models.BigIntegerField("概算払受入額", null=True, blank=True)
    report_due_on = models.DateField("実績報告の期限", null=True, blank=True)
    reported_on = models.DateField("実績報告日", null=True, blank=True)
    confirmed_on = models.DateField("額の確定日", null=True, blank=True)
    confirmed = models.BigIntegerField("確定額", null=True, blank=True)
    returned = models.BigIntegerField("返還額", default=0)
    document_number = models.CharField("文書番号", max_length=80, blank=True)
    note = models.TextField("備考", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "上位の補助"
        ordering = ["-fiscal_year", "item", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "fiscal_year", "tier", "name"],
                name="applications_upstream_once",
                violation_error_message=_("同じ名称の上位の補助が、この年度にもうあります。それを直してください"),
            ),
            models.CheckConstraint(
                condition=Q(decided__isnull=True) | Q(applied__isnull=True) | Q(decided__lte=F("applied")),
                name="applications_upstream_decided",
                violation_error_message=_("交付決定額が申請額を超えています。両方を確かめてください"),
            ),
            models.CheckConstraint(
                condition=Q(confirmed__isnull=True) | Q(decided__isnull=False, confirmed__lte=F("decided")),
                name="applications_upstream_confirmed",
                violation_error_message=_("確定額が交付決定額を超えています。両方を確かめてください"),
            ),
            models.CheckConstraint(
                condition=Q(advanced__isnull=True) | Q(decided__isnull=False, advanced__lte=F("decided")),
                name="applications_upstream_advanced",
                violation_error_message=_("概算払受入額が交付決定額を超えています。両方を確かめてください"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fiscal_year} {self.name}"

"""Applications with their cost lines, other aid and the way they went."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from musubi.blocks.applications.enums import ApplicationStatus, IntakeChannel, Stage
from musubi.blocks.applications.models.call import Call, CallTerms, UpstreamGrant
from musubi.blocks.kernel.models import Record
from musubi.blocks.money.models import Contract

YEN_LIMIT = 10**13  # ¥10 trillion is a slip of the keyboard


class Application(Record):
    """申請: one filing of a party to a call, from the draft to its end. Sums are whole yen and kept by the database."""

    personal_fields: ClassVar[tuple[str, ...]] = ("answers", "report_answers", "title")
    personal_reasons: ClassVar[bool] = True

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="applications", verbose_name="募集")
    terms = models.ForeignKey(CallTerms, on_delete=models.PROTECT, related_name="applications", verbose_name="募集条件の版")
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, null=True, blank=True, related_name="applications", verbose_name="申請者")
    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="applications", verbose_name="入力した人"
    )
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="handled_applications", verbose_name="担当者"
    )
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by", verbose_name="前提の認定・指定")
    begun_by_itself = models.BooleanField("自動で始めた", default=False)
    channel = models.CharField("受付の経路", max_length=20, choices=IntakeChannel.choices, default=IntakeChannel.ONLINE)
    number = models.CharField("受付番号", max_length=40, blank=True)
    status = models.CharField("状態", max_length=20, choices=ApplicationStatus.choices, default=ApplicationStatus.DRAFT)
    lane = models.CharField("区分", max_length=40, blank=True)
    title = models.CharField("事業名", max_length=200, blank=True)
    answers = models.JSONField("記入内容", default=dict)
    report_answers = models.JSONField("実績の記入内容", default=dict)
    started_at = models.DateTimeField("書き始めた日時")
    saved_at = models.DateTimeField("最後に保存した日時")
    submitted_at = models.DateTimeField("提出日時", null=True, blank=True)
    received_on = models.DateField("受付日", null=True, blank=True)
    late_reason = models.CharField("締切後に受け付けた理由", max_length=300, blank=True)
    points = models.IntegerField("点数", null=True, blank=True)
    requested = models.BigIntegerField("申請額", null=True, blank=True)
    explanation = models.JSONField("申請額の計算", default=list)
    rank = models.PositiveIntegerField("順位", null=True, blank=True)
    decided = models.BigIntegerField("交付決定額", null=True, blank=True)
    confirmed = models.BigIntegerField("確定額", null=True, blank=True)
    paid = models.BigIntegerField("支払額", default=0)
    returned = models.BigIntegerField("返還額", default=0)
    decided_on = models.DateField("決定日", null=True, blank=True)
    completed_on = models.DateField("事業の完了日", null=True, blank=True)
    reported_on = models.DateField("実績報告日", null=True, blank=True)
    report_paper_on = models.DateField("紙の実績報告の受付日", null=True, blank=True)
    creditor_number = models.CharField("債権者番号", max_length=40, blank=True)
    consents_publication = models.BooleanField("公表への同意", default=False)
    contract = models.OneToOneField(Contract, on_delete=models.PROTECT, null=True, blank=True, related_name="award", verbose_name="支出負担行為")
    revoked = models.BigIntegerField("一部取消しの額", default=0)
    upstream = models.ForeignKey(UpstreamGrant, on_delete=models.PROTECT, null=True, blank=True, related_name="awards", verbose_name="上位の補助")
    upstream_share = models.BigIntegerField("うち上位の補助", default=0)
    erased_on = models.DateField("個人情報を消去した日", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "申請"
        ordering = ["-submitted_at", "-pk"]
        indexes = [
            models.Index(fields=["call", "status"], name="applications_call_status"),
            models.Index(fields=["status", "-submitted_at"], name="applications_status"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="applications_number"),
            models.UniqueConstraint(fields=["follows", "call"], condition=Q(begun_by_itself=True), name="applications_begun_by_itself_once"),
            models.CheckConstraint(condition=Q(begun_by_itself=False) | Q(follows__isnull=False), name="applications_begun_by_itself_follows"),
            models.CheckConstraint(
                condition=Q(status="draft", submitted_at__isnull=True) | (~Q(status="draft") & Q(submitted_at__isnull=False) & ~Q(number="")),
                name="applications_submitted_whole",
            ),
            models.CheckConstraint(condition=Q(status="draft") | Q(party__isnull=False), name="applications_submitted_party"),
            models.CheckConstraint(
                condition=Q(requested__isnull=True) | Q(requested__gte=0, requested__lt=YEN_LIMIT),
                name="applications_requested",
                violation_error_message=_("申請額が大きすぎます。単位(円)を確かめてください"),
            ),
            models.CheckConstraint(condition=Q(decided__isnull=True) | Q(decided__gte=0), name="applications_decided"),
            models.CheckConstraint(
                condition=Q(confirmed__isnull=True) | Q(decided__isnull=False, confirmed__gte=0, confirmed__lte=F("decided") - F("revoked")),
                name="applications_confirmed_within_decided",
                violation_error_message=_("確定額は、交付決定額から取り消した額を引いた額までです"),
            ),
            models.CheckConstraint(
                condition=Q(revoked=0) | Q(decided__isnull=False, revoked__gt=0, revoked__lt=F("decided")),
                name="applications_revoked_within_decided",
                violation_error_message=_("一部取消しの額は、交付決定額より少ない額です"),
            ),
            models.CheckConstraint(
                condition=Q(paid=0) | Q(paid__gte=0, decided__isnull=False, paid__lte=F("decided")),
                name="applications_paid_within_decided",
                violation_error_message=_("支払額は交付決定額までです"),
            ),
            models.CheckConstraint(
                condition=Q(returned__gte=0, returned__lte=F("paid")),
                name="applications_returned_within_paid",
                violation_error_message=_("返還額は支払額までです"),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["paid", "closed"]) | Q(confirmed__isnull=True) | Q(paid__lte=F("confirmed") + F("returned")),
                name="applications_paid_within_confirmed",
                violation_error_message=_("確定額を超えて支払った分の戻入・返還が済んでいません"),
            ),
            models.CheckConstraint(
                condition=Q(upstream_share=0) | Q(upstream__isnull=False, upstream_share__gt=0),
                name="applications_upstream_share",
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"下書き {self.uid[:8]}"

    @property
    def decided_now(self) -> int | None:
        """交付決定額 less what was taken back of it."""
        return None if self.decided is None else self.decided - self.revoked

    @property
    def stands(self) -> int | None:
        """What the award binds now: the confirmed sum, where there is one, else the decided one, each less what was taken back."""
        return self.decided_now if self.confirmed is None else self.confirmed

    @property
    def shown(self) -> str:
        """The number, or a draft's short key, in the reader's language; the trail keeps Japanese words."""
        return self.number or str(_("下書き %(key)s") % {"key": self.uid[:8]})


class CostLine(Record):
    """経費: a line of the plan or of the report; a report's line names the evidence, the payee and what the city accepted."""

    personal_fields: ClassVar[tuple[str, ...]] = ("payee",)
    personal_reasons: ClassVar[bool] = True

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="costs", verbose_name="申請")
    stage = models.CharField("段階", max_length=20, choices=Stage.choices, default=Stage.APPLICATION)
    order = models.PositiveIntegerField("並び順", default=0)
    category = models.CharField("経費の区分", max_length=40)
    label = models.CharField("内容", max_length=200)
    quantity = models.DecimalField("数量", max_digits=12, decimal_places=3, default=1)
    unit = models.CharField("単位", max_length=20, blank=True)
    months = models.PositiveSmallIntegerField("月数", default=1)
    unit_price = models.BigIntegerField("単価", default=0)
    amount = models.BigIntegerField("金額(税込)")
    tax = models.BigIntegerField("うち消費税", default=0)
    payee = models.CharField("支払先", max_length=200, blank=True)
    payee_in_city = models.BooleanField("市内の支払先", default=False)
    invoice_number = models.CharField("請求書番号", max_length=80, blank=True)
    ordered_on = models.DateField("発注・契約日", null=True, blank=True)
    receipt_on = models.DateField("領収日", null=True, blank=True)
    accepted = models.BigIntegerField("認めた額", null=True, blank=True)
    accepted_reason = models.CharField("認めた額の理由", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "経費"
        ordering = ["stage", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=0, amount__lt=YEN_LIMIT),
                name="applications_cost_amount",
                violation_error_message=_("金額は0円以上、10兆円未満にしてください。単位(円)を確かめてください"),
            ),
            models.CheckConstraint(
                condition=Q(tax__gte=0, tax__lte=F("amount")),
                name="applications_cost_tax",
                violation_error_message=_("消費税が金額を超えています"),
            ),
            models.CheckConstraint(
                condition=Q(accepted__isnull=True)
                | Q(accepted=F("amount"))
                | (Q(accepted__gte=0, accepted__lt=F("amount")) & ~Q(accepted_reason="")),
                name="applications_cost_accepted",
                violation_error_message=_("金額と違う額を認めるときは、理由を書いてください。金額を超えては認められません"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.amount:,}円"


class OtherAid(Record):
    """ほかの補助: aid from elsewhere for the same costs, as the applicant declared it."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="other_aid", verbose_name="申請")
    granter = models.CharField("交付元", max_length=200)
    name = models.CharField("補助金の名称", max_length=200)
    amount = models.BigIntegerField("金額", default=0)
    same_costs = models.BooleanField("同じ経費が対象", default=False)
    note = models.CharField("備考", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "ほかの補助"
        ordering = ["application", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=0, amount__lt=YEN_LIMIT),
                name="applications_aid_amount",
                violation_error_message=_("金額は0円以上、10兆円未満にしてください"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.granter} {self.name}"


class StatusChange(Record):
    """経過: a move of an application, for the plain timeline; its event in the trail tells the rest."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="status_changes", verbose_name="申請")
    move = models.CharField("動き", max_length=40)
    before = models.CharField("前の状態", max_length=20, choices=ApplicationStatus.choices)
    after = models.CharField("後の状態", max_length=20, choices=ApplicationStatus.choices)
    at = models.DateTimeField("日時")
    by_label = models.CharField("行った人", max_length=200)
    note = models.TextField("申請者に見える説明", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "経過"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.get_after_display()}"

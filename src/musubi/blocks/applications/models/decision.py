"""What the city checks and decides: checks, 決裁欄, its items, the letters that follow, changes asked for."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from musubi.blocks.applications.enums import ChangeKind, ChangeStatus, CheckOutcome, DecisionKind, Outcome, SealMode
from musubi.blocks.applications.models.application import Application
from musubi.blocks.applications.models.call import Call
from musubi.blocks.kernel.models import Record
from musubi.blocks.money.models import DebtObligation
from musubi.blocks.papers.models import Document


class CheckResult(Record):
    """要件の確認: what a clerk found at one check of the call's terms."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="checks", verbose_name="申請")
    check_key = models.CharField("要件", max_length=40)
    outcome = models.CharField("結果", max_length=20, choices=CheckOutcome.choices, default=CheckOutcome.OPEN)
    note = models.CharField("確認したこと", max_length=300, blank=True)
    checked_at = models.DateTimeField("確認日時")
    checked_by = models.CharField("確認した人", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "要件の確認"
        ordering = ["application", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "check_key"], name="applications_check_once"),
            models.CheckConstraint(
                condition=~Q(outcome=CheckOutcome.NOT_MET) | ~Q(note=""),
                name="applications_check_reason",
                violation_error_message=_("満たさないと判断した理由を書いてください"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.check_key} {self.get_outcome_display()}"


class DecisionRecord(Record):
    """決裁欄: one 起案 for one or many applications. Until 決裁日 and 文書番号 are there, nothing is issued, published or paid."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="decisions", verbose_name="募集")
    kind = models.CharField("決定の種類", max_length=20, choices=DecisionKind.choices)
    title = models.CharField("件名", max_length=200)
    drafted_on = models.DateField("起案日")
    decided_on = models.DateField("決裁日", null=True, blank=True)
    decided_by = models.CharField("決裁区分", max_length=80, blank=True)
    consulted = models.CharField("合議先", max_length=200, blank=True)
    document_number = models.CharField("文書番号", max_length=80, blank=True)
    effective_on = models.DateField("施行日", null=True, blank=True)
    seal = models.CharField("公印", max_length=20, choices=SealMode.choices, blank=True)
    approval_file = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="起案パック")
    note = models.TextField("備考", blank=True)
    exception_reason = models.CharField("例外の理由", max_length=300, blank=True)
    cancelled_at = models.DateTimeField("取りやめた日時", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "決裁欄"
        ordering = ["-drafted_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True) | (~Q(document_number="") & ~Q(decided_by="")),
                name="applications_decision_whole",
                violation_error_message=_("決裁日を入れるときは、決裁区分と文書番号も入れてください"),
            ),
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True) | Q(decided_on__gte=F("drafted_on")),
                name="applications_decision_days",
                violation_error_message=_("決裁日が起案日より前です。日付を確かめてください"),
            ),
            models.CheckConstraint(
                condition=Q(effective_on__isnull=True) | Q(decided_on__isnull=False),
                name="applications_decision_effective",
                violation_error_message=_("施行日は、決裁が済んでから入れてください"),
            ),
            models.CheckConstraint(condition=Q(cancelled_at__isnull=True) | Q(decided_on__isnull=True), name="applications_decision_cancelled"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def letters_seal(self) -> SealMode:
        """公印 of the letters: as the 起案 says, else as the call does."""
        return SealMode(self.seal or self.call.seal)


class DecisionItemQuerySet(models.QuerySet["DecisionItem"]):
    """What is decided, sorted as it is read."""

    def by_outcome(self) -> DecisionItemQuerySet:
        """採択, 補欠, 不採択 one after the other, each in the order of its ranks."""
        place = models.Case(*(models.When(outcome=each, then=number) for number, each in enumerate(Outcome)), default=len(Outcome))
        return self.order_by(place, "rank", "pk")


class DecisionItem(Record):
    """決定事項: what a 起案 says of one application: result, yen, conditions, the rows that explain the yen."""

    decision = models.ForeignKey(DecisionRecord, on_delete=models.CASCADE, related_name="items", verbose_name="決裁欄")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="decision_items", verbose_name="申請")
    outcome = models.CharField("結果", max_length=20, choices=Outcome.choices)
    amount = models.BigIntegerField("金額", null=True, blank=True)
    surcharge = models.BigIntegerField("加算金", default=0)
    due_on = models.DateField("納期限・有効期限", null=True, blank=True)
    rank = models.PositiveIntegerField("順位", null=True, blank=True)
    conditions = models.TextField("条件", blank=True)
    reason = models.TextField("理由", blank=True)
    explanation = models.JSONField("計算", default=list)
    applied_at = models.DateTimeField("反映した日時", null=True, blank=True)

    objects = DecisionItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "決定事項"
        ordering = ["decision", "rank", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "application"], name="applications_item_once"),
            models.CheckConstraint(condition=Q(amount__isnull=True) | Q(amount__gte=0), name="applications_item_amount"),
            models.CheckConstraint(condition=Q(surcharge__gte=0), name="applications_item_surcharge"),
            models.CheckConstraint(
                condition=~Q(outcome__in=["granted", "confirmed", "repayment", "tax_return", "partly_revoked"]) | Q(amount__isnull=False),
                name="applications_item_yen",
            ),
            models.CheckConstraint(
                condition=~Q(
                    outcome__in=["not_selected", "refused", "not_approved", "not_certified", "revoked", "partly_revoked", "disposal_refused"]
                )
                | ~Q(reason=""),
                name="applications_item_reason",
                violation_error_message=_("認めないとき・取り消すときは、理由を書いてください"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.get_outcome_display()}"


class DecisionNotice(Record):
    """通知: the letter that follows a decision, with its number, seal and the way it went out; its bytes are a 発行文書."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="notices", verbose_name="申請")
    item = models.ForeignKey(DecisionItem, on_delete=models.PROTECT, related_name="notices", verbose_name="決定事項")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+", verbose_name="文書")
    seal = models.CharField("公印", max_length=20, choices=SealMode.choices)
    with_appeal_notice = models.BooleanField("教示文あり", default=False)
    issued_on = models.DateField("発行日")
    sent_by = models.CharField("渡し方", max_length=80, blank=True)
    read_at = models.DateTimeField("申請者が開いた日時", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "通知"
        ordering = ["-issued_on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["item"], name="applications_notice_once")]

    def __str__(self) -> str:
        return self.document.title


class ChangeRequest(Record):
    """変更申請: a change, suspension or abolition that the grantee asks for; approved by a 決裁."""

    personal_fields: ClassVar[tuple[str, ...]] = ("reason", "content")
    personal_reasons: ClassVar[bool] = True

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="change_requests", verbose_name="申請")
    kind = models.CharField("種類", max_length=20, choices=ChangeKind.choices)
    status = models.CharField("状態", max_length=20, choices=ChangeStatus.choices, default=ChangeStatus.SUBMITTED)
    reason = models.TextField("理由")
    content = models.TextField("変更の内容", blank=True)
    requested = models.BigIntegerField("変更後の申請額", null=True, blank=True)
    completes_on = models.DateField("変更後の完了予定日", null=True, blank=True)
    received_on = models.DateField("受付日", null=True, blank=True)
    submitted_at = models.DateTimeField("提出日時")
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="出した人"
    )
    item = models.OneToOneField(DecisionItem, on_delete=models.PROTECT, null=True, blank=True, related_name="change_request", verbose_name="決定事項")

    class Meta:
        verbose_name = verbose_name_plural = "変更申請"
        ordering = ["application", "-submitted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["application"], condition=Q(status="submitted"), name="applications_one_open_change"),
            models.CheckConstraint(condition=Q(requested__isnull=True) | Q(requested__gte=0), name="applications_change_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.get_kind_display()}"


class Certificate(Record):
    """認定書: the numbered right that a certification, designation or permission gives, with its term."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="certificate", verbose_name="申請")
    number = models.CharField("認定番号", max_length=60, unique=True)
    valid_from = models.DateField("有効期間の初日")
    valid_until = models.DateField("有効期間の末日", null=True, blank=True)
    renews = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="renewed_by", verbose_name="更新前の認定")
    revoked_on = models.DateField("取消日", null=True, blank=True)
    ceiling = models.BigIntegerField("全期間の上限額", null=True, blank=True)
    debt_obligation = models.ForeignKey(
        DebtObligation, on_delete=models.PROTECT, null=True, blank=True, related_name="certificates", verbose_name="債務負担行為"
    )

    class Meta:
        verbose_name = verbose_name_plural = "認定書"
        ordering = ["-valid_from", "number"]
        constraints = [
            models.CheckConstraint(condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")), name="applications_certificate_days"),
            models.CheckConstraint(
                condition=Q(ceiling__isnull=True) | Q(ceiling__gte=0),
                name="applications_certificate_ceiling",
                violation_error_message=_("全期間の上限額は0円以上にしてください"),
            ),
        ]

    def __str__(self) -> str:
        return self.number

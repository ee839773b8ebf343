"""Who files for a party (手続の代理) or receives its money (受領の委任): the appointment from the asking to its end."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from musubi.blocks.applications.enums import AgentKind
from musubi.blocks.applications.models.application import Application
from musubi.blocks.applications.models.call import Call
from musubi.blocks.kernel.models import Record

LONGEST = dt.timedelta(days=366 * 3)  # a longer trust is renewed, not forgotten


class AgentQuerySet(models.QuerySet["Agent"]):
    """Appointments by day."""

    def standing(self) -> AgentQuerySet:
        """Those that nobody declined, refused or took back."""
        return self.filter(declined_at__isnull=True, refused_at__isnull=True, revoked_at__isnull=True)

    def active_on(self, day: dt.date) -> AgentQuerySet:
        """Those that hold on `day`: accepted, begun, not taken back; the last day itself is inside."""
        return self.standing().filter(accepted_at__isnull=False, starts_on__lte=day, ends_on__gte=day)


def _path(record: Agent, name: str) -> str:
    """By appointment and hash, so that one appointment's bytes can be erased without looking at any other."""
    return f"applications/agents/{record.uid}/{record.sha256}"


class Agent(Record):
    """代理人: whom a party asked to file for it, or to receive its money, and what became of it.

    For one application (`application`), for the party's applications to one call (`call`), or, with neither, for all that
    the party files in the period. The right begins when the agent accepted and ends with the last day, or at once when the
    party, the agent or the city takes it back. What the city confirmed is apart (`confirmed_at`): a decision waits for it.
    """

    personal_fields: ClassVar[tuple[str, ...]] = ("name", "office", "contact", "mail")

    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="agents", verbose_name="委任した申請者")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, null=True, blank=True, related_name="agents", verbose_name="申請")
    call = models.ForeignKey(Call, on_delete=models.PROTECT, null=True, blank=True, related_name="agents", verbose_name="募集")
    kind = models.CharField("代理の種類", max_length=20, choices=AgentKind.choices)
    name = models.CharField("代理人の氏名・名称", max_length=200)
    office = models.CharField("代理人の事務所・資格", max_length=120, blank=True)
    contact = models.CharField("連絡先", max_length=200, blank=True)
    mail = models.EmailField("代理人のメールアドレス", blank=True)
    may_withdraw = models.BooleanField("取下げ・辞退も任せる", default=False)
    creditor_number = models.CharField("債権者番号", max_length=40, blank=True)
    starts_on = models.DateField("最初の日")
    ends_on = models.DateField("最後の日")
    token_hash = models.CharField("承諾の鍵のハッシュ", max_length=64, blank=True, editable=False)
    asked_at = models.DateTimeField("頼んだ日時")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="頼んだ利用者"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="agencies", verbose_name="代理人の利用者"
    )
    accepted_at = models.DateTimeField("承諾日時", null=True, blank=True)
    declined_at = models.DateTimeField("断った日時", null=True, blank=True)
    confirmed_at = models.DateTimeField("市の確認日時", null=True, blank=True)
    confirmed_by = models.CharField("市の確認者", max_length=200, blank=True)
    basis = models.CharField("確認した書類", max_length=200, blank=True)
    refused_at = models.DateTimeField("市が認めなかった日時", null=True, blank=True)
    revoked_at = models.DateTimeField("委任を終えた日時", null=True, blank=True)
    revoked_by = models.CharField("委任を終えた人", max_length=200, blank=True)
    reason = models.CharField("認めない・終えた理由", max_length=300, blank=True)
    file_name = models.CharField("委任状のファイル名", max_length=200, blank=True)
    media_type = models.CharField("委任状の形式", max_length=120, blank=True)
    sha256 = models.CharField("委任状のSHA-256", max_length=64, blank=True)
    file = models.FileField("委任状", upload_to=_path, max_length=160, blank=True)

    closed_on = models.DateField("期間の終わりを扱った日", null=True, blank=True, editable=False)
    erased_on = models.DateField("個人情報を消去した日", null=True, blank=True, editable=False)

    objects = AgentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "代理人"
        ordering = ["party", "-asked_at", "-pk"]
        indexes = [models.Index(fields=["user", "ends_on"], name="applications_agent_user")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="applications_agent_days",
                violation_error_message=_("最後の日は、最初の日より後にしてください"),
            ),
            models.CheckConstraint(condition=Q(application__isnull=True) | Q(call__isnull=True), name="applications_agent_one_scope"),
            models.CheckConstraint(condition=~Q(kind=AgentKind.RECEIPT) | Q(application__isnull=False), name="applications_agent_receipt"),
            models.CheckConstraint(condition=Q(accepted_at__isnull=True) | Q(declined_at__isnull=True), name="applications_agent_one_answer"),
            models.CheckConstraint(condition=Q(confirmed_at__isnull=True) | ~Q(basis=""), name="applications_agent_basis"),
            models.CheckConstraint(
                condition=(Q(refused_at__isnull=True) & Q(revoked_at__isnull=True)) | ~Q(reason=""), name="applications_agent_reason"
            ),
            models.UniqueConstraint(fields=["token_hash"], condition=~Q(token_hash=""), name="applications_agent_token"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.office})" if self.office else self.name

    @property
    def scope(self) -> str:
        """`application`, `call` or `period`."""
        if self.application_id is not None:
            return "application"
        return "call" if self.call_id is not None else "period"

    def state_on(self, day: dt.date) -> str:
        """`refused`, `revoked`, `declined`, `asked`, `over`, `later` or `active`."""
        told = (("refused", self.refused_at), ("revoked", self.revoked_at), ("declined", self.declined_at))
        for name, at in told:
            if at is not None:
                return name
        if self.ends_on < day:
            return "over"
        if self.accepted_at is None:
            return "asked"
        return "later" if self.starts_on > day else "active"

"""Members: who sits on a seat for a term, and, apart from it, what only the office may know of them."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from musubi.blocks.kernel.models import Record
from musubi.blocks.meetings.enums import AppointmentKind, AppointmentStep, Gender
from musubi.blocks.meetings.models.body import Seat


class CouncilMember(Record):
    """委員: a person on a seat for a term. Name and office are public with the body; the rest is in MemberContact.

    The days tell how far the commission is: 推薦依頼 → 承諾書 → 委嘱伺 → 委嘱状.
    """

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="members", verbose_name="席")
    name = models.CharField("氏名", max_length=80)
    name_kana = models.CharField("氏名(かな)", max_length=120)
    name_en = models.CharField("氏名(英語)", max_length=120, blank=True)
    office = models.CharField("所属・役職", max_length=160)
    office_en = models.CharField("所属・役職(英語)", max_length=200, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="council_memberships", verbose_name="アカウント"
    )
    kind = models.CharField("就任の方式", max_length=20, choices=AppointmentKind.choices, default=AppointmentKind.COMMISSION)
    requested_on = models.DateField("推薦を依頼した日", null=True, blank=True)
    accepted_on = models.DateField("承諾書の日", null=True, blank=True)
    proposed_on = models.DateField("委嘱伺の起案日", null=True, blank=True)
    decided_on = models.DateField("決裁日", null=True, blank=True)
    document_number = models.CharField("文書番号", max_length=80, blank=True)
    starts_on = models.DateField("任期の始め", null=True, blank=True)
    ends_before = models.DateField("任期の終わり(この日から退任)", null=True, blank=True)
    left_reason = models.CharField("途中で退任した理由", max_length=200, blank=True)
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by", verbose_name="前任者(残任期間)")

    class Meta:
        verbose_name = verbose_name_plural = "委員"
        ordering = ["name_kana", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_before__isnull=True) | Q(starts_on__isnull=True) | Q(ends_before__gt=F("starts_on")), name="meetings_member_term"
            ),
            models.CheckConstraint(condition=Q(starts_on__isnull=True) | Q(decided_on__isnull=False), name="meetings_member_decided_first"),
            models.CheckConstraint(condition=Q(follows__isnull=True) | ~Q(follows=F("pk")), name="meetings_member_not_own_successor"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def last_day(self) -> dt.date | None:
        """任期の終わりの日: terms are told by their last day, not by the day after."""
        return None if self.ends_before is None else self.ends_before - dt.timedelta(days=1)

    def step(self, day: dt.date) -> AppointmentStep:
        """How far the commission is on a day."""
        if self.starts_on is not None and self.starts_on <= day:
            return AppointmentStep.SERVING if self.ends_before is None or day < self.ends_before else AppointmentStep.ENDED
        if self.left_reason:
            return AppointmentStep.ENDED
        if self.proposed_on is not None:
            return AppointmentStep.PROPOSED
        if self.accepted_on is not None:
            return AppointmentStep.ACCEPTED
        return AppointmentStep.PLANNED if self.requested_on is None else AppointmentStep.REQUESTED


class MemberContact(Record):
    """委員の連絡先: personal data of a member; each reading is logged."""

    personal_fields: ClassVar[frozenset[str]] = frozenset({"gender", "email", "phone", "postal_code", "address", "creditor_number"})

    member = models.OneToOneField(CouncilMember, on_delete=models.PROTECT, related_name="contact", verbose_name="委員")
    gender = models.CharField("性別", max_length=20, choices=Gender.choices, default=Gender.UNANSWERED)
    email = models.EmailField("メール", blank=True)
    phone = models.CharField("電話", max_length=30, blank=True)
    postal_code = models.CharField("郵便番号", max_length=8, blank=True)
    address = models.CharField("住所", max_length=200, blank=True)
    creditor_number = models.CharField("債権者番号", max_length=30, blank=True)
    on_paper = models.BooleanField("資料は紙で送る", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "委員の連絡先"
        ordering = ["member"]

    def __str__(self) -> str:
        return str(self.member_id)

"""Bodies that meet: on what they stand, what they are for, who is their office."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from musubi.blocks.accounts.models import Organization
from musubi.blocks.kernel.models import Record
from musubi.blocks.meetings.enums import BodyClass, BodyKind, ChosenBy, MinutesStyle, OfficerPost, SeatClass
from musubi.blocks.vision.models import PlanItem


class Body(Record):
    """会議体: a council, liaison meeting, working group or panel; what is not public has no page and no trace outside."""

    code = models.SlugField("記号", max_length=40, unique=True)
    name = models.CharField("名称", max_length=120)
    name_en = models.CharField("名称(英語)", max_length=200, blank=True)
    provisional = models.BooleanField("仮称", default=False)
    kind = models.CharField("種類", max_length=30, choices=BodyKind.choices, default=BodyKind.OTHER)
    body_class = models.CharField("設置区分", max_length=20, choices=BodyClass.choices, default=BodyClass.GUIDELINE)
    basis = models.CharField("設置根拠", max_length=200, blank=True)
    basis_url = models.URLField("設置根拠の所在", max_length=300, blank=True)
    legal_checked_on = models.DateField("法務確認日", null=True, blank=True)
    remit = models.TextField("所掌事務", blank=True)
    remit_en = models.TextField("所掌事務(英語)", blank=True)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="庶務を担当する課")
    item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, null=True, blank=True, related_name="bodies", verbose_name="計画の項目")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上位の会議体")
    is_public = models.BooleanField("公開の会議体", default=False)
    most_members = models.PositiveSmallIntegerField("定数", null=True, blank=True)
    term_months = models.PositiveSmallIntegerField("任期(月)", default=24)
    quorum_percent = models.PositiveSmallIntegerField("定足数(委員の何%)", default=50)
    public_recruitment = models.BooleanField("公募の有無", default=False)
    no_recruitment_reason = models.CharField("公募しない理由", max_length=200, blank=True)
    honorarium = models.PositiveIntegerField("謝礼(1回・円)", null=True, blank=True)
    minutes_style = models.CharField("会議録の種類", max_length=20, choices=MinutesStyle.choices, default=MinutesStyle.SUMMARY)
    publication_days = models.PositiveSmallIntegerField("会議録を公表するまでの日数", default=30)
    starts_on = models.DateField("設置日", null=True, blank=True)
    ends_before = models.DateField("廃止日", null=True, blank=True)
    note = models.TextField("備考", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "会議体"
        ordering = ["kind", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_before__isnull=True) | Q(starts_on__isnull=True) | Q(ends_before__gt=F("starts_on")), name="meetings_body_period"
            ),
            models.CheckConstraint(condition=Q(quorum_percent__lte=100), name="meetings_body_quorum"),
            models.CheckConstraint(condition=Q(parent__isnull=True) | ~Q(parent=F("pk")), name="meetings_body_not_own_parent"),
        ]

    def __str__(self) -> str:
        return f"(仮称){self.name}" if self.provisional else self.name


class Seat(Record):
    """席: a place on a body, by class and by who nominates; members come and go, the seat stays."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="seats", verbose_name="会議体")
    number = models.PositiveSmallIntegerField("席の番号")
    seat_class = models.CharField("区分", max_length=20, choices=SeatClass.choices, default=SeatClass.OTHER)
    nominated_by = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="推薦する団体")
    note = models.CharField("備考", max_length=200, blank=True)
    ends_before = models.DateField("廃止日", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "席"
        ordering = ["body", "number"]
        constraints = [models.UniqueConstraint(fields=["body", "number"], name="meetings_seat_number")]

    def __str__(self) -> str:
        return f"{self.body} {self.number}"


class Officer(Record):
    """会議体の役員: who chairs and who acts for the chair, from when until when."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="officers", verbose_name="会議体")
    member = models.ForeignKey("meetings.CouncilMember", on_delete=models.PROTECT, related_name="offices", verbose_name="委員")
    post = models.CharField("役職", max_length=20, choices=OfficerPost.choices)
    chosen_by = models.CharField("選任の方法", max_length=20, choices=ChosenBy.choices, default=ChosenBy.ELECTION)
    starts_on = models.DateField("選任の日")
    ends_before = models.DateField("退任の日(この日から)", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "会議体の役員"
        ordering = ["body", "post", "-starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["body", "post"], condition=Q(ends_before__isnull=True), name="meetings_officer_one_in_post"),
            models.CheckConstraint(condition=Q(ends_before__isnull=True) | Q(ends_before__gt=F("starts_on")), name="meetings_officer_period"),
        ]

    def __str__(self) -> str:
        return f"{self.get_post_display()} {self.member}"

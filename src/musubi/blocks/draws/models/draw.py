"""A draw and its rules: what can be wished for, groups, quotas."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from musubi.blocks.accounts.models import Organization
from musubi.blocks.draws.enums import DrawStatus, HouseholdRule, PromotionRule
from musubi.blocks.kernel.models import Record
from musubi.blocks.papers.models import Document
from musubi.blocks.vision.models import PlanItem


class Draw(Record):
    """抽選: one list of entrants drawn by lot; rules and public value are announced before, the list is fixed before.

    `list_document` holds the published list as it was hashed, `document` the newest file with the outcome.
    """

    item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, related_name="draws", verbose_name="項目")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="draws", verbose_name="担当課")
    title = models.CharField("件名", max_length=120)
    title_en = models.CharField("件名(英語)", max_length=160, blank=True)
    summary = models.TextField("何を決める抽選か", blank=True)
    summary_en = models.TextField("何を決める抽選か(英語)", blank=True)
    status = models.CharField("状態", max_length=20, choices=DrawStatus.choices, default=DrawStatus.PREPARING)
    households = models.CharField("世帯の扱い", max_length=20, choices=HouseholdRule.choices, default=HouseholdRule.ONE_TICKET)
    promotion = models.CharField("繰上げの対象", max_length=20, choices=PromotionRule.choices, default=PromotionRule.LOSERS)
    weight_per_loss = models.PositiveSmallIntegerField("過去の落選1回ごとに増やす口数", default=0)
    most_weight = models.PositiveSmallIntegerField("口数の上限", default=1)
    losses_reset = models.BooleanField("当選した後は、それより前の落選を数えない", default=False)
    references_last = models.BooleanField("整理番号は、抽選が変わっても同じ方に同じ番号を使う", default=False)
    answer_days = models.PositiveSmallIntegerField("繰上げに回答する日数", default=7)
    value_name = models.CharField("公表値", max_length=120, blank=True)
    value_source = models.CharField("公表値の出どころ", max_length=200, blank=True)
    value_on = models.DateField("公表値の日", null=True, blank=True)
    value_reading = models.CharField("公表値の読み方", max_length=200, blank=True)
    fallback_name = models.CharField("予備の公表値", max_length=200, blank=True)
    fallback_on = models.DateField("予備の公表値の日", null=True, blank=True)
    previous = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="redrawn_as", verbose_name="やり直す前の抽選"
    )
    source = models.CharField("申込の元", max_length=40, blank=True)
    source_key = models.CharField("申込の元のID", max_length=64, blank=True)
    list_sha256 = models.CharField("名簿のハッシュ値", max_length=64, blank=True)
    list_document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="公開した名簿")
    closed_at = models.DateTimeField("名簿を確定した日時", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="名簿を確定した人"
    )
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="結果のファイル")
    cancelled_at = models.DateTimeField("取り消した日時", null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="取り消した人"
    )
    cancel_reason = models.CharField("取り消した理由", max_length=300, blank=True)
    is_fictional = models.BooleanField("架空のデータ", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "抽選"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(most_weight__gte=1, most_weight__lte=100),
                name="draws_draw_weight",
                violation_error_message=_("口数の上限は1から100までです"),
            ),
            models.CheckConstraint(
                condition=Q(answer_days__gte=1, answer_days__lte=90),
                name="draws_draw_answer_days",
                violation_error_message=_("回答する日数は1日から90日までです"),
            ),
            models.CheckConstraint(
                condition=Q(value_on__isnull=True) | Q(fallback_on__isnull=True) | Q(fallback_on__gt=F("value_on")),
                name="draws_draw_fallback_later",
                violation_error_message=_("予備の公表値の日は、公表値の日より後にしてください"),
            ),
            models.CheckConstraint(
                condition=(Q(closed_at__isnull=True, list_document__isnull=True, list_sha256="") & ~Q(status=DrawStatus.CLOSED))
                | Q(closed_at__isnull=False, list_document__isnull=False, value_on__isnull=False, fallback_on__isnull=False)
                & ~Q(status=DrawStatus.PREPARING),
                name="draws_draw_closed",
            ),
            models.CheckConstraint(
                condition=~Q(status=DrawStatus.DRAWN) | Q(document__isnull=False, closed_at__isnull=False),
                name="draws_draw_drawn",
            ),
            models.CheckConstraint(
                condition=Q(status=DrawStatus.CANCELLED, cancelled_at__isnull=False) & ~Q(cancel_reason="")
                | ~Q(status=DrawStatus.CANCELLED) & Q(cancelled_at__isnull=True),
                name="draws_draw_cancelled",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_told(self) -> bool:
        """Whether the public sees it."""
        return self.status in DrawStatus.told() and self.closed_at is not None


class DrawOption(Record):
    """希望先: something that can be wished for, with its places."""

    draw = models.ForeignKey(Draw, on_delete=models.CASCADE, related_name="options", verbose_name="抽選")
    key = models.CharField("記号", max_length=20)
    name = models.CharField("名称", max_length=80)
    name_en = models.CharField("名称(英語)", max_length=120, blank=True)
    places = models.PositiveIntegerField("数")

    class Meta:
        verbose_name = verbose_name_plural = "希望先"
        ordering = ["draw", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["draw", "key"], name="draws_option_key", violation_error_message=_("同じ記号の希望先があります。別の記号にしてください")
            ),
            models.UniqueConstraint(
                fields=["draw", "name"], name="draws_option_name", violation_error_message=_("同じ名称の希望先があります。別の名称にしてください")
            ),
            models.CheckConstraint(condition=Q(places__gte=1), name="draws_option_places", violation_error_message=_("数は1以上にしてください")),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.name}"


class DrawGroup(Record):
    """抽選の区分: entrants of whom a quota speaks. Only the neutral letter is published, never the name."""

    draw = models.ForeignKey(Draw, on_delete=models.CASCADE, related_name="groups", verbose_name="抽選")
    key = models.CharField("記号", max_length=20)
    name = models.CharField("区分の名称(公開しない)", max_length=80)

    class Meta:
        verbose_name = verbose_name_plural = "抽選の区分"
        ordering = ["draw", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["draw", "key"], name="draws_group_key", violation_error_message=_("同じ記号の区分があります。別の記号にしてください")
            ),
            models.UniqueConstraint(
                fields=["draw", "name"], name="draws_group_name", violation_error_message=_("同じ名称の区分があります。別の名称にしてください")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.name}"


class DrawQuota(Record):
    """抽選の枠: places reserved for groups at one option, or the most that groups take over several."""

    draw = models.ForeignKey(Draw, on_delete=models.CASCADE, related_name="quotas", verbose_name="抽選")
    key = models.CharField("記号", max_length=20)
    options = models.ManyToManyField(DrawOption, related_name="quotas", verbose_name="希望先")
    groups = models.ManyToManyField(DrawGroup, related_name="quotas", verbose_name="区分")
    at_least = models.PositiveIntegerField("優先する数", default=0)
    at_most = models.PositiveIntegerField("上限", null=True, blank=True)
    release = models.BooleanField("余った優先枠は、抽選の中でほかの方に回す", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "抽選の枠"
        ordering = ["draw", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["draw", "key"], name="draws_quota_key", violation_error_message=_("同じ記号の枠があります。別の記号にしてください")
            ),
            models.CheckConstraint(
                condition=Q(at_least__gte=1) | Q(at_most__isnull=False),
                name="draws_quota_says_something",
                violation_error_message=_("優先する数か上限のどちらかを入れてください"),
            ),
        ]

    def __str__(self) -> str:
        return self.key

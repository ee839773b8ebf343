"""Stamp rallies: their points, and the stamp books that carry no name."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from musubi.blocks.kernel.models import Record
from musubi.blocks.vision.models import PlanItem
from musubi.blocks.visits.enums import RallyState
from musubi.blocks.visits.models.site import CountSite

LANGUAGE_LENGTH = 10


class Rally(Record):
    """スタンプラリー: a period in which a visitor who collects enough stamps gets something."""

    title = models.CharField("名称", max_length=120)
    description = models.TextField("案内文", blank=True)
    prize = models.CharField("達成した人へ", max_length=200, blank=True)
    prize_place = models.CharField("引き換える場所と時間", max_length=200, blank=True)
    item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, null=True, blank=True, related_name="rallies", verbose_name="計画の項目")
    starts_on = models.DateField("始まる日")
    ends_on = models.DateField("終わる日")
    goal = models.PositiveSmallIntegerField("達成に要るスタンプの数", default=3)
    keep_days = models.PositiveSmallIntegerField("終わってから記録を消すまでの日数", default=30)
    status = models.CharField("状態", max_length=10, choices=RallyState.choices, default=RallyState.DRAFT)
    erased_on = models.DateField("スタンプ帳を消した日", null=True, blank=True, editable=False)
    is_fictional = models.BooleanField("架空", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "スタンプラリー"
        ordering = ["-starts_on", "title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="visits_rally_period",
                violation_error_message="終わる日は、始まる日以後にしてください",
                violation_error_code="ends_on",
            ),
            models.CheckConstraint(
                condition=Q(goal__range=(1, 50)),
                name="visits_rally_goal",
                violation_error_message="1〜50で入れてください",
                violation_error_code="goal",
            ),
            models.CheckConstraint(
                condition=Q(keep_days__lte=365),
                name="visits_rally_keep",
                violation_error_message="365日までで入れてください",
                violation_error_code="keep_days",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class RallyPoint(Record):
    """スタンプの地点: where a stamp is; `code` stands in the QR code that hangs there and nowhere else."""

    rally = models.ForeignKey(Rally, on_delete=models.PROTECT, related_name="points", verbose_name="スタンプラリー")
    site = models.ForeignKey(CountSite, on_delete=models.PROTECT, related_name="rally_points", verbose_name="調査地点")
    position = models.PositiveSmallIntegerField("順番")
    code = models.CharField("スタンプの符号", max_length=32, unique=True, editable=False)
    hint = models.CharField("スタンプのありか", max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "スタンプの地点"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["rally", "site"], name="visits_point_once"),
            models.CheckConstraint(condition=Q(position__gte=1), name="visits_point_position"),
        ]

    def __str__(self) -> str:
        return f"{self.rally} {self.site}"


class StampBook(models.Model):
    """スタンプ帳: a random number in a visitor's browser; who holds it is not known."""

    rally = models.ForeignKey(Rally, on_delete=models.PROTECT, related_name="books", verbose_name="スタンプラリー")
    digest = models.CharField("スタンプ帳の照合値", max_length=64, unique=True)
    opened_on = models.DateField("初めて押した日")
    language = models.CharField("表示した言語", max_length=LANGUAGE_LENGTH)
    finished_at = models.DateTimeField("達成した日時", null=True, blank=True)
    claim_code = models.CharField("引換番号", max_length=8, blank=True)
    claimed_at = models.DateTimeField("引き換えた日時", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "スタンプ帳"
        constraints = [
            models.UniqueConstraint(fields=["rally", "claim_code"], condition=~Q(claim_code=""), name="visits_book_claim_code"),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True, claim_code="") | (Q(finished_at__isnull=False) & ~Q(claim_code="")), name="visits_book_finished"
            ),
            models.CheckConstraint(condition=Q(claimed_at__isnull=True) | Q(finished_at__isnull=False), name="visits_book_claimed"),
        ]


class Stamp(models.Model):
    """スタンプ: one press at one point."""

    book = models.ForeignKey(StampBook, on_delete=models.CASCADE, related_name="stamps", verbose_name="スタンプ帳")
    point = models.ForeignKey(RallyPoint, on_delete=models.PROTECT, related_name="stamps", verbose_name="スタンプの地点")
    stamped_at = models.DateTimeField("押した日時")

    class Meta:
        verbose_name = verbose_name_plural = "スタンプ"
        ordering = ["stamped_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["book", "point"], name="visits_stamp_once")]


class RallyTotal(models.Model):
    """スタンプラリーの集計: what a fiscal year's stamp books did; counted with each stamp, so that it remains when the books are erased."""

    rally = models.ForeignKey(Rally, on_delete=models.PROTECT, related_name="totals", verbose_name="スタンプラリー")
    fiscal_year = models.PositiveSmallIntegerField("年度")
    books = models.PositiveIntegerField("参加したスタンプ帳", default=0)
    finished = models.PositiveIntegerField("達成したスタンプ帳", default=0)
    claimed = models.PositiveIntegerField("引き換えたスタンプ帳", default=0)
    stamps = models.PositiveIntegerField("押されたスタンプ", default=0)
    walks = models.PositiveIntegerField("2か所以上を回った日数", default=0)
    walk_minutes = models.PositiveIntegerField("回っていた時間の合計(分)", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "スタンプラリーの集計"
        constraints = [
            models.UniqueConstraint(fields=["rally", "fiscal_year"], name="visits_rally_total_once"),
            models.CheckConstraint(condition=Q(claimed__lte=F("finished")), name="visits_rally_total_whole"),
        ]

    @property
    def mean_minutes(self) -> int:
        """Mean minutes between the first and the last stamp of a day; 0 where nobody went to two places."""
        return round(self.walk_minutes / self.walks) if self.walks else 0


class PointTotal(models.Model):
    """スタンプの地点の集計: how often a point was stamped in a fiscal year."""

    point = models.ForeignKey(RallyPoint, on_delete=models.PROTECT, related_name="totals", verbose_name="スタンプの地点")
    fiscal_year = models.PositiveSmallIntegerField("年度")
    stamps = models.PositiveIntegerField("押されたスタンプ", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "スタンプの地点の集計"
        constraints = [models.UniqueConstraint(fields=["point", "fiscal_year"], name="visits_point_total_once")]

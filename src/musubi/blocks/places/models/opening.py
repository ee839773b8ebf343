"""When a spot is open: rules that say on which days, between which minutes."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from musubi.blocks.kernel.models import Record
from musubi.blocks.places.enums import HolidayRule, OpeningRuleKind
from musubi.blocks.places.models.spot import Spot

DAY = 24 * 60
SHIFTING = (HolidayRule.NEXT_DAY, HolidayRule.NEXT_WEEKDAY)


class OpeningRule(Record):
    """営業時間の決まり: one line of a spot's opening hours. How lines work together stands in domain/opening.py.

    `weekdays` are digits, 0 for Monday; `weeks` the nth such weekday of a month; both empty: every day. A season is month
    and day as MMDD and may run over the year's end, both days inside. Minutes count from midnight; past 1440 is the next day.
    """

    spot = models.ForeignKey(Spot, on_delete=models.CASCADE, related_name="opening_rules", verbose_name="観光スポット")
    position = models.PositiveSmallIntegerField("順", default=1)
    kind = models.CharField("営業・休業の別", max_length=8, choices=OpeningRuleKind.choices, default=OpeningRuleKind.OPEN)
    weekdays = models.CharField("曜日", max_length=7, blank=True)
    weeks = models.CharField("第何週", max_length=5, blank=True)
    holidays = models.CharField("祝日の扱い", max_length=12, choices=HolidayRule.choices, default=HolidayRule.ANY)
    season_from = models.PositiveSmallIntegerField("毎年の期間の初め", null=True, blank=True)
    season_to = models.PositiveSmallIntegerField("毎年の期間の終わり", null=True, blank=True)
    starts_on = models.DateField("期間の初日", null=True, blank=True)
    ends_before = models.DateField("期間の最終日の翌日", null=True, blank=True)
    opens_minute = models.PositiveSmallIntegerField("開く時刻(分)", null=True, blank=True)
    closes_minute = models.PositiveSmallIntegerField("閉まる時刻(分)", null=True, blank=True)
    last_admission_minute = models.PositiveSmallIntegerField("最終入場(分)", null=True, blank=True)
    note = models.CharField("補足", max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "営業時間の決まり"
        ordering = ["spot", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=OpeningRuleKind.CLOSED, opens_minute=None, closes_minute=None, last_admission_minute=None)
                | Q(
                    kind=OpeningRuleKind.OPEN,
                    opens_minute__isnull=False,
                    closes_minute__isnull=False,
                    opens_minute__lt=DAY,
                    closes_minute__gt=F("opens_minute"),
                    closes_minute__lte=F("opens_minute") + DAY,
                )
                & ~Q(holidays__in=SHIFTING),
                name="places_openingrule_minutes",
            ),
            models.CheckConstraint(
                condition=Q(last_admission_minute=None)
                | Q(last_admission_minute__gte=F("opens_minute"), last_admission_minute__lte=F("closes_minute")),
                name="places_openingrule_admission",
            ),
            models.CheckConstraint(
                condition=Q(season_from=None, season_to=None)
                | Q(season_from__isnull=False, season_to__isnull=False, season_from__range=(101, 1231), season_to__range=(101, 1231)),
                name="places_openingrule_season",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None, ends_before=None) | Q(starts_on__isnull=False, ends_before__isnull=False, ends_before__gt=F("starts_on")),
                name="places_openingrule_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.spot} {self.position}"

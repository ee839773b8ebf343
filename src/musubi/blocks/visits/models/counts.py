"""How many came: by quarter, and by day where a counter stands."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from musubi.blocks.kernel.models import Record
from musubi.blocks.visits.enums import QUARTERS, CountMethod
from musubi.blocks.visits.models.site import CountSite

FIRST_YEAR, LAST_YEAR = 1989, 2200
MOST_VISITORS = 50_000_000


class QuarterCount(Record):
    """観光入込客数: the visitors of a site in a quarter of a calendar year, each visit counted (延べ人数).

    After the national common basis of visitor statistics (観光庁「観光入込客統計に関する共通基準」), which counts by quarter and
    calendar year; a fiscal year is the second quarter to the next year's first.
    """

    site = models.ForeignKey(CountSite, on_delete=models.PROTECT, related_name="quarter_counts", verbose_name="調査地点")
    year = models.PositiveSmallIntegerField("年(暦年)")
    quarter = models.PositiveSmallIntegerField("四半期", choices=QUARTERS)
    fiscal_year = models.PositiveSmallIntegerField("年度", editable=False)
    visitors = models.PositiveIntegerField("延べ人数")
    method = models.CharField("とらえ方", max_length=10, choices=CountMethod.choices, blank=True)
    source = models.CharField("出典・資料", max_length=200, blank=True)
    note = models.CharField("備考", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "観光入込客数"
        ordering = ["-year", "-quarter", "site__name"]
        constraints = [
            models.UniqueConstraint(fields=["site", "year", "quarter"], name="visits_quarter_once"),
            models.CheckConstraint(condition=Q(year__range=(FIRST_YEAR, LAST_YEAR)), name="visits_quarter_year"),
            models.CheckConstraint(condition=Q(quarter__range=(1, 4)), name="visits_quarter_number"),
            models.CheckConstraint(condition=Q(visitors__lte=MOST_VISITORS), name="visits_quarter_visitors"),
            models.CheckConstraint(
                condition=Q(quarter=1, fiscal_year=models.F("year") - 1) | Q(quarter__gt=1, fiscal_year=models.F("year")),
                name="visits_quarter_fiscal_year",
            ),
        ]

    def save(self, *args: object, **options: object) -> None:
        """The fiscal year follows from the quarter."""
        self.fiscal_year = fiscal_year_of_quarter(self.year, self.quarter)
        super().save(*args, **options)  # type: ignore[arg-type]

    def __str__(self) -> str:
        return f"{self.site} {self.year}年 第{self.quarter}四半期"


def fiscal_year_of_quarter(year: int, quarter: int) -> int:
    """The fiscal year that a quarter of a calendar year lies in."""
    return year - 1 if quarter == 1 else year


class CounterDay(Record):
    """計数器の記録: how many passed a counter on a day."""

    site = models.ForeignKey(CountSite, on_delete=models.PROTECT, related_name="counter_days", verbose_name="調査地点")
    day = models.DateField("日付")
    passes = models.PositiveIntegerField("通過数")
    source = models.CharField("取り込んだファイル", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "計数器の記録"
        ordering = ["-day", "site__name"]
        constraints = [
            models.UniqueConstraint(fields=["site", "day"], name="visits_counter_day_once"),
            models.CheckConstraint(condition=Q(passes__lte=MOST_VISITORS), name="visits_counter_day_passes"),
        ]

    def __str__(self) -> str:
        return f"{self.site} {self.day.isoformat()}"

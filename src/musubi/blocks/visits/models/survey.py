"""What visitors who were asked said, and the sums that remain when single traces are gone."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from musubi.blocks.kernel.models import Record
from musubi.blocks.visits.enums import Residence
from musubi.blocks.visits.models.rally import Rally
from musubi.blocks.visits.models.site import CountSite

LONGEST_STAY = 30 * 24 * 60


class VisitSurvey(Record):
    """来訪者調査の回答: what one group that was asked at a site said. No name, no address."""

    site = models.ForeignKey(CountSite, on_delete=models.PROTECT, related_name="surveys", verbose_name="聞いた地点")
    number = models.CharField("調査票の番号", max_length=40)
    asked_on = models.DateField("調査日")
    fiscal_year = models.PositiveSmallIntegerField("年度", editable=False)
    people = models.PositiveSmallIntegerField("人数", default=1)
    residence = models.CharField("居住地", max_length=10, choices=Residence.choices, blank=True)
    stay_minutes = models.PositiveIntegerField("市内での滞在時間(分)", null=True, blank=True)
    stays_overnight = models.BooleanField("宿泊する", null=True, blank=True)
    came_from = models.ForeignKey(CountSite, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="前にいた地点")
    goes_to = models.ForeignKey(CountSite, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="次に行く地点")

    class Meta:
        verbose_name = verbose_name_plural = "来訪者調査の回答"
        ordering = ["-asked_on", "number"]
        constraints = [
            models.UniqueConstraint(fields=["site", "asked_on", "number"], name="visits_survey_once"),
            models.CheckConstraint(condition=Q(people__range=(1, 500)), name="visits_survey_people"),
            models.CheckConstraint(condition=Q(stay_minutes__isnull=True) | Q(stay_minutes__range=(1, LONGEST_STAY)), name="visits_survey_stay"),
            models.CheckConstraint(condition=Q(came_from__isnull=True) | ~Q(came_from=F("site")), name="visits_survey_came_from"),
            models.CheckConstraint(condition=Q(goes_to__isnull=True) | ~Q(goes_to=F("site")), name="visits_survey_goes_to"),
        ]

    def __str__(self) -> str:
        return f"{self.site} {self.asked_on.isoformat()} {self.number}"


class MoveTotal(models.Model):
    """移動の集計: how often stamp books of a rally went from one site to another in a fiscal year.

    Counted with each stamp, so that it remains when the books are erased.
    """

    rally = models.ForeignKey(Rally, on_delete=models.PROTECT, related_name="move_totals", verbose_name="スタンプラリー")
    fiscal_year = models.PositiveSmallIntegerField("年度")
    origin = models.ForeignKey(CountSite, on_delete=models.PROTECT, related_name="+", verbose_name="どこから")
    destination = models.ForeignKey(CountSite, on_delete=models.PROTECT, related_name="+", verbose_name="どこへ")
    moves = models.PositiveIntegerField("移動の数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "移動の集計"
        constraints = [
            models.UniqueConstraint(fields=["rally", "fiscal_year", "origin", "destination"], name="visits_move_total_once"),
            models.CheckConstraint(condition=~Q(origin=F("destination")), name="visits_move_total_moves"),
        ]

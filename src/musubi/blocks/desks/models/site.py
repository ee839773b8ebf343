"""A place that the city builds or makes over: its phases, who acts, photos over time."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q

from musubi.blocks.accounts.models import Organization
from musubi.blocks.desks.enums import MilestoneStatus
from musubi.blocks.desks.models.attachment import Attachment
from musubi.blocks.kernel.models import Record
from musubi.blocks.places.models import Land
from musubi.blocks.vision.models import PlanItem

SOON = dt.timedelta(days=31)


class SiteProject(Record):
    """拠点整備: what becomes of a place, one record for a place of a plan item."""

    item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, related_name="site_projects", verbose_name="項目")
    name = models.CharField("場所の名称", max_length=120)
    whereabouts = models.CharField("所在", max_length=200, blank=True)
    land = models.ForeignKey(Land, on_delete=models.PROTECT, null=True, blank=True, related_name="site_projects", verbose_name="土地の台帳")
    area_m2 = models.DecimalField("面積(m2)", max_digits=12, decimal_places=2, null=True, blank=True)
    aim = models.TextField("目指す姿", blank=True)
    note = models.TextField("備考", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "拠点整備"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "name"], name="desks_site_name"),
            models.CheckConstraint(condition=Q(area_m2__isnull=True) | Q(area_m2__gt=0), name="desks_site_area"),
        ]

    def __str__(self) -> str:
        return self.name


class SitePhase(Record):
    """整備の段階: from the basic concept to the opening; the first planned end is kept when it is moved."""

    project = models.ForeignKey(SiteProject, on_delete=models.PROTECT, related_name="phases", verbose_name="拠点整備")
    name = models.CharField("段階", max_length=120)
    planned_from = models.DateField("始める予定")
    planned_until = models.DateField("終える予定")
    first_until = models.DateField("当初の終える予定", editable=False)
    began_on = models.DateField("始めた日", null=True, blank=True)
    finished_on = models.DateField("終えた日", null=True, blank=True)
    note = models.CharField("備考", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "整備の段階"
        ordering = ["planned_from", "planned_until", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="desks_site_phase_name"),
            models.CheckConstraint(condition=Q(planned_until__gte=F("planned_from")), name="desks_site_phase_planned"),
            models.CheckConstraint(
                condition=Q(finished_on__isnull=True) | Q(began_on__isnull=False, finished_on__gte=F("began_on")), name="desks_site_phase_done"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def status_on(self, today: dt.date) -> MilestoneStatus:
        """How it stands on a day: late where the end, or the begin, is behind."""
        if self.finished_on is not None:
            return MilestoneStatus.DONE
        if self.planned_until < today or (self.began_on is None and self.planned_from < today):
            return MilestoneStatus.LATE
        if self.planned_until <= today + SOON:
            return MilestoneStatus.SOON
        return MilestoneStatus.AHEAD if self.began_on is None else MilestoneStatus.UNDER_WAY

    @property
    def slipped_days(self) -> int:
        """Days by which it ended, or is now planned to end, after the first plan; negative when earlier."""
        return ((self.finished_on or self.planned_until) - self.first_until).days


class SiteActor(Record):
    """整備の担い手: who does what at a place, in one phase or throughout."""

    project = models.ForeignKey(SiteProject, on_delete=models.PROTECT, related_name="actors", verbose_name="拠点整備")
    phase = models.ForeignKey(SitePhase, on_delete=models.PROTECT, null=True, blank=True, related_name="actors", verbose_name="段階")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="組織")
    name = models.CharField("名称(組織にないとき)", max_length=120, blank=True)
    role = models.CharField("役割", max_length=120)

    class Meta:
        verbose_name = verbose_name_plural = "整備の担い手"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organization__isnull=False, name="") | (Q(organization__isnull=True) & ~Q(name="")), name="desks_site_actor_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization or self.name}"


class SitePhoto(Record):
    """定点写真: a photo of the desk, taken on a day from a viewpoint that comes again."""

    project = models.ForeignKey(SiteProject, on_delete=models.PROTECT, related_name="photos", verbose_name="拠点整備")
    attachment = models.OneToOneField(Attachment, on_delete=models.PROTECT, related_name="site_photo", verbose_name="写真")
    viewpoint = models.CharField("撮った所・向き", max_length=120)
    taken_on = models.DateField("撮った日")

    class Meta:
        verbose_name = verbose_name_plural = "定点写真"
        ordering = ["viewpoint", "taken_on", "pk"]

    def __str__(self) -> str:
        return f"{self.viewpoint} {self.taken_on.isoformat()}"

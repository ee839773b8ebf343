"""What must be reached by a day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from musubi.blocks.desks.enums import MilestoneStatus
from musubi.blocks.kernel.dates import fiscal_year_of
from musubi.blocks.kernel.models import Record
from musubi.blocks.vision.models import PlanItem

SOON = dt.timedelta(days=14)


class Milestone(Record):
    """節目: what a desk means to reach by a day; its first day is kept when it is moved."""

    item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, related_name="milestones", verbose_name="項目")
    fiscal_year = models.PositiveSmallIntegerField("年度", editable=False)
    title = models.CharField("節目", max_length=200)
    due_on = models.DateField("予定日")
    first_due_on = models.DateField("当初の予定日", editable=False)
    done_on = models.DateField("済んだ日", null=True, blank=True)
    note = models.TextField("備考", blank=True)
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="担当者")
    withdrawn_at = models.DateTimeField("取消日時", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "節目"
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["item", "fiscal_year", "due_on"], name="desks_milestone_year")]
        constraints = [models.CheckConstraint(condition=~Q(title=""), name="desks_milestone_title")]

    def __str__(self) -> str:
        return self.title

    def save(self, **options: Any) -> None:
        """The fiscal year follows the day; the first day stays."""
        self.fiscal_year = fiscal_year_of(self.due_on)
        self.first_due_on = self.first_due_on or self.due_on
        if options.get("update_fields") is not None:
            options["update_fields"] = {*options["update_fields"], "fiscal_year", "first_due_on"}
        super().save(**options)

    def status_on(self, today: dt.date) -> MilestoneStatus:
        """How it stands on a day."""
        if self.done_on is not None:
            return MilestoneStatus.DONE
        if self.due_on < today:
            return MilestoneStatus.LATE
        return MilestoneStatus.SOON if self.due_on <= today + SOON else MilestoneStatus.AHEAD

    @property
    def slipped_days(self) -> int:
        """Days by which it was reached, or is now planned, after its first day; negative when earlier."""
        return ((self.done_on or self.due_on) - self.first_due_on).days

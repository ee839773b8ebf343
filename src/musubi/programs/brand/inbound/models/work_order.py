"""What is to be done at a sign."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from musubi.blocks.kernel.models import Record
from musubi.blocks.places.models import Sign, SignPhoto


class WorkOrder(Record):
    """作業指示: one piece of work at a sign: what, who, until when; done with what it cost and a photo."""

    sign = models.ForeignKey(Sign, on_delete=models.PROTECT, related_name="work_orders", verbose_name="案内サイン")
    what = models.TextField("作業の内容", max_length=1000)
    worker = models.CharField("作業する人・業者", max_length=120)
    ordered_on = models.DateField("指示した日")
    due_on = models.DateField("期限")
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="指示した人"
    )
    done_on = models.DateField("済んだ日", null=True, blank=True)
    done_text = models.CharField("済んだ作業の説明", max_length=300, blank=True)
    cost = models.PositiveIntegerField("かかった費用", null=True, blank=True)
    photo = models.ForeignKey(SignPhoto, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="済んだあとの写真")
    cancelled_on = models.DateField("取りやめた日", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "作業指示"
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(due_on__gte=F("ordered_on")), name="inbound_workorder_due"),
            models.CheckConstraint(condition=Q(done_on=None) | Q(cancelled_on=None), name="inbound_workorder_one_end"),
            models.CheckConstraint(condition=Q(done_on=None) | Q(done_on__gte=F("ordered_on")), name="inbound_workorder_done_after"),
        ]

    def __str__(self) -> str:
        return f"{self.sign} {self.what[:40]}"

    @property
    def is_open(self) -> bool:
        """Neither done nor given up."""
        return self.done_on is None and self.cancelled_on is None

"""Who carries an item of the plan."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from musubi.blocks.accounts.models import Organization
from musubi.blocks.kernel.models import Record
from musubi.blocks.vision.enums import AssignmentRole
from musubi.blocks.vision.models.item import PlanItem
from musubi.blocks.vision.models.vision import Vision


class Assignment(Record):
    """担当: an organisation's part in an item (所管課, 関係課, 連携機関); one of several leads is the primary one."""

    vision = models.ForeignKey(Vision, on_delete=models.CASCADE, related_name="assignments", verbose_name="計画")
    item = models.ForeignKey(PlanItem, on_delete=models.CASCADE, related_name="assignments", verbose_name="項目")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="assignments", verbose_name="組織")
    role = models.CharField("役割", max_length=20, choices=AssignmentRole.choices)
    primary = models.BooleanField("主担当", default=False)
    note = models.CharField("備考", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "担当"
        ordering = ["item", "role", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "organization", "role"], name="vision_assignment_once"),
            models.UniqueConstraint(fields=["item"], condition=Q(primary=True), name="vision_one_primary_lead"),
        ]

    def __str__(self) -> str:
        return f"{self.item.code} {self.organization} {self.get_role_display()}"

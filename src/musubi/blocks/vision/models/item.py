"""The plan's levels and items. Levels are data, so that a city's own names and depth need no code (ADR 0002)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from musubi.blocks.kernel.models import Record
from musubi.blocks.vision.enums import ItemStatus, LevelKind, Origin
from musubi.blocks.vision.models.vision import Period, Vision


class Level(Record):
    """階層: one level of the plan, by the city's own name; `kind` says what it is for."""

    vision = models.ForeignKey(Vision, on_delete=models.CASCADE, related_name="levels", verbose_name="計画")
    number = models.PositiveSmallIntegerField("階層の番号")
    name = models.CharField("階層の名称", max_length=60)
    name_en = models.CharField("階層の名称(英語)", max_length=80, blank=True)
    kind = models.CharField("役割", max_length=20, choices=LevelKind.choices, default=LevelKind.GROUP)

    class Meta:
        verbose_name = verbose_name_plural = "階層"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["vision", "number"], name="vision_level_number")]

    def __str__(self) -> str:
        return self.name


class PlanItem(Record):
    """体系の項目: anything in the plan that has a code: lead project, initiative, program, or a city's own level."""

    vision = models.ForeignKey(Vision, on_delete=models.CASCADE, related_name="items", verbose_name="計画")
    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="items", verbose_name="階層")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上位の項目")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, null=True, blank=True, related_name="items", verbose_name="期")
    code = models.CharField("番号", max_length=40)
    name = models.CharField("名称", max_length=200)
    name_kana = models.CharField("名称(かな)", max_length=300, blank=True)
    name_en = models.CharField("名称(英語)", max_length=300, blank=True)
    provisional = models.BooleanField("仮称", default=False)
    origin = models.CharField("新規・既存", max_length=20, choices=Origin.choices, default=Origin.NONE)
    status = models.CharField("状態", max_length=20, choices=ItemStatus.choices, default=ItemStatus.ACTIVE)
    summary = models.TextField("概要", blank=True)
    summary_en = models.TextField("概要(英語)", blank=True)
    budget_program_name = models.CharField("予算事業名", max_length=200, blank=True)
    office_work_code = models.CharField("事務事業コード", max_length=60, blank=True)
    order = models.PositiveIntegerField("並び順", default=0)
    note = models.TextField("備考", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "体系の項目"
        ordering = ["level__number", "order", "code"]
        constraints = [
            models.UniqueConstraint(fields=["vision", "code"], name="vision_item_code"),
            models.CheckConstraint(condition=Q(parent__isnull=True) | ~Q(parent=F("pk")), name="vision_item_not_own_parent"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.display_name}"

    @property
    def display_name(self) -> str:
        """The name as it is shown: a provisional one with (仮称)."""
        return f"(仮称){self.name}" if self.provisional else self.name


class KindManager(models.Manager["PlanItem"]):
    """Items whose level is of one kind."""

    def __init__(self, kind: Any) -> None:
        super().__init__()
        self.kind = kind

    def get_queryset(self) -> models.QuerySet[PlanItem]:
        """Only items of this kind of level."""
        return super().get_queryset().filter(level__kind=self.kind)


class LeadProject(PlanItem):
    """先導プロジェクト."""

    objects = KindManager(LevelKind.LEAD_PROJECT)

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = "先導プロジェクト"


class Initiative(PlanItem):
    """取組."""

    objects = KindManager(LevelKind.INITIATIVE)

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = "取組"


class Program(PlanItem):
    """重点事業."""

    objects = KindManager(LevelKind.PROGRAM)

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = "重点事業"

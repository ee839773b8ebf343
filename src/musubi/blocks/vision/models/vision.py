"""A plan and its periods."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from musubi.blocks.accounts.models import Organization
from musubi.blocks.kernel.models import Record
from musubi.blocks.vision.enums import VisionStatus


class Vision(Record):
    """産業振興ビジョン: a city's plan. One of an installation's plans is in force; earlier ones stay readable."""

    slug = models.SlugField("アドレス名", max_length=60, unique=True)
    title = models.CharField("計画の名称", max_length=200)
    title_en = models.CharField("計画の名称(英語)", max_length=200, blank=True)
    municipality = models.CharField("市区町村", max_length=60, blank=True)
    municipality_en = models.CharField("市区町村(英語)", max_length=60, blank=True)
    summary = models.TextField("概要", blank=True)
    summary_en = models.TextField("概要(英語)", blank=True)
    published_on = models.CharField("策定・発行の時期", max_length=40, blank=True)
    source = models.CharField("出典", max_length=200, blank=True)
    publisher = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="発行する課")
    council_name = models.CharField("推進会議の名称", max_length=120, blank=True)
    council_name_en = models.CharField("推進会議の名称(英語)", max_length=200, blank=True)
    council_provisional = models.BooleanField("推進会議の名称は仮称", default=False)
    council_summary = models.TextField("推進会議の役割", blank=True)
    council_summary_en = models.TextField("推進会議の役割(英語)", blank=True)
    status = models.CharField("状態", max_length=20, choices=VisionStatus.choices, default=VisionStatus.DRAFT)
    supersedes = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="successors", verbose_name="前の計画")

    class Meta:
        verbose_name = verbose_name_plural = "産業振興ビジョン"
        ordering = ["-status", "slug"]
        constraints = [models.UniqueConstraint(fields=["status"], condition=Q(status="in_force"), name="vision_one_plan_in_force")]

    def __str__(self) -> str:
        return self.title


class Period(Record):
    """計画期間: a stretch of fiscal years of the plan (前期, 後期, 第n期); `rolling` plans are made anew each year."""

    vision = models.ForeignKey(Vision, on_delete=models.CASCADE, related_name="periods", verbose_name="計画")
    label = models.CharField("期の名称", max_length=40)
    label_en = models.CharField("期の名称(英語)", max_length=60, blank=True)
    first_fiscal_year = models.PositiveSmallIntegerField("開始年度")
    last_fiscal_year = models.PositiveSmallIntegerField("終了年度")
    rolling = models.BooleanField("毎年度見直し(ローリング)", default=False)
    order = models.PositiveIntegerField("並び順", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "計画期間"
        ordering = ["order", "first_fiscal_year", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["vision", "label"], name="vision_period_label"),
            models.CheckConstraint(condition=Q(last_fiscal_year__gte=F("first_fiscal_year")), name="vision_period_order"),
        ]

    def __str__(self) -> str:
        return self.label

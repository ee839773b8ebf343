"""Rating scales as data: their steps, and the rules by which a figure falls on a step."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from musubi.blocks.indicators.enums import RuleKind, ScaleSubject, Tone
from musubi.blocks.kernel.models import Record

WITH_THRESHOLD = (RuleKind.TO_TARGET, RuleKind.FROM_BASELINE, RuleKind.PACE, RuleKind.WITHIN_BASELINE)


class RatingScale(Record):
    """評価基準: a scale that a city uses; without rules the step is chosen by people."""

    code = models.SlugField("記号", max_length=60, unique=True)
    name = models.CharField("評価基準の名称", max_length=120)
    name_en = models.CharField("評価基準の名称(英語)", max_length=200, blank=True)
    subject = models.CharField("評価の対象", max_length=20, choices=ScaleSubject.choices, default=ScaleSubject.PROGRAM)
    source = models.CharField("出典", max_length=300, blank=True)
    source_url = models.URLField("出典のアドレス", max_length=400, blank=True)
    note = models.CharField("備考", max_length=400, blank=True)
    order = models.PositiveSmallIntegerField("並び順", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "評価基準"
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name


class RatingStep(Record):
    """評価の段階: one mark of a scale with its words, the best first."""

    scale = models.ForeignKey(RatingScale, on_delete=models.CASCADE, related_name="steps", verbose_name="評価基準")
    mark = models.CharField("評価の記号", max_length=10)
    label = models.CharField("意味", max_length=200)
    label_en = models.CharField("意味(英語)", max_length=300, blank=True)
    tone = models.CharField("調子", max_length=10, choices=Tone.choices, default=Tone.NONE)
    order = models.PositiveSmallIntegerField("並び順", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "評価の段階"
        ordering = ["scale", "order"]
        constraints = [
            models.UniqueConstraint(fields=["scale", "mark"], name="indicators_step_mark"),
            models.UniqueConstraint(fields=["scale", "order"], name="indicators_step_order"),
        ]

    def __str__(self) -> str:
        return f"{self.mark} {self.label}"


class RatingRule(Record):
    """判定の規則: rules are asked in order; the first that holds gives the step."""

    scale = models.ForeignKey(RatingScale, on_delete=models.CASCADE, related_name="rules", verbose_name="評価基準")
    step = models.ForeignKey(RatingStep, on_delete=models.CASCADE, related_name="rules", verbose_name="評価の段階")
    kind = models.CharField("判定の決まり", max_length=20, choices=RuleKind.choices)
    threshold = models.DecimalField("境目(%)", max_digits=8, decimal_places=3, null=True, blank=True)
    order = models.PositiveSmallIntegerField("並び順", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "判定の規則"
        ordering = ["scale", "order"]
        constraints = [
            models.UniqueConstraint(fields=["scale", "order"], name="indicators_rule_order"),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in WITH_THRESHOLD], threshold__isnull=False)
                | (~Q(kind__in=[kind.value for kind in WITH_THRESHOLD]) & Q(threshold__isnull=True)),
                name="indicators_rule_threshold",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scale_id} {self.order} {self.kind}"

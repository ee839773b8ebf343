"""The stages of a certification round, and what each said of an application."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from musubi.blocks.applications.models import Application, Call
from musubi.blocks.kernel.models import Record
from musubi.blocks.reviews.models import Panel
from musubi.programs.brand.local_brands.enums import StageKind


class BrandStage(Record):
    """認定審査の段階: papers, tasting, pitch; who passes goes on to the next. Closed, its results stand."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="brand_stages", verbose_name="募集")
    number = models.PositiveSmallIntegerField("順番")
    kind = models.CharField("種類", max_length=20, choices=StageKind.choices)
    held_on = models.DateField("行う日", null=True, blank=True)
    place = models.CharField("場所", max_length=120, blank=True)
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, null=True, blank=True, related_name="brand_stages", verbose_name="審査")
    pass_points = models.DecimalField("通過の目安(点)", max_digits=6, decimal_places=1, null=True, blank=True)
    closed_at = models.DateTimeField("結果を確定した日時", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "認定審査の段階"
        ordering = ["call", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "number"],
                name="local_brands_stage_number",
                violation_error_message=_("同じ順番の段階があります。別の順番にしてください"),
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="local_brands_stage_first"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.get_kind_display()}"


class BrandStageResult(Record):
    """認定審査の段階の結果: whether an application passed a stage, with the points and what the applicant may be told."""

    personal_fields = ("comment", "note")

    stage = models.ForeignKey(BrandStage, on_delete=models.PROTECT, related_name="results", verbose_name="段階")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="brand_results", verbose_name="申請")
    passed = models.BooleanField("通過")
    points = models.DecimalField("平均点", max_digits=6, decimal_places=1, null=True, blank=True)
    comment = models.TextField("申請者への意見", blank=True)
    note = models.TextField("内部のメモ", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "認定審査の段階の結果"
        ordering = ["stage", "-points", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["stage", "application"], name="local_brands_result_once"),
            models.CheckConstraint(condition=Q(points__isnull=True) | Q(points__gte=0), name="local_brands_result_points"),
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.application}"

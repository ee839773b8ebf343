"""What ties a reviewer to an application: declared before opening, ruled on by the office, and the exclusions that block."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from musubi.blocks.kernel.models import Record
from musubi.blocks.reviews.enums import ExclusionKind, InterestAnswer, Ruling, SheetChannel, TieKind
from musubi.blocks.reviews.models.panel import PanelEntry, Reviewer


class InterestDeclaration(Record):
    """利害関係の申告: a reviewer's answer about one application, made before anything of the file opens.

    A declared interest waits for the office's ruling (判断); until then the file stays shut.
    """

    personal_fields: ClassVar[tuple[str, ...]] = ("note",)

    reviewer = models.ForeignKey(Reviewer, on_delete=models.PROTECT, related_name="declarations", verbose_name="審査委員")
    entry = models.ForeignKey(PanelEntry, on_delete=models.PROTECT, related_name="declarations", verbose_name="審査の対象")
    answer = models.CharField("利害関係の有無", max_length=20, choices=InterestAnswer.choices)
    kind = models.CharField("関係の種類", max_length=20, choices=TieKind.choices, blank=True)
    note = models.CharField("関係の内容", max_length=500, blank=True)
    channel = models.CharField("申告の経路", max_length=20, choices=SheetChannel.choices, default=SheetChannel.SCREEN)
    typed_by = models.CharField("入力した職員", max_length=200, blank=True)
    declared_at = models.DateTimeField("申告日時")
    ruling = models.CharField("申告への判断", max_length=20, choices=Ruling.choices, blank=True)
    ruled_at = models.DateTimeField("判断した日時", null=True, blank=True)
    ruled_by = models.CharField("判断した人", max_length=200, blank=True)
    ruling_reason = models.CharField("判断の理由", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "利害関係の申告"
        ordering = ["entry__number", "reviewer__member__name_kana", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["reviewer", "entry"], name="reviews_declaration_once"),
            models.CheckConstraint(condition=~Q(answer=InterestAnswer.INTEREST) | ~Q(kind=""), name="reviews_declaration_kind"),
            models.CheckConstraint(condition=Q(channel=SheetChannel.SCREEN) | ~Q(typed_by=""), name="reviews_declaration_typed"),
            models.CheckConstraint(
                condition=Q(ruling="", ruled_at__isnull=True)
                | (Q(answer=InterestAnswer.INTEREST, ruled_at__isnull=False) & ~Q(ruling="") & ~Q(ruled_by="") & ~Q(ruling_reason="")),
                name="reviews_declaration_ruled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer} {self.entry} {self.get_answer_display()}"


class Exclusion(Record):
    """除斥・回避: a reviewer is kept from an application; while it stands, nothing of the file reaches that person anywhere."""

    reviewer = models.ForeignKey(Reviewer, on_delete=models.PROTECT, related_name="exclusions", verbose_name="審査委員")
    entry = models.ForeignKey(PanelEntry, on_delete=models.PROTECT, related_name="exclusions", verbose_name="審査の対象")
    kind = models.CharField("種類", max_length=20, choices=ExclusionKind.choices)
    ground = models.CharField("関係の種類", max_length=20, choices=TieKind.choices, blank=True)
    reason = models.CharField("理由", max_length=500)
    decided_at = models.DateTimeField("外した日時")
    decided_by = models.CharField("外した人", max_length=200)
    lifted_at = models.DateTimeField("解いた日時", null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="解いた課長"
    )
    lifted_reason = models.CharField("解いた理由", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "除斥・回避"
        ordering = ["entry__number", "reviewer__member__name_kana", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["reviewer", "entry"], condition=Q(lifted_at__isnull=True), name="reviews_exclusion_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="reviews_exclusion_reason"),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True) | (Q(lifted_at__isnull=False) & ~Q(lifted_reason="")),
                name="reviews_exclusion_lifted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer} {self.entry} {self.get_kind_display()}"

"""Changes of the plan, told as before and after."""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings
from django.db import models
from django.db.models import Q

from musubi.blocks.kernel.models import Record
from musubi.blocks.vision.models.vision import Vision

MOST_UIDS = 12


class RevisionQuerySet(models.QuerySet["Revision"]):
    """Revisions by what they touched."""

    def touching(self, uids: Collection[str]) -> RevisionQuerySet:
        """Those that changed any of the rows, newest first; the first dozen of the ids is asked for."""
        touched = Q(pk__in=[])
        for uid in list(uids)[:MOST_UIDS]:
            touched |= Q(changes__icontains=f'"{uid}"')
        return self.filter(touched).order_by("-number")


class Revision(Record):
    """改定: a change set of the plan with reason, basis and effective date. Its basis is named by kind, id, label and address.

    `changes` is a list of {table, uid, label, column, kind, before, after}; see musubi.blocks.vision.domain.document.
    """

    vision = models.ForeignKey(Vision, on_delete=models.CASCADE, related_name="revisions", verbose_name="計画")
    number = models.PositiveIntegerField("改定番号")
    title = models.CharField("件名", max_length=200)
    reason = models.TextField("理由", blank=True)
    basis_kind = models.CharField("根拠の種類", max_length=40, blank=True)
    basis_id = models.CharField("根拠のID", max_length=64, blank=True)
    basis_label = models.CharField("根拠", max_length=200, blank=True)
    basis_url = models.CharField("根拠の所在", max_length=300, blank=True)
    decided_on = models.DateField("決裁日", null=True, blank=True)
    document_number = models.CharField("文書番号", max_length=80, blank=True)
    effective_on = models.DateField("施行日", null=True, blank=True)
    changes = models.JSONField("変更", default=list)
    applied_at = models.DateTimeField("反映日時")
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="反映者")

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "改定"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["vision", "number"], name="vision_revision_number"),
            models.CheckConstraint(condition=Q(basis_label="") | ~Q(basis_kind=""), name="vision_revision_basis_kind"),
        ]

    def __str__(self) -> str:
        return self.title

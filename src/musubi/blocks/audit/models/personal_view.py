"""Who looked at whose personal data."""

from __future__ import annotations

from django.db import models


class PersonalDataView(models.Model):
    """個人情報の閲覧記録: one reading of a record that holds personal data, on which page and why. Append-only."""

    at = models.DateTimeField("日時", db_index=True)
    actor_id = models.CharField("閲覧者ID", max_length=64)
    actor_label = models.CharField("閲覧者", max_length=200)
    object_type = models.CharField("対象の種類", max_length=80)
    object_id = models.CharField("対象ID", max_length=64)
    object_label = models.CharField("対象", max_length=300)
    page = models.CharField("画面", max_length=200)
    purpose = models.CharField("目的", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "個人情報の閲覧記録"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["object_type", "object_id", "-at"], name="audit_view_object")]

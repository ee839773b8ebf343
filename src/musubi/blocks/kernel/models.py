"""Abstract base of the platform's records."""

from __future__ import annotations

from django.db import models

from musubi.blocks.kernel.identifiers import new_uid


class Record(models.Model):
    """A record with a stable public id and a version that grows with each save (optimistic locking)."""

    uid = models.CharField("行ID", max_length=32, unique=True, default=new_uid, editable=False)
    version = models.PositiveIntegerField("版", default=1, editable=False)
    created_at = models.DateTimeField("登録日時", auto_now_add=True)
    updated_at = models.DateTimeField("更新日時", auto_now=True)

    class Meta:
        abstract = True

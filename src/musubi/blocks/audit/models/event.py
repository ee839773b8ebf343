"""What happened to a record, told once and never changed."""

from __future__ import annotations

from django.db import models


class Event(models.Model):
    """操作記録: one state change: actor (id and the label of that day), verb, object, before and after.

    Database triggers refuse UPDATE and DELETE on both databases. Objects and actors are named by identifier, without
    foreign keys, so that the trail outlives what it speaks of.
    """

    at = models.DateTimeField("日時", db_index=True)
    actor_id = models.CharField("操作者ID", max_length=64, blank=True)
    actor_label = models.CharField("操作者", max_length=200)
    verb = models.CharField("操作", max_length=60)
    object_type = models.CharField("対象の種類", max_length=80)
    object_id = models.CharField("対象ID", max_length=64)
    object_label = models.CharField("対象", max_length=300)
    before = models.JSONField("変更前", default=dict, blank=True)
    after = models.JSONField("変更後", default=dict, blank=True)
    reason = models.TextField("理由", blank=True)
    program_code = models.CharField("事業等の番号", max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "操作記録"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["object_type", "object_id", "-at"], name="audit_event_object"),
            models.Index(fields=["program_code", "-at"], name="audit_event_program"),
        ]


class PersonalValue(models.Model):
    """操作記録の個人情報: a personal field's values of an event; erased after the retention period, the event stays."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="personal_values", verbose_name="操作記録")
    field = models.CharField("項目", max_length=60)
    before = models.TextField("変更前", blank=True)
    after = models.TextField("変更後", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "操作記録の個人情報"
        constraints = [models.UniqueConstraint(fields=["event", "field"], name="audit_personal_once")]

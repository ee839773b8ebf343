"""Who translates a record's texts and who looks at them, settled before the work begins."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from musubi.blocks.kernel.models import Record
from musubi.blocks.translations.enums import LANGUAGES


class TranslationAssignment(Record):
    """翻訳の担当: who translates one record into one language, who reviews it, until when; two people, one of each."""

    object_type = models.CharField("記録の種類", max_length=60)
    object_uid = models.CharField("記録の行ID", max_length=32)
    language = models.CharField("言語", max_length=10, choices=LANGUAGES)
    translator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="訳す人")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="確認する人")
    due_on = models.DateField("期限")

    class Meta:
        verbose_name = verbose_name_plural = "翻訳の担当"
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["object_type", "object_uid", "language"], name="translations_assignment_one"),
            models.CheckConstraint(condition=~Q(translator=F("reviewer")), name="translations_assignment_two_people"),
            models.CheckConstraint(condition=Q(language__in=[code for code, _name in LANGUAGES]), name="translations_assignment_language"),
        ]

    def __str__(self) -> str:
        return f"{self.object_type} {self.object_uid} ({self.language})"

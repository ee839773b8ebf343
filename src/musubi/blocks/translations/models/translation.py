"""Texts in other languages."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from musubi.blocks.kernel.models import Record
from musubi.blocks.translations.enums import LANGUAGES, TranslationState


class Translation(Record):
    """訳文: one field of one record in one language, with the Japanese that it was made from."""

    object_type = models.CharField("記録の種類", max_length=60)
    object_uid = models.CharField("記録の行ID", max_length=32)
    field = models.CharField("項目", max_length=40)
    language = models.CharField("言語", max_length=10, choices=LANGUAGES)
    text = models.TextField("訳", blank=True)
    source = models.TextField("もとの日本語", blank=True)
    status = models.CharField("訳文の状態", max_length=10, choices=TranslationState.choices, default=TranslationState.IN_WORK)
    done_on = models.DateField("済になった日", null=True, blank=True)
    supplied_by = models.CharField("訳文の出どころ", max_length=120, blank=True)
    remark = models.CharField("確認した人から", max_length=500, blank=True)
    translated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="訳す人"
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="確認した人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "訳文"
        ordering = ["object_type", "object_uid", "language", "field", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["object_type", "object_uid", "language", "field"], name="translations_translation_one"),
            models.CheckConstraint(
                condition=Q(translated_by=None) | Q(reviewed_by=None) | ~Q(reviewed_by=F("translated_by")), name="translations_second_person"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=TranslationState.shown()) | (~Q(text="") & Q(done_on__isnull=False)), name="translations_shown_is_whole"
            ),
        ]
        indexes = [models.Index(fields=["object_type", "language", "field", "status"], name="translations_by_state")]

    def __str__(self) -> str:
        return f"{self.object_type} {self.object_uid} {self.field} ({self.language})"

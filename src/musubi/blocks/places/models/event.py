"""Events at a fixed day and time."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from musubi.blocks.kernel.models import CodesField
from musubi.blocks.places.models.located import Shared, one_of_dataset, point_whole, shown_since
from musubi.blocks.places.models.spot import Spot


class LocalEvent(Shared):
    """催し: something that happens between two days, each day between two times where they are known.

    Not on every day of the period where `only_on` names days (ISO), or `weekdays` (digits, 0 for Monday) and `weeks` (the nth
    such weekday of a month) say which. domain/event_days.py tells.
    """

    spot = models.ForeignKey(Spot, on_delete=models.SET_NULL, null=True, blank=True, related_name="events", verbose_name="観光スポット")
    place_name = models.CharField("場所", max_length=160, blank=True)
    themes = CodesField("テーマ")
    summary = models.CharField("ひとこと紹介", max_length=160, blank=True)
    description = models.TextField("説明", blank=True)
    starts_on = models.DateField("初日")
    ends_before = models.DateField("最終日の翌日")
    weekdays = models.CharField("開かれる曜日", max_length=7, blank=True)
    weeks = models.CharField("開かれる週", max_length=5, blank=True)
    only_on = CodesField("開かれる日", max_length=1200)
    starts_minute = models.PositiveSmallIntegerField("始まる時刻(分)", null=True, blank=True)
    ends_minute = models.PositiveSmallIntegerField("終わる時刻(分)", null=True, blank=True)
    days_text = models.CharField("日時の説明", max_length=500, blank=True)
    fee = models.PositiveIntegerField("料金(基本)", null=True, blank=True)
    fee_text = models.CharField("料金(詳細)", max_length=500, blank=True)
    organiser = models.CharField("主催者", max_length=120, blank=True)
    capacity = models.CharField("定員", max_length=60, blank=True)
    apply_by = models.DateField("申込みの締切", null=True, blank=True)
    apply_how = models.CharField("申込みの方法", max_length=500, blank=True)
    access = models.CharField("アクセス方法", max_length=500, blank=True)
    parking_text = models.CharField("駐車場情報", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "催し"
        ordering = ["starts_on", "name_kana", "name", "pk"]
        constraints = [
            point_whole("places_localevent_point_whole"),
            one_of_dataset("places_localevent_of_dataset"),
            shown_since("places_localevent_shown_since"),
            models.CheckConstraint(condition=Q(ends_before__gt=F("starts_on")), name="places_localevent_period"),
            models.CheckConstraint(
                condition=Q(starts_minute=None) | Q(ends_minute=None) | Q(ends_minute__gt=F("starts_minute")), name="places_localevent_minutes"
            ),
        ]
        indexes = [models.Index(fields=["status", "starts_on"], name="places_localevent_shown")]

"""Model courses that the city publishes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from musubi.blocks.kernel.models import Record
from musubi.blocks.places.enums import PublicationState
from musubi.blocks.places.models import Spot

LONGEST_MINUTES = 3 * 24 * 60


class Course(Record):
    """モデルコース: a way through the city with its story, shown to visitors in four languages once published."""

    title = models.CharField("名称", max_length=120)
    lead = models.CharField("ひとこと紹介", max_length=160, blank=True)
    story = models.TextField("物語", blank=True)
    minutes = models.PositiveSmallIntegerField("全体の時間の目安(分)", null=True, blank=True)
    status = models.CharField("公開の状態", max_length=10, choices=PublicationState.choices, default=PublicationState.DRAFT)
    is_fictional = models.BooleanField("架空", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "モデルコース"
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["title"], name="tours_course_title"),
            models.CheckConstraint(condition=Q(minutes__isnull=True) | Q(minutes__range=(10, LONGEST_MINUTES)), name="tours_course_minutes"),
        ]

    def __str__(self) -> str:
        return self.title


class CourseStop(Record):
    """コースの立ち寄り先: a spot of a course in its order, with what to look for there."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="stops", verbose_name="モデルコース")
    spot = models.ForeignKey(Spot, on_delete=models.PROTECT, related_name="course_stops", verbose_name="観光スポット")
    position = models.PositiveSmallIntegerField("順番")
    note = models.CharField("見どころ", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "コースの立ち寄り先"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["course", "spot"], name="tours_stop_once"),
            models.CheckConstraint(condition=Q(position__gte=1), name="tours_stop_position"),
        ]

    def __str__(self) -> str:
        return f"{self.course} {self.position} {self.spot}"

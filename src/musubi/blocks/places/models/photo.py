"""Photos with whoever holds their rights."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from musubi.blocks.kernel.models import Record
from musubi.blocks.places.enums import PeopleOnPhoto
from musubi.blocks.places.models.sign import Sign
from musubi.blocks.places.models.spot import Spot


def _path(photo: Any, name: str) -> str:
    return f"{type(photo).__name__.lower()}/{photo.uid}/{name}"


class Photo(Record):
    """写真: a picture, what is seen on it, and by whose leave it is shown."""

    file = models.FileField("ファイル", upload_to=_path, max_length=200)
    media_type = models.CharField("形式", max_length=40)
    caption = models.CharField("写っているもの", max_length=160)
    taken_on = models.DateField("撮影した日", null=True, blank=True)
    position = models.PositiveSmallIntegerField("順", default=1)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.caption


class SpotPhoto(Photo):
    """スポットの写真: shown to visitors, so whose it is and on what terms is never unknown.

    Nobody but the office sees one of which it is not known whether people on it agreed (`people` empty: kept before it was asked).
    """

    spot = models.ForeignKey(Spot, on_delete=models.CASCADE, related_name="photos", verbose_name="観光スポット")
    rights_holder = models.CharField("権利者", max_length=120)
    licence = models.CharField("利用条件", max_length=120)
    people = models.CharField("写っている人", max_length=10, choices=PeopleOnPhoto.choices, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "スポットの写真"
        ordering = ["spot", "position", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(rights_holder="") & ~Q(licence=""), name="places_spotphoto_rights"),
            models.CheckConstraint(condition=Q(people__in=["", *PeopleOnPhoto.values]), name="places_spotphoto_people"),
        ]


class SignPhoto(Photo):
    """案内サインの写真: how a sign was on a day."""

    sign = models.ForeignKey(Sign, on_delete=models.CASCADE, related_name="photos", verbose_name="案内サイン")

    class Meta:
        verbose_name = verbose_name_plural = "案内サインの写真"
        ordering = ["sign", "-taken_on", "pk"]

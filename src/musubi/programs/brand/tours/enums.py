"""Closed lists of the tours."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from musubi.blocks.kernel.choices import TextChoices


class Pace(TextChoices):
    """歩き方のゆとり: how full a day is."""

    RELAXED = "relaxed", _("ゆったり")
    NORMAL = "normal", _("ふつう")
    BUSY = "busy", pgettext_lazy("planner", "たくさん")


class TravelMode(TextChoices):
    """移動手段: how visitors get from spot to spot."""

    WALK = "walk", _("徒歩")
    BUS = "bus", _("徒歩とバス")
    BICYCLE = "bicycle", _("自転車")
    CAR = "car", _("車")


class StepFree(TextChoices):
    """段差への配慮: who comes along on wheels."""

    WHEELCHAIR = "wheelchair", _("車いす")
    PUSHCHAIR = "pushchair", _("ベビーカー")

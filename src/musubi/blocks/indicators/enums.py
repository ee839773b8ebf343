"""Closed lists of indicators."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.choices import TextChoices


class Direction(TextChoices):
    """望ましい方向."""

    UP = "up", _("増やす")
    DOWN = "down", _("減らす")
    KEEP = "keep", _("保つ")


class IndicatorKind(TextChoices):
    """指標の種類: what was done (活動) or what came of it (成果)."""

    ACTIVITY = "activity", _("活動指標")
    OUTCOME = "outcome", _("成果指標")


class Basis(TextChoices):
    """値の時点: what an annual value stands for."""

    YEAR_TOTAL = "year_total", _("年度累計")
    YEAR_END = "year_end", _("年度末現在")
    AS_OF = "as_of", _("○月○日現在")
    CALENDAR_YEAR = "calendar_year", _("暦年")

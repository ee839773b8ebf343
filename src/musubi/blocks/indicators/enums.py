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


class AchievementRate(TextChoices):
    """達成率の求め方: cities use both; every printed rate says which it is."""

    FROM_BASELINE = "from_baseline", _("(実績−基準)÷(目標−基準)")
    TO_TARGET = "to_target", _("実績÷目標")


class RuleKind(TextChoices):
    """判定の決まり: the closed list of what a rule of a rating scale may ask; thresholds are percent."""

    UNKNOWN = "unknown", _("評価に要る値がない")
    ABOVE_TARGET = "above_target", _("目標値を超えている")
    REACHES_TARGET = "reaches_target", _("目標値に達している")
    TO_TARGET = "to_target", _("実績÷目標が○%以上")
    FROM_BASELINE = "from_baseline", _("(実績−基準)÷(目標−基準)が○%以上")
    PACE = "pace", _("経過年数に応じた目標の○%以上")
    ABOVE_BASELINE = "above_baseline", _("基準値を超えている")
    WITHIN_BASELINE = "within_baseline", _("基準値からの下落が○%以内")
    BELOW_BASELINE = "below_baseline", _("基準値を下回っている")
    OTHERWISE = "otherwise", _("上のどれにも当たらない")


class Tone(TextChoices):
    """評価の調子: how a step is shown beside its mark; never instead of it."""

    OK = "ok", _("順調")
    SLIGHT = "slight", _("やや遅れ")
    LATE = "late", _("遅れ")
    NONE = "none", _("なし")


class ScaleSubject(TextChoices):
    """評価の対象: what a scale is made for."""

    INDICATOR = "indicator", _("指標")
    PROGRAM = "program", _("事業・施策")

"""The tables of indicators."""

from musubi.blocks.indicators.models.indicator import Indicator, IndicatorActual, IndicatorTarget
from musubi.blocks.indicators.models.rating import RatingRule, RatingScale, RatingStep

__all__ = ["Indicator", "IndicatorActual", "IndicatorTarget", "RatingRule", "RatingScale", "RatingStep"]

"""The tables of indicators."""

from musubi.blocks.indicators.models.indicator import Indicator, IndicatorActual, IndicatorTarget

__all__ = ["Indicator", "IndicatorActual", "IndicatorTarget"]

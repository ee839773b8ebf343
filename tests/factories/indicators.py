"""Indicators for tests."""

from __future__ import annotations

from django.utils import timezone

from musubi.blocks.indicators.domain.scales import load_scales
from musubi.blocks.indicators.models import Indicator, IndicatorActual, IndicatorTarget
from musubi.blocks.vision.models import PlanItem


def indicator(item: PlanItem, code: str = "K1", **values) -> Indicator:
    """An indicator of an item, without targets or actuals."""
    return Indicator.objects.create(vision_id=item.vision_id, item=item, code=code, **{"name": f"架空指標{code}", "unit": "件", **values})


def target(of: Indicator, fiscal_year: int, value, **values) -> IndicatorTarget:
    return IndicatorTarget.objects.create(vision_id=of.vision_id, indicator=of, fiscal_year=fiscal_year, value=value, **values)


def actual(of: Indicator, fiscal_year: int, value, **values) -> IndicatorActual:
    return IndicatorActual.objects.create(vision_id=of.vision_id, indicator=of, fiscal_year=fiscal_year, value=value, **values)


def one_indicator_of_each_kind(vision) -> None:
    """Every kind of record of the indicators, at two items."""
    for item in vision.items.filter(code__in=["A-P1", "A-P2"]):
        one = indicator(item, f"I-{item.code}")
        target(one, 2020, 10)
        actual(one, 2019, 7)
    load_scales(actor=None, now=timezone.now())

"""What the program counts: lamps that were aided, and projects of the associations' own."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from musubi.blocks.applications.domain.measures import count_measure, counted, granted, queue_address
from musubi.blocks.applications.enums import Stage
from musubi.blocks.applications.models import Application, CostLine
from musubi.blocks.indicators.domain.measures import Figures, Measure, register_measure, sum_of

LAMP = "lamp"  # the cost category of the program's template
LANES = ("event", "promotion", "space")


def _lines(item_ids: Collection[int], fiscal_years: Collection[int]) -> QuerySet[Any]:
    """The lamps as applied for in standing grants."""
    return CostLine.objects.filter(application__in=counted("granted", item_ids, fiscal_years), stage=Stage.APPLICATION, category=LAMP)


def _lamps(item_ids: Collection[int], fiscal_years: Collection[int]) -> Figures:
    rows = _lines(item_ids, fiscal_years).order_by().values_list("application__call__item_id", "application__call__fiscal_year")
    return {(item, year): Decimal(total or 0) for item, year, total in rows.annotate(total=Sum("quantity"))}


def projects(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Standing grants for the associations' own projects."""
    return granted(rows).filter(lane__in=LANES)


def register_measures() -> None:
    """Called once when apps are ready."""
    register_measure(
        Measure(
            key="shopping_streets.lamps",
            name=_("補助した街路灯の数"),
            unit=_("灯"),
            compute=_lamps,
            records=lambda item, year: _lines([item], [year]),
            address=queue_address("granted"),
            total=sum_of("quantity"),
        ),
        count_measure(key="shopping_streets.projects", name=_("商店街の取組の補助の件数"), unit=_("件"), narrow=projects),
    )

"""What visits count for the plan's indicators."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from musubi.blocks.indicators.domain.measures import Measure, register_measure, sum_of
from musubi.blocks.visits.models import MoveTotal, QuarterCount, RallyTotal

Figures = dict[tuple[int, int], Decimal]


def _measure(key: str, name: Any, unit: Any, model: Any, field: str, item: str) -> Measure:
    def compute(item_ids: Collection[int], fiscal_years: Collection[int]) -> Figures:
        rows = model.objects.filter(**{f"{item}__in": item_ids}, fiscal_year__in=fiscal_years).order_by()
        return {(of, year): Decimal(total) for of, year, total in rows.values_list(item, "fiscal_year").annotate(total=Sum(field))}

    def records(item_id: int, fiscal_year: int) -> QuerySet[Any]:
        return model.objects.filter(**{item: item_id}, fiscal_year=fiscal_year)  # type: ignore[no-any-return]

    return Measure(
        key=key,
        name=name,
        unit=unit,
        compute=compute,
        records=records,
        address=lambda _item, year: f"{reverse('visits:circulation')}?year={year}",
        total=sum_of(field),
    )


def register_measures() -> None:
    """Called once when apps are ready."""
    register_measure(
        _measure("visits.visitors", _("観光入込客数(延べ)"), _("人"), QuarterCount, "visitors", "site__item"),
        _measure("visits.moves", _("地点の間の移動(スタンプラリー)"), _("回"), MoveTotal, "moves", "rally__item"),
        _measure("visits.rally_books", _("スタンプラリーの参加"), _("冊"), RallyTotal, "books", "rally__item"),
        _measure("visits.rally_finished", _("スタンプラリーの達成"), _("冊"), RallyTotal, "finished", "rally__item"),
    )

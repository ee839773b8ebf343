"""What the tours count for the plan's indicators: circulation along published model courses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from musubi.blocks.indicators.domain.measures import Measure, register_measure, sum_of
from musubi.programs.brand.tours.domain.course_counts import behind, compute, moves_on, stamps_on
from musubi.programs.brand.tours.domain.courses import published_courses


def _measure(key: str, name: Any, records: Callable[[Any], QuerySet[Any]], field: str) -> Measure:
    return Measure(
        key=key,
        name=name,
        unit=_("回"),
        compute=lambda items, years: compute(records(published_courses()), field, items, years),
        records=lambda item, year: behind(records(published_courses()), item, year),
        address=lambda _item, year: f"{reverse('tours:courses')}?year={year}",
        total=sum_of(field),
    )


def register_measures() -> None:
    """Called once when apps are ready."""
    register_measure(
        _measure("tours.course_stamps", _("モデルコースの立ち寄り先のスタンプ"), stamps_on, "stamps"),
        _measure("tours.course_moves", _("モデルコースに沿った移動(スタンプラリー)"), moves_on, "moves"),
    )

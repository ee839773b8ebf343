"""The measures of reporting, with the page that lists what is behind them."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from musubi.blocks.indicators.domain.measures import Measure, register_measure
from musubi.blocks.reporting.domain import measures
from musubi.blocks.vision.models import PlanItem


def _calls(_item: PlanItem, _fiscal_year: int) -> str:
    return reverse("calls:list")


def register_measures() -> None:
    """Called once when apps are ready."""
    register_measure(
        Measure(
            key="reporting.answers",
            name=_("照会に回答した件数"),
            unit=_("件"),
            compute=measures.count_answers,
            records=lambda item, year: measures.answers([item], [year]),
            address=_calls,
        ),
        Measure(
            key="reporting.answers_in_time",
            name=_("期限内に回答した件数"),
            unit=_("件"),
            compute=measures.count_answers_in_time,
            records=lambda item, year: measures.answers_in_time([item], [year]),
            address=_calls,
        ),
    )

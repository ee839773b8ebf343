"""What draws count for the plan's indicators: entries drawn and places won, by the fiscal year in which lots were drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from musubi.blocks.draws.domain.results import drawn_in
from musubi.blocks.draws.enums import DrawStatus
from musubi.blocks.draws.models import Draw, DrawOutcome
from musubi.blocks.indicators.domain.measures import Figures, Measure, register_measure
from musubi.blocks.kernel.dates import fiscal_year_of
from musubi.blocks.vision.models import PlanItem


def _address(item: PlanItem, fiscal_year: int) -> str:
    return f"{reverse('draws:list')}?{urlencode({'q': item.code, 'state': DrawStatus.DRAWN, 'year': fiscal_year})}"


def _measure(key: str, name: Any, counted: Q) -> Measure:
    def compute(item_ids: Collection[int], fiscal_years: Collection[int]) -> Figures:
        found = DrawOutcome.objects.filter(counted, draw__status=DrawStatus.DRAWN, draw__item__in=list(item_ids))
        counts: Counter[tuple[int, int]] = Counter()
        for item, moment, count in found.order_by().values_list("draw__item", "draw__run__drawn_at").annotate(found=Count("pk")):
            counts[item, fiscal_year_of(timezone.localdate(moment))] += count
        return {pair: Decimal(count) for pair, count in counts.items() if pair[1] in set(fiscal_years)}

    def records(item: int, fiscal_year: int) -> QuerySet[DrawOutcome]:
        return DrawOutcome.objects.filter(counted, draw__in=drawn_in(Draw.objects.filter(item=item), fiscal_year))

    return Measure(key=key, name=name, unit=_("件"), compute=compute, records=records, address=_address)


def register_measures() -> None:
    """Called once when apps are ready."""
    register_measure(
        _measure("draws.entries", _("抽選の申込の件数"), Q()),
        _measure("draws.won", _("抽選で当選した申込の件数"), ~Q(won="")),
    )

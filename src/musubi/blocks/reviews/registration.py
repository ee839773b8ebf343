"""The measure of reviews, with the page that lists what is behind it; what belongs to the history of an application before a panel."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from musubi.blocks.audit.domain.trail import register_related
from musubi.blocks.indicators.domain.measures import Figures, Measure, register_measure
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.reviews.domain.progress import reviewed_entries
from musubi.blocks.reviews.models import Exclusion, InterestDeclaration, PanelEntry
from musubi.blocks.vision.models import PlanItem


def _reviewed(item_ids: Collection[int], fiscal_years: Collection[int]) -> Figures:
    rows = reviewed_entries(item_ids, fiscal_years).order_by().values_list("panel__call__item_id", "panel__call__fiscal_year")
    return {(item, year): Decimal(count) for item, year, count in rows.annotate(found=Count("pk"))}


def _records(item: int, fiscal_year: int) -> QuerySet[PanelEntry]:
    return reviewed_entries([item], [fiscal_year])


def _address(item: PlanItem, fiscal_year: int) -> str:
    return f"{reverse('reviews:panels')}?item={item.code}&year={fiscal_year}"


def register_measures() -> None:
    """Called once when apps are ready."""
    register_measure(
        Measure(key="reviews.reviewed", name=_("審査会で採点した申請の件数"), unit=_("件"), compute=_reviewed, records=_records, address=_address)
    )


def _kept_apart(reader: Any, entry: PanelEntry) -> list[QuerySet[Any]]:
    """利害関係の申告 and 除斥・回避 about an application, as far as the reader may see them."""
    return [visible_to(reader, model).filter(entry=entry) for model in (InterestDeclaration, Exclusion)]


def register_histories() -> None:
    """Called once when apps are ready."""
    register_related(PanelEntry, _kept_apart)

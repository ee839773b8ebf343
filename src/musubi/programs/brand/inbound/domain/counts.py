"""What inbound counts: spots told in a language by the year's end, work done at signs in the year."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from musubi.blocks.kernel.dates import fiscal_year_ends_on, fiscal_year_of, fiscal_year_starts_on
from musubi.blocks.places.enums import PublicationState
from musubi.blocks.places.models import Spot
from musubi.blocks.translations.enums import TranslationState
from musubi.blocks.translations.models import Translation
from musubi.blocks.vision.models import PlanItem
from musubi.programs.brand.inbound.models import WorkOrder
from musubi.programs.brand.inbound.program import PROGRAM

Figures = dict[tuple[int, int], Decimal]
NEEDED = ("name", "summary")  # without which a spot is not told in a language


def _items(item_ids: Collection[int]) -> list[int]:
    """Those of the items that the program serves."""
    return list(PlanItem.objects.filter(pk__in=item_ids, code__in=PROGRAM.codes).values_list("pk", flat=True))


def _told(language: str) -> QuerySet[Translation]:
    return Translation.objects.filter(object_type="places.Spot", language=language, field__in=NEEDED, status__in=TranslationState.shown())


def spots_told(language: str, item_ids: Collection[int], fiscal_years: Collection[int]) -> Figures:
    """How many published spots have name and summary in the language by the end of each year."""
    since: dict[str, list[dt.date]] = {}
    shown = Spot.objects.filter(status=PublicationState.PUBLISHED).values("uid")
    for uid, day in _told(language).filter(object_uid__in=shown).values_list("object_uid", "done_on"):
        since.setdefault(uid, []).append(day)
    days = [max(found) for found in since.values() if len(found) == len(NEEDED)]
    figures = {year: Decimal(sum(day <= fiscal_year_ends_on(year) for day in days)) for year in fiscal_years}
    return {(item, year): figures[year] for item in _items(item_ids) for year in fiscal_years}


def spots_behind(language: str, item: int, fiscal_year: int) -> QuerySet[Any]:
    """The spots behind a figure."""
    spots = Spot.objects.filter(status=PublicationState.PUBLISHED)
    if not _items([item]):
        return spots.none()
    for name in NEEDED:
        done = _told(language).filter(field=name, done_on__lte=fiscal_year_ends_on(fiscal_year))
        spots = spots.filter(uid__in=done.values("object_uid"))
    return spots


def work_done(item_ids: Collection[int], fiscal_years: Collection[int]) -> Figures:
    """How many pieces of work were done at signs in each year."""
    days = WorkOrder.objects.filter(done_on__isnull=False).values_list("done_on", flat=True)
    found = Counter(fiscal_year_of(day) for day in days)
    return {(item, year): Decimal(found[year]) for item in _items(item_ids) for year in fiscal_years}


def work_behind(item: int, fiscal_year: int) -> QuerySet[Any]:
    """The work behind a figure."""
    orders = WorkOrder.objects.filter(done_on__range=(fiscal_year_starts_on(fiscal_year), fiscal_year_ends_on(fiscal_year)))
    return orders if _items([item]) else orders.none()

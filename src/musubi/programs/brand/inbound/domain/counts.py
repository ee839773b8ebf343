"""What inbound counts: spots and events shown, spots told in a language by the year's end, work done at signs in the year."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from musubi.blocks.kernel.dates import fiscal_year_ends_on, fiscal_year_of, fiscal_year_starts_on
from musubi.blocks.places.enums import PublicationState
from musubi.blocks.places.models import LocalEvent, Spot
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


def _told(languages: Collection[str]) -> QuerySet[Translation]:
    return Translation.objects.filter(object_type="places.Spot", language__in=languages, field__in=NEEDED, status__in=TranslationState.shown())


def _published() -> QuerySet[Spot]:
    return Spot.objects.filter(status=PublicationState.PUBLISHED)


def _at_year_ends(days: Collection[dt.date], item_ids: Collection[int], fiscal_years: Collection[int]) -> Figures:
    """How many of the days lie before the end of each year."""
    figures = {year: Decimal(sum(day <= fiscal_year_ends_on(year) for day in days)) for year in fiscal_years}
    return {(item, year): figures[year] for item in _items(item_ids) for year in fiscal_years}


def spots_published(item_ids: Collection[int], fiscal_years: Collection[int]) -> Figures:
    """How many spots visitors are shown by the end of each year."""
    return _at_year_ends([day for day in _published().values_list("published_on", flat=True) if day], item_ids, fiscal_years)


def published_behind(item: int, fiscal_year: int) -> QuerySet[Any]:
    """The spots behind a figure."""
    return _published().filter(published_on__lte=fiscal_year_ends_on(fiscal_year)) if _items([item]) else Spot.objects.none()


def events_published(item_ids: Collection[int], fiscal_years: Collection[int]) -> Figures:
    """How many events that visitors are shown begin in each year."""
    begun = LocalEvent.objects.filter(status=PublicationState.PUBLISHED).values_list("starts_on", flat=True)
    found = Counter(fiscal_year_of(day) for day in begun)
    return {(item, year): Decimal(found[year]) for item in _items(item_ids) for year in fiscal_years}


def events_behind(item: int, fiscal_year: int) -> QuerySet[Any]:
    """The events behind a figure."""
    events = LocalEvent.objects.filter(
        status=PublicationState.PUBLISHED, starts_on__range=(fiscal_year_starts_on(fiscal_year), fiscal_year_ends_on(fiscal_year))
    )
    return events if _items([item]) else events.none()


def spots_told(languages: Collection[str], item_ids: Collection[int], fiscal_years: Collection[int]) -> Figures:
    """How many published spots have name and summary in each of the languages by the end of each year."""
    since: dict[str, list[dt.date]] = {}
    shown = _published().values("uid")
    for uid, day in _told(languages).filter(object_uid__in=shown).values_list("object_uid", "done_on"):
        since.setdefault(uid, []).append(day)
    days = [max(found) for found in since.values() if len(found) == len(NEEDED) * len(languages)]
    return _at_year_ends(days, item_ids, fiscal_years)


def spots_behind(languages: Collection[str], item: int, fiscal_year: int) -> QuerySet[Any]:
    """The spots behind a figure."""
    spots = _published()
    if not _items([item]):
        return spots.none()
    for language in languages:
        for name in NEEDED:
            done = _told([language]).filter(field=name, done_on__lte=fiscal_year_ends_on(fiscal_year))
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

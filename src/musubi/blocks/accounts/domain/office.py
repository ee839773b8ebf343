"""The office's settings, its closed days, its document numbers and the demo's clock."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone

from musubi.blocks.accounts.models import NumberSeries, OfficeHoliday, OfficeSettings
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.locking import lock

DEMO_DAY = dt.date(2020, 10, 14)
REFRESH = dt.timedelta(seconds=2)
_demo: list[tuple[dt.datetime, dt.timedelta]] = []  # when it was read, and the distance


def office() -> OfficeSettings:
    """The settings; unsaved defaults where none are kept yet."""
    return OfficeSettings.objects.order_by("pk").first() or OfficeSettings()


def closed_days() -> frozenset[dt.date]:
    """The office's own closed days."""
    return frozenset(OfficeHoliday.objects.values_list("day", flat=True))


@transaction.atomic
def next_number(*, name: str, pattern: str, fiscal_year: int) -> str:
    """The next document number of a series, e.g. 所産振第12号; no gap and no double under concurrent writers.

    A new year goes on with the form that the office gave the series last; `pattern` is for a series without any.
    """
    last = NumberSeries.objects.filter(name=name, fiscal_year__lt=fiscal_year).order_by("-fiscal_year").first()
    NumberSeries.objects.get_or_create(name=name, fiscal_year=fiscal_year, defaults={"pattern": last.pattern if last else pattern})
    series: NumberSeries = lock(NumberSeries.objects.filter(name=name, fiscal_year=fiscal_year))[0]
    series.last_number += 1
    series.save(update_fields=["last_number", "updated_at"])
    return series.pattern.replace("{number}", str(series.last_number))


def demo_offset() -> dt.timedelta:
    """How far business time stands from real time in a demo; read from the database at most every two seconds."""
    if not settings.DEMO:
        return dt.timedelta()
    now = clock.real_now()
    if _demo and now - _demo[-1][0] < REFRESH:
        return _demo[-1][1]
    try:
        day = OfficeSettings.objects.values_list("demo_clock", flat=True).first() or DEMO_DAY
    except DatabaseError:  # before the tables are made
        day = DEMO_DAY
    offset = dt.timedelta(days=(day - timezone.localtime(now).date()).days)
    _demo[:] = [(now, offset)]
    return offset

"""The office's settings, its closed days, its document numbers and the demo's clock."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone

from musubi.blocks.accounts.models import NumberSeries, OfficeHoliday, OfficeSettings, Organization
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.locking import lock

DEMO_DAY = dt.date(2020, 10, 14)
REFRESH = dt.timedelta(seconds=2)
_demo: list[tuple[dt.datetime, dt.timedelta]] = []  # when it was read, and the distance


def office() -> OfficeSettings:
    """The settings; unsaved defaults where none are kept yet."""
    return OfficeSettings.objects.order_by("pk").first() or OfficeSettings()


@dataclass(frozen=True)
class Letterhead:
    """How the office names itself on pages, letters and mail: its settings, else what its organisation says."""

    municipality_name: str = ""
    municipality_name_en: str = ""
    division_name: str = ""
    division_name_en: str = ""
    postal_code: str = ""
    address: str = ""
    address_en: str = ""
    phone: str = ""
    fax: str = ""
    mailbox: str = ""
    logo: Any = None
    logo_version: int = 0

    @property
    def name(self) -> str:
        """所沢市 産業振興課."""
        return f"{self.municipality_name} {self.division_name}".strip()

    @property
    def name_en(self) -> str:
        """The division first, as English addresses do; empty unless all of it is translated."""
        if bool(self.municipality_name) != bool(self.municipality_name_en) or bool(self.division_name) != bool(self.division_name_en):
            return ""
        return ", ".join(part for part in (self.division_name_en, self.municipality_name_en) if part)


def letterhead(organization: Organization | None = None) -> Letterhead:
    """The office's letterhead; `organization` stands in where the settings name none.

    An address belongs together: a place of the settings is never mixed with the postal code of the organisation.
    """
    own = OfficeSettings.objects.select_related("organization").order_by("pk").first() or OfficeSettings()
    unit = own.organization or organization or Organization()
    place: Any = own if own.address or own.postal_code else unit
    named: Any = own if own.division_name else unit
    return Letterhead(
        municipality_name=own.municipality_name,
        municipality_name_en=own.municipality_name_en,
        division_name=own.division_name or unit.name,
        division_name_en=own.division_name_en if named is own else unit.name_en,
        postal_code=place.postal_code,
        address=place.address,
        address_en=own.address_en if place is own else "",
        phone=own.phone or unit.phone,
        fax=own.fax or (unit.fax if not own.phone else ""),
        mailbox=unit.mailbox,
        logo=own.logo or None,
        logo_version=own.version,
    )


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

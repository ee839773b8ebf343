"""計測項目 of the certified brands: products certified in a year, standing at its end, checked in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from musubi.blocks.indicators.domain.measures import Basis, Figures, Measure, register_measure
from musubi.blocks.kernel.dates import fiscal_year_bounds, fiscal_year_ends_on, fiscal_year_of
from musubi.blocks.vision.models import PlanItem
from musubi.programs.brand.local_brands.models import BrandProduct, SpotCheck

ITEM = "certificate__application__call__item"


def _certified(item_ids: Collection[int]) -> QuerySet[BrandProduct]:
    return BrandProduct.objects.filter(**{f"{ITEM}__in": list(item_ids)})


def _standing(year: int) -> Q:
    """Valid on the last day of the fiscal year."""
    last = fiscal_year_ends_on(year)
    return (
        Q(first_certified_on__lte=last)
        & (Q(certificate__valid_until__isnull=True) | Q(certificate__valid_until__gte=last))
        & (Q(certificate__revoked_on__isnull=True) | Q(certificate__revoked_on__gt=last))
    )


def _compute_certified(item_ids: Collection[int], years: Collection[int]) -> Figures:
    found = _certified(item_ids).values_list(ITEM, "first_certified_on")
    counts = Counter((item, fiscal_year_of(day)) for item, day in found)
    return {key: Decimal(number) for key, number in counts.items() if key[1] in set(years)}


def _compute_valid(item_ids: Collection[int], years: Collection[int]) -> Figures:
    rows = list(_certified(item_ids).values_list(ITEM, "first_certified_on", "certificate__valid_until", "certificate__revoked_on"))
    counts: Counter[tuple[int, int]] = Counter()
    for year in years:
        last = fiscal_year_ends_on(year)
        standing = (row for row in rows if row[1] <= last and (not row[2] or row[2] >= last) and (not row[3] or row[3] > last))
        counts.update((row[0], year) for row in standing)
    return {key: Decimal(number) for key, number in counts.items()}


def _checks(item_ids: Collection[int]) -> QuerySet[SpotCheck]:
    return SpotCheck.objects.filter(**{f"product__{ITEM}__in": list(item_ids)}, checked_on__isnull=False)


def _compute_checks(item_ids: Collection[int], years: Collection[int]) -> Figures:
    found = _checks(item_ids).values_list(f"product__{ITEM}", "checked_on")
    counts = Counter((item, fiscal_year_of(day)) for item, day in found if day is not None)
    return {key: Decimal(number) for key, number in counts.items() if key[1] in set(years)}


def _in_year(field: str, year: int) -> Q:
    starts_on, ends_before = fiscal_year_bounds(year)
    return Q(**{f"{field}__gte": starts_on, f"{field}__lt": ends_before})


def _address(counted: str) -> Callable[[PlanItem, int], str]:
    return lambda _item, year: f"{reverse('local_brands:staff')}?{urlencode({'counted': counted, 'year': year})}"


def records_of(counted: str, item_ids: Collection[int], year: int) -> QuerySet[BrandProduct]:
    """The products behind a figure of that name: `certified`, `valid`, or those with a `checks`."""
    if counted == "certified":
        return _certified(item_ids).filter(_in_year("first_certified_on", year))
    if counted == "valid":
        return _certified(item_ids).filter(_standing(year))
    return _certified(item_ids).filter(pk__in=_checks(item_ids).filter(_in_year("checked_on", year)).values("product"))


def register_measures() -> None:
    """Called once when apps are ready."""
    unit = _("品")

    def of(counted: str) -> Callable[[int, int], QuerySet[Any]]:
        return lambda item, year: records_of(counted, [item], year)

    register_measure(
        Measure("local_brands.certified", _("新しく認定した品の数"), unit, _compute_certified, of("certified"), _address("certified")),
        Measure("local_brands.valid", _("認定している品の数"), unit, _compute_valid, of("valid"), _address("valid"), basis=Basis.YEAR_END),
        Measure(
            "local_brands.checks",
            _("抜取調査の件数"),
            _("件"),
            _compute_checks,
            lambda item, year: _checks([item]).filter(_in_year("checked_on", year)),
            _address("checks"),
        ),
    )

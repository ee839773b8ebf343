"""Measures (計測項目): figures that other apps count from their own records, by plan item and fiscal year.

An app registers its measures when it is ready; an indicator of the plan then names one instead of being typed by hand.
Nothing here knows who registers. A measure answers twice: `compute` gives all figures at once, `records` the records
behind one of them; `disagreements` is the property that holds them together, and every measure's test asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum

from musubi.blocks.indicators.enums import Basis
from musubi.blocks.vision.models import PlanItem

Figures = Mapping[tuple[int, int], Decimal]
KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
LONGEST_KEY = 60  # as Indicator.measure keeps it


def count(records: QuerySet[Any]) -> Decimal:
    """How many records there are."""
    return Decimal(records.distinct().count())


def sum_of(field: str) -> Callable[[QuerySet[Any]], Decimal]:
    """The sum of a field of the records; 0 where there is none."""

    def total(records: QuerySet[Any]) -> Decimal:
        # A joined filter may name a record twice: sum over the records themselves.
        found = records.model._default_manager.filter(pk__in=records.values("pk")).aggregate(total=Sum(field))["total"]
        return Decimal(found or 0)

    return total


@dataclass(frozen=True)
class Measure:
    """計測項目: one figure that an app counts.

    `compute` takes ids of plan items and fiscal years and gives (item id, fiscal year) → value in at most two queries,
    whatever their number; a pair that is missing stands for 0. `records` are the records behind one figure, which
    `total` adds up to the same value; `address` is the page that lists them, None where there is no page. `name` and
    `unit` are lazy translations; `basis` says what a year's value stands for.
    """

    key: str
    name: Any
    unit: Any
    compute: Callable[[Collection[int], Collection[int]], Figures]
    records: Callable[[int, int], QuerySet[Any]]
    address: Callable[[PlanItem, int], str | None]
    basis: Basis = Basis.YEAR_TOTAL
    total: Callable[[QuerySet[Any]], Decimal] = count


class UnknownMeasureError(LookupError):
    """No measure of that key is registered (an app was taken out, or the key was mistyped)."""

    code = "unknown_measure"


_measures: dict[str, Measure] = {}


def register_measure(*given: Measure) -> None:
    """Add measures; called when an app is ready. Keys look like `subsidies.awarded_yen` and are unique."""
    for each in given:
        if not KEY.fullmatch(each.key) or len(each.key) > LONGEST_KEY:
            raise ValueError(f"measure key {each.key!r} is not of the form app.figure in at most {LONGEST_KEY} characters")
        if each.key in _measures:
            raise ValueError(f"measure {each.key} is registered twice")
        _measures[each.key] = each


def measures() -> tuple[Measure, ...]:
    """All measures, by key."""
    return tuple(_measures[key] for key in sorted(_measures))


def measure(key: str) -> Measure:
    """The measure of that key. Raises UnknownMeasureError."""
    try:
        return _measures[key]
    except KeyError as error:
        raise UnknownMeasureError(key) from error


@dataclass(frozen=True)
class Disagreement:
    """A figure that is not what its records add up to."""

    item_id: int
    fiscal_year: int
    computed: Decimal
    added_up: Decimal


def disagreements(asked: Measure, *, item_ids: Collection[int], fiscal_years: Collection[int]) -> list[Disagreement]:
    """Where `compute` and the total over `records` differ; [] is what every measure's property test expects.

    A figure for an item or a year that was not asked for counts as a disagreement too. Costs a query a pair: for tests.
    """
    figures = asked.compute(item_ids, fiscal_years)
    pairs = {(item, year) for item in item_ids for year in fiscal_years}
    found = []
    for item, year in sorted(pairs | set(figures)):
        added_up = asked.total(asked.records(item, year)) if (item, year) in pairs else Decimal(0)
        if figures.get((item, year), Decimal(0)) != added_up or (item, year) not in pairs:
            found.append(Disagreement(item, year, figures.get((item, year), Decimal(0)), added_up))
    return found

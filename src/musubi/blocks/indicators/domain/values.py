"""The figures of indicators: live from records and measures, or as a confirmed edition of the plan holds them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from musubi.blocks.indicators.domain.figures import ActualPoint, Figure, Points, Subject, TargetPoint, figures
from musubi.blocks.indicators.domain.measures import UnknownMeasureError, measure
from musubi.blocks.indicators.models import Indicator, IndicatorActual, IndicatorTarget
from musubi.blocks.vision.domain.document import PlanDocument
from musubi.blocks.vision.domain.editions import edition_document
from musubi.blocks.vision.models import Edition

COLUMNS = tuple(name for name in Subject.__dataclass_fields__ if name not in {"item", "owner"})


def values(
    *, indicators: QuerySet[Indicator] | Collection[Indicator], fiscal_years: Collection[int], today: dt.date
) -> dict[tuple[str, int], Figure]:
    """(indicator's uid, fiscal year) → figure, as it stands live on `today`.

    Three queries and at most two for each measure that is named, whatever the number of indicators and years.
    """
    years = sorted(set(fiscal_years))
    return figures(live_points(indicators=indicators, fiscal_years=years), years, today=today)


def live_points(*, indicators: QuerySet[Indicator] | Collection[Indicator], fiscal_years: Collection[int]) -> list[Points]:
    """Everything known of the indicators, in their order; measures are asked for `fiscal_years` and the year before each."""
    pks = [indicator.pk for indicator in indicators]
    rows = Indicator.objects.filter(pk__in=pks).values("pk", "item_id", "item__code", "owner__code", *COLUMNS)
    subjects = {row["pk"]: (row["item_id"], _subject(row)) for row in rows}
    targets: dict[int, list[TargetPoint]] = defaultdict(list)
    for pk, year, value, revision, reason, day in IndicatorTarget.objects.filter(indicator__in=pks).values_list(
        "indicator", "fiscal_year", "value", "revision", "reason", "revised_on"
    ):
        targets[pk].append(TargetPoint(year, value, revision, reason, day))
    actuals: dict[int, dict[int, ActualPoint]] = defaultdict(dict)
    for pk, year, value, provisional, note, uid in IndicatorActual.objects.filter(indicator__in=pks).values_list(
        "indicator", "fiscal_year", "value", "provisional", "note", "uid"
    ):
        actuals[pk][year] = ActualPoint(year, value, provisional, note, uid)
    computed = _computed(subjects, fiscal_years)
    return [Points(subjects[pk][1], tuple(targets[pk]), actuals[pk], computed.get(pk)) for pk in pks if pk in subjects]


def _subject(row: Mapping[str, Any]) -> Subject:
    return Subject(item=row["item__code"], owner=row["owner__code"] or "", **{name: row[name] for name in COLUMNS})


def _computed(subjects: Mapping[int, tuple[int, Subject]], fiscal_years: Collection[int]) -> dict[int, dict[int, Decimal]]:
    """Indicator's pk → fiscal year → what its measure counts; without those whose measure is not registered."""
    years = sorted({year for each in fiscal_years for year in (each - 1, each)})
    by_key: dict[str, list[int]] = defaultdict(list)
    for pk, (_item, subject) in subjects.items():
        if subject.measure:
            by_key[subject.measure].append(pk)
    found: dict[int, dict[int, Decimal]] = {}
    for key, pks in by_key.items():
        try:
            asked = measure(key)
        except UnknownMeasureError:
            continue
        counted = asked.compute({subjects[pk][0] for pk in pks}, years)
        for pk in pks:
            found[pk] = {year: Decimal(counted.get((subjects[pk][0], year), 0)) for year in years}
    return found


def document_points(document: PlanDocument) -> list[Points]:
    """Everything that a plan document says of its indicators, in the plan's order; measures have no part in it."""
    subjects = sorted((Subject.from_row(uid, row) for uid, row in document.rows("indicators").items()), key=lambda s: (s.order, s.code))
    targets: dict[str, list[TargetPoint]] = defaultdict(list)
    for row in document.rows("targets").values():
        day = row.get("revised_on")
        point = TargetPoint(row["fiscal_year"], Decimal(row["value"]), row["revision"], row["reason"], dt.date.fromisoformat(day) if day else None)
        targets[row["indicator"]].append(point)
    actuals: dict[str, dict[int, ActualPoint]] = defaultdict(dict)
    for uid, row in document.rows("actuals").items():
        year = row["fiscal_year"]
        actuals[row["indicator"]][year] = ActualPoint(year, Decimal(row["value"]), bool(row.get("provisional")), row["note"], uid)
    return [Points(subject, tuple(targets[subject.code]), actuals[subject.code], is_live=False) for subject in subjects]


@lru_cache(maxsize=16)
def _edition_points(pk: int, sha256: str) -> tuple[Points, ...]:
    return tuple(document_points(edition_document(Edition(pk=pk, sha256=sha256))))


def edition_points(edition: Edition) -> tuple[Points, ...]:
    """What a confirmed edition says of its indicators; kept in memory, since editions never change."""
    return _edition_points(edition.pk, edition.sha256)


def years_of(points: Iterable[Points]) -> list[int]:
    """Every fiscal year with a target, an actual or a baseline, in order."""
    found: set[int] = set()
    for each in points:
        found |= {target.fiscal_year for target in each.targets} | set(each.actuals)
        if each.subject.baseline_fiscal_year is not None and each.subject.baseline_value is not None:
            found.add(each.subject.baseline_fiscal_year)
    return sorted(found)

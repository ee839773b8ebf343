"""Hide small counts of a year from the public: in its pages, its errata and its papers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from musubi.blocks.indicators.domain.figures import is_small
from musubi.blocks.indicators.models import Indicator
from musubi.blocks.reporting.domain.rows import IndicatorRow, YearRows
from musubi.blocks.reporting.models import Erratum, YearEdition
from musubi.blocks.vision.models import Vision

HIDDEN = "非公表"


def thresholds(vision: Vision) -> dict[str, int]:
    """Indicator's code → the smallest count that is made public, for those that hide smaller ones."""
    found = Indicator.objects.filter(vision=vision, suppress_below__isnull=False)
    return dict(found.values_list("code", "suppress_below"))


def public_rows(rows: YearRows, least: Mapping[str, int]) -> YearRows:
    """The year as the public may read it: counts below their indicator's threshold are hidden, with what tells them."""
    programs = (replace(row, indicators=tuple(_public(each, least.get(each.code, 0)) for each in row.indicators)) for row in rows.programs)
    return replace(rows, programs=tuple(programs))


def _public(row: IndicatorRow, least: int) -> IndicatorRow:
    baseline = None if is_small(row.baseline, least) else row.baseline
    previous = None if is_small(row.previous, least) else row.previous
    if not is_small(row.actual, least):
        rate = row.rate if baseline == row.baseline else None  # the rate would tell the baseline
        return replace(row, baseline=baseline, previous=previous, rate=rate, note="")
    return replace(row, baseline=baseline, previous=previous, actual=None, rate=None, rate_definition="", state=HIDDEN, note="")


def public_errata(edition: YearEdition, least: Mapping[str, int]) -> list[Erratum]:
    """The edition's errata; a correction of a hidden count is told without its figures."""
    found = list(edition.errata.select_related("item"))
    for erratum in found:
        _code, _sep, rest = erratum.path.partition("/indicators/")
        if any(rest.startswith(f"{code}/") for code in least):
            erratum.before = erratum.after = HIDDEN
    return found

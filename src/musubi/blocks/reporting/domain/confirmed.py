"""The figures of the years that the division's head confirmed, for the public pages of indicators."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache

from musubi.blocks.indicators.domain.figures import ActualPoint, is_small
from musubi.blocks.indicators.domain.published import register_confirmed
from musubi.blocks.indicators.models import Indicator
from musubi.blocks.reporting.domain.editions import published_editions
from musubi.blocks.reporting.domain.rows import IndicatorRow, YearRows, from_bytes
from musubi.blocks.reporting.models import Erratum, YearEdition
from musubi.blocks.vision.models import Vision

HIDDEN = "非公表"
HELD = "前回値"  # as the rows of an edition say it
PROVISIONAL = {"速報値", "年度途中"}


@lru_cache(maxsize=16)
def _rows(pk: int, sha256: str) -> YearRows:
    return from_bytes(bytes(YearEdition.objects.values_list("content", flat=True).get(pk=pk, sha256=sha256)))


def confirmed_rows(edition: YearEdition) -> YearRows:
    """The rows of an edition; kept in memory, since editions never change."""
    return _rows(edition.pk, edition.sha256)


def confirmed_actuals(vision: Vision) -> tuple[str, Callable[[], Mapping[tuple[str, int], ActualPoint]]]:
    """A mark of the public editions of all years, and how to read the indicators' values from them. One query."""
    editions = published_editions(vision)
    return ",".join(edition.sha256 for edition in editions), lambda: _actuals(editions)


def _actuals(editions: list[YearEdition]) -> dict[tuple[str, int], ActualPoint]:
    """(indicator's code, fiscal year) → value; one that was only held over is no value of that year."""
    found = {}
    for edition in editions:
        for program in confirmed_rows(edition).programs:
            for row in program.indicators:
                if row.actual is not None and row.state != HELD:
                    point = ActualPoint(edition.fiscal_year, row.actual, row.state in PROVISIONAL)
                    found[row.code, edition.fiscal_year] = point
    return found


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


def register_figures() -> None:
    """Called once when apps are ready."""
    register_confirmed(confirmed_actuals)

"""The figures of the years that the division's head confirmed, for the public pages of indicators."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from musubi.blocks.indicators.domain.figures import ActualPoint
from musubi.blocks.indicators.domain.published import register_confirmed
from musubi.blocks.reporting.domain.editions import published_editions
from musubi.blocks.reporting.domain.rows import YearRows, from_bytes
from musubi.blocks.reporting.models import YearEdition
from musubi.blocks.vision.models import Vision

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


def register_figures() -> None:
    """Called once when apps are ready."""
    register_confirmed(confirmed_actuals)

"""The figures of the years that the division's head confirmed, for the public pages of indicators."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import lru_cache

from musubi.blocks.indicators.domain.figures import ActualPoint
from musubi.blocks.indicators.domain.published import register_confirmed
from musubi.blocks.kernel.dates import fiscal_year_of
from musubi.blocks.reporting.domain.editions import published_editions
from musubi.blocks.reporting.domain.rows import YearRows, from_bytes
from musubi.blocks.reporting.enums import Progress
from musubi.blocks.reporting.models import YearEdition
from musubi.blocks.vision.domain.published import register_bands
from musubi.blocks.vision.domain.roadmap import Band
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


LOOKS = {Progress.LATE: "slow", Progress.UNREPORTED: "none"}
UNDRAWN = {Progress.NOT_STARTED, Progress.ENDED}


def confirmed_bands(vision: Vision, today: dt.date) -> dict[str, list[Band]]:
    """What the public editions say of each item's years; those after the newest edition wait for their report. One query."""
    found: dict[str, list[Band]] = {}
    over: set[str] = set()
    editions = published_editions(vision)
    for edition in reversed(editions):
        for row in confirmed_rows(edition).programs:
            progress = Progress(row.progress)
            if progress not in UNDRAWN:
                found.setdefault(row.code, []).append(Band(edition.fiscal_year, LOOKS.get(progress, "")))
            (over.add if progress in {Progress.COMPLETED, Progress.ENDED} else over.discard)(row.code)
    waiting = range(editions[0].fiscal_year + 1, fiscal_year_of(today) + 1) if editions else ()
    for code, bands in found.items():
        bands += [Band(year, "none") for year in waiting if code not in over]
    return found


def register_figures() -> None:
    """Called once when apps are ready."""
    register_confirmed(confirmed_actuals)
    register_bands(confirmed_bands)

"""Who stands where after the scoring: each application's comparable score, and what is missing.

The score is the mean of the sheets as it is, or, where the call's frozen terms say so by a clause of the guidelines, the mean less
the reviewers' severity (甘辛をならした点); the mean as it is stays beside it.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor

from musubi.blocks.applications.enums import ScoreUsed
from musubi.blocks.applications.models import Application
from musubi.blocks.reviews.domain.engine.calibration import severities_of
from musubi.blocks.reviews.domain.engine.portfolio import ranked
from musubi.blocks.reviews.domain.panels import terms_of
from musubi.blocks.reviews.domain.results import EntryResult, results_of
from musubi.blocks.reviews.domain.selection.plain import UNIT, Candidate, SheetUnits
from musubi.blocks.reviews.models import Panel, PanelEntry


@dataclass(frozen=True)
class Standing:
    """An application before the panel: `score` is what ranks it, in hundredths of a point, half up; None without any sheet.

    Where lanes have score sheets of different length, means are carried over to the longest, so that a point is a point everywhere.
    `raw` is the mean of the sheets as it is: the score itself, unless the terms select by calibrated scores. `sheets` are what
    single sheets count, in points; `missing` names reviewers whose sheet is not handed in. `place` counts from 1 by score, equal
    scores by smaller amount, then number; `raw_place` so by the raw mean. `units` are the sheets that were calibrated; () if none were.
    """

    entry: PanelEntry
    score: int | None
    raw: int | None
    sheets: tuple[Fraction, ...]
    missing: tuple[str, ...]
    place: int = 0
    raw_place: int = 0
    units: tuple[SheetUnits, ...] = ()

    @property
    def application(self) -> Application:
        """The application itself."""
        found: Application = self.entry.application
        return found

    @property
    def number(self) -> str:
        """受付番号, by which runs speak of it."""
        return self.application.number

    @property
    def asked(self) -> int:
        """The yen asked for; 0 where none were."""
        return self.application.requested or 0


def standings(panel: Panel) -> list[Standing]:
    """Everything before the panel in the order of scores; a constant number of queries.

    Raises SelectionError where calibrated scores are to rank applications that no reviewer connects.
    """
    results = results_of(panel)
    longest = max((row.full for row in results), default=0)
    found = [_standing(row, longest) for row in results]
    raw_order = _order(found)
    if selects_calibrated(panel):
        found = _calibrated(found, results, longest)
    order = _order(found)
    return sorted((replace(row, place=order[row.number], raw_place=raw_order[row.number]) for row in found), key=lambda row: row.place)


def selects_calibrated(panel: Panel) -> bool:
    """Whether the panel's terms rank and select by calibrated scores."""
    return terms_of(panel).score_used == ScoreUsed.CALIBRATED


def _order(rows: Sequence[Standing]) -> dict[str, int]:
    return {each.number: place for place, each in enumerate(ranked([candidate(row, {}) for row in rows]), start=1)}


def _standing(row: EntryResult, longest: int) -> Standing:
    score = comparable(row.mean, row.full, longest) if row.mean is not None and row.full else None
    return Standing(row.entry, score, score, tuple(Fraction(sheet.points) for sheet in row.sheets), tuple(map(str, row.waiting)))


def _calibrated(rows: Sequence[Standing], results: Sequence[EntryResult], longest: int) -> list[Standing]:
    """The same with scores less the severity of their reviewers, who are known by their order in the panel alone."""
    keys = {pk: f"{place:03d}" for place, pk in enumerate(sorted({sheet.reviewer.pk for row in results for sheet in row.sheets}), start=1)}
    found = []
    for row, result in zip(rows, results, strict=True):
        sheets = result.sheets if result.full else ()
        units = tuple(SheetUnits(row.number, keys[sheet.reviewer.pk], comparable(Fraction(sheet.points), result.full, longest)) for sheet in sheets)
        found.append(replace(row, units=units))
    severity = severities_of([each for row in found for each in row.units])
    return [_levelled(row, severity) for row in found]


def _levelled(row: Standing, severity: Mapping[str, Fraction]) -> Standing:
    levelled = [each.units - severity[each.reviewer] for each in row.units]
    if not levelled:
        return row
    score = max(0, round_half_up(sum(levelled, Fraction(0)) / len(levelled)))  # as the engine's `calibrated_scores`, which a replay uses
    return replace(row, score=score, sheets=tuple(each / UNIT for each in levelled))


def comparable(mean: Fraction, full: int, longest: int) -> int:
    """A mean of a sheet with `full` points as hundredths of a point of a sheet with `longest`, half up.

    >>> comparable(Fraction(212, 3), 100, 100), comparable(Fraction(40), 50, 100)
    (7067, 8000)
    """
    return round_half_up(mean * UNIT * longest / full)


def round_half_up(value: Fraction) -> int:
    """The nearest whole number.

    >>> round_half_up(Fraction(5, 2)), round_half_up(Fraction(-1, 2))
    (3, 0)
    """
    return floor(value + Fraction(1, 2))


def candidate(row: Standing, marks: Mapping[str, str]) -> Candidate:
    """The application as the engine sees it."""
    party = row.application.party
    return Candidate(row.number, party.uid if party is not None else row.number, row.asked, row.score, marks)


def usual_noise(rows: Sequence[Standing]) -> int:
    """By how much a mean score is off, as the reviewers' differences tell: pooled standard deviation / √reviewers, hundredths of a point."""
    several = [row.sheets for row in rows if len(row.sheets) > 1]
    if not several:
        return 0
    pooled = sum(statistics.variance(sheets) * (len(sheets) - 1) for sheets in several) / sum(len(sheets) - 1 for sheets in several)
    reviewers = sum(map(len, several)) / len(several)
    return round(UNIT * (pooled / reviewers) ** 0.5)

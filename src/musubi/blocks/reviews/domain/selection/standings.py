"""Who stands where after the scoring: the mean of the sheets of each application as one comparable score, and what is missing."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from musubi.blocks.applications.models import Application
from musubi.blocks.reviews.domain.engine.portfolio import ranked
from musubi.blocks.reviews.domain.results import EntryResult, results_of
from musubi.blocks.reviews.domain.selection.plain import UNIT, Candidate
from musubi.blocks.reviews.models import Panel, PanelEntry


@dataclass(frozen=True)
class Standing:
    """An application before the panel: `score` is the mean of its sheets in hundredths of a point, half up; None without any.

    Where lanes have score sheets of different length, means are carried over to the longest, so that a point is a point everywhere.
    `sheets` are totals of single sheets in points; `missing` names reviewers whose sheet is not handed in. `place` counts from 1
    by score, equal scores by smaller amount, then number.
    """

    entry: PanelEntry
    score: int | None
    sheets: tuple[int, ...]
    missing: tuple[str, ...]
    place: int = 0

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
    """Everything before the panel in the order of scores; a constant number of queries."""
    results = results_of(panel)
    longest = max((row.full for row in results), default=0)
    found = [_standing(row, longest) for row in results]
    order = {each.number: place for place, each in enumerate(ranked([candidate(row, {}) for row in found]), start=1)}
    return sorted((replace(row, place=order[row.number]) for row in found), key=lambda row: row.place)


def _standing(row: EntryResult, longest: int) -> Standing:
    score = comparable(row.mean, row.full, longest) if row.mean is not None and row.full else None
    return Standing(row.entry, score, tuple(sheet.points for sheet in row.sheets), tuple(map(str, row.waiting)))


def comparable(mean: Fraction, full: int, longest: int) -> int:
    """A mean of a sheet with `full` points as hundredths of a point of a sheet with `longest`, half up.

    >>> comparable(Fraction(212, 3), 100, 100), comparable(Fraction(40), 50, 100)
    (7067, 8000)
    """
    return int(mean * UNIT * longest / full + Fraction(1, 2))


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

"""採点の甘辛 beside raw scores: rows become marks, one call of the engine, its answer in rows and plain words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from musubi.blocks.reviews.domain.errors import ReviewError
from musubi.blocks.reviews.domain.panels import terms_of
from musubi.blocks.reviews.domain.results import EntryResult
from musubi.blocks.reviews.domain.selection.errors import SelectionError
from musubi.blocks.reviews.domain.selection.plain import SheetUnits
from musubi.blocks.reviews.models import Panel, Reviewer
from musubi_engine.common import Explanation, InvalidDataError
from musubi_engine.portfolio import NotComparableError, Sheets, exact_severities
from musubi_engine.portfolio.calibration import Calibration, Mark, calibrate


@dataclass(frozen=True)
class ReviewerLevel:
    """A reviewer's row: scores, mean, spread and severity in points of a hundred (below zero: strict)."""

    reviewer: Reviewer
    scores: int
    mean: float
    spread: float
    severity: float


@dataclass(frozen=True)
class EntryLevel:
    """An application's row: raw and calibrated mean in points of a hundred, both places, spread among its reviewers."""

    result: EntryResult
    raw: float
    calibrated: float
    raw_place: int
    calibrated_place: int
    spread: float

    @property
    def moved(self) -> int:
        """By how many places it would stand higher."""
        return self.raw_place - self.calibrated_place


@dataclass(frozen=True)
class Levels:
    """The page: reviewers, applications by number, remarks in words, and what leaving one reviewer out would move."""

    reviewers: list[ReviewerLevel]
    entries: list[EntryLevel]
    remarks: list[str]
    without: list[tuple[Reviewer, list[int]]]
    strength: float


def levels_of(panel: Panel, results: list[EntryResult]) -> Levels:
    """Estimate severities from handed-in sheets. Raises ReviewError where the guidelines do not ask for it or nothing was scored.

    Points become shares of a hundred first, since lanes may have sheets of different length.
    """
    if not terms_of(panel).calibrates:
        raise ReviewError("not_asked", _("この募集の要綱・募集要項では、採点の甘辛を示すことになっていません"))
    marks = [
        Mark(f"{row.entry.number:06d}", f"{sheet.reviewer.pk:09d}", 100 * sheet.points / row.full)
        for row in results
        for sheet in row.sheets
        if row.full
    ]
    if not marks:
        raise ReviewError("nothing", _("提出された採点表が、まだありません"))
    try:
        found = calibrate(marks)
    except InvalidDataError as error:
        raise ReviewError("data", str(error)) from error
    return _told(found, results)


def severities_of(sheets: Sequence[SheetUnits]) -> dict[str, Fraction]:
    """Each reviewer's severity in the sheets' units, exactly. Raises SelectionError where reviewers fall into groups without a common application."""
    if not sheets:
        return {}
    try:
        return exact_severities(Sheets(tuple((each.number, each.reviewer, each.units) for each in sheets)))
    except NotComparableError as error:
        told = " / ".join("、".join(group) for group in error.groups)
        message = _(
            "どの審査委員も両方を採点していない申請の組があり、甘辛をならした点を比べられません(%(told)s)。"
            "課長が採点を開き直し、組をまたいで採点する委員を割り当て、その採点表がそろってから締めてください"
        )
        raise SelectionError(error.code, message % {"told": told}, about=tuple(each for group in error.groups for each in group)) from error


def _told(found: Calibration, results: list[EntryResult]) -> Levels:
    reviewers = {f"{sheet.reviewer.pk:09d}": sheet.reviewer for row in results for sheet in row.sheets}
    entries = {f"{row.entry.number:06d}": row for row in results}
    without = [(reviewers[each.reviewer], sorted(entries[name].entry.number for name in each.moved)) for each in found.without]
    return Levels(
        reviewers=[ReviewerLevel(reviewers[row.reviewer], row.scores, row.mean, row.spread, row.severity) for row in found.reviewers],
        entries=[
            EntryLevel(entries[row.application], row.raw, row.calibrated, row.raw_rank, row.calibrated_rank, row.spread)
            for row in sorted(found.applications, key=lambda row: row.application)
        ],
        remarks=[text for remark in found.remarks if (text := _words(remark, reviewers, entries))],
        without=without,
        strength=found.strength,
    )


def _words(remark: Explanation, reviewers: dict[str, Reviewer], entries: dict[str, EntryResult]) -> str:
    code, subject, facts = remark.code, str(remark.subject), remark.values
    if code == "far_score":
        words = {"number": entries[subject].entry.number, "name": reviewers[str(facts["reviewer"])]}
        told = {"score": f"{float(str(facts['score'])):.1f}", "expected": f"{float(str(facts['expected'])):.1f}"}
        return _("整理番号%(number)s: %(name)s委員の点(%(score)s)は、ほかの点から見込まれる点(%(expected)s)から大きく離れています") % {
            **words,
            **told,
        }
    if code == "one_reviewer_only":
        return _("整理番号%(number)s: 採点した委員が1人だけです") % {"number": entries[subject].entry.number}
    if code == "not_comparable":
        return _("採点した申請の重なりがない委員のグループが%(groups)d組あり、甘辛を比べられません") % {"groups": facts["groups"]}
    return ""

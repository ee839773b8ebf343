"""採点集計: what the handed-in sheets of a panel add up to, exactly; nothing is estimated here and nothing decides."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from musubi.blocks.applications.domain.barriers import barred_applications
from musubi.blocks.reviews.domain.panels import criteria_of
from musubi.blocks.reviews.enums import SheetStatus
from musubi.blocks.reviews.models import Exclusion, Panel, PanelEntry, ReviewAssignment, Reviewer, Score


@dataclass(frozen=True)
class SheetTotal:
    """A handed-in sheet: its reviewer, levels by criterion, points that count, points beside the total by criterion."""

    reviewer: Reviewer
    levels: dict[str, int]
    points: int
    beside: dict[str, int]
    applicant_comment: str
    internal_comment: str


@dataclass(frozen=True)
class EntryResult:
    """An application before the panel: its sheets in reviewers' order, who has still to score, who is excluded, the exact mean.

    `mean` is None without any sheet; `full` are the points of the best sheet. `place` counts from 1, equal means share one.
    """

    entry: PanelEntry
    sheets: tuple[SheetTotal, ...]
    waiting: tuple[Reviewer, ...]
    excluded: tuple[Reviewer, ...]
    mean: Fraction | None
    full: int
    beside: dict[str, Fraction]
    place: int | None = None

    @property
    def mean_text(self) -> str:
        """The mean with one decimal, halves up; "—" without any sheet."""
        return tenths(self.mean)

    @property
    def lowest(self) -> int | None:
        """The least points that a reviewer gave."""
        return min((sheet.points for sheet in self.sheets), default=None)

    @property
    def highest(self) -> int | None:
        """The most points that a reviewer gave."""
        return max((sheet.points for sheet in self.sheets), default=None)


def tenths(value: Fraction | None) -> str:
    """One decimal, halves up.

    >>> tenths(Fraction(61, 4)), tenths(None)
    ('15.3', '—')
    """
    if value is None:
        return "—"
    whole = (value * 20 + 1) // 2
    return f"{whole // 10}.{whole % 10}"


def results_of(panel: Panel, *, viewer: Any = None) -> list[EntryResult]:
    """Every application before the panel in the order of its numbers, never of its points. At most six queries.

    `viewer` leaves out what that person is kept from; None is the system. Sheets in work do not count.
    """
    kept_from = barred_applications(viewer) if viewer is not None else frozenset()
    entries = [
        entry
        for entry in PanelEntry.objects.filter(panel=panel, removed_at__isnull=True).select_related("application__party").order_by("number")
        if entry.application_id not in kept_from
    ]
    reviewers = {row.pk: row for row in Reviewer.objects.filter(panel=panel).select_related("member").order_by("member__name_kana", "pk")}
    order = {pk: place for place, pk in enumerate(reviewers)}
    assigned: dict[int, list[ReviewAssignment]] = defaultdict(list)
    for row in ReviewAssignment.objects.filter(entry__panel=panel, ended_at__isnull=True).select_related("sheet"):
        assigned[row.entry_id].append(row)
    levels: dict[int, dict[str, int]] = defaultdict(dict)
    counted = Score.objects.filter(
        sheet__assignment__entry__panel=panel, sheet__assignment__ended_at__isnull=True, sheet__status=SheetStatus.SUBMITTED
    )
    for assignment, criterion, level in counted.values_list("sheet__assignment", "criterion", "level"):
        levels[assignment][criterion] = level
    excluded: dict[int, list[Reviewer]] = defaultdict(list)
    for reviewer, entry_key in Exclusion.objects.filter(entry__panel=panel, lifted_at__isnull=True).values_list("reviewer", "entry"):
        excluded[entry_key].append(reviewers[reviewer])
    all_criteria = criteria_of(panel)
    found = []
    for entry in entries:
        criteria = [each for each in all_criteria if each.lane in ("", entry.application.lane)]
        rows = sorted(assigned[entry.pk], key=lambda row: order[row.reviewer_id])
        sheets = tuple(_total(row, reviewers[row.reviewer_id], levels[row.pk], criteria) for row in rows if _is_in(row))
        waiting = tuple(reviewers[row.reviewer_id] for row in rows if not _is_in(row))
        beside = _beside(sheets, [each.key for each in criteria if each.independent])
        mean = Fraction(sum(sheet.points for sheet in sheets), len(sheets)) if sheets else None
        full = sum(each.full for each in criteria if not each.independent)
        gone = tuple(sorted(excluded[entry.pk], key=lambda row: order[row.pk]))
        found.append(EntryResult(entry, sheets, waiting, gone, mean, full, beside))
    return _placed(found)


def _is_in(row: ReviewAssignment) -> bool:
    sheet = getattr(row, "sheet", None)
    return sheet is not None and sheet.status == SheetStatus.SUBMITTED


def _total(row: ReviewAssignment, reviewer: Reviewer, levels: dict[str, int], criteria: list[Any]) -> SheetTotal:
    points = sum(levels[each.key] * each.weight for each in criteria if not each.independent and each.key in levels)
    beside = {each.key: levels[each.key] * each.weight for each in criteria if each.independent and each.key in levels}
    return SheetTotal(reviewer, levels, points, beside, row.sheet.applicant_comment, row.sheet.internal_comment)


def _beside(sheets: tuple[SheetTotal, ...], keys: list[str]) -> dict[str, Fraction]:
    """Means of what stands beside the total, over the sheets that say it."""
    found = {key: [sheet.beside[key] for sheet in sheets if key in sheet.beside] for key in keys}
    return {key: Fraction(sum(values), len(values)) for key, values in found.items() if values}


def _placed(rows: list[EntryResult]) -> list[EntryResult]:
    shares = {row.entry.pk: row.mean / row.full for row in rows if row.mean is not None and row.full}
    return [
        EntryResult(
            row.entry,
            row.sheets,
            row.waiting,
            row.excluded,
            row.mean,
            row.full,
            row.beside,
            1 + sum(other > shares[row.entry.pk] for other in shares.values()) if row.entry.pk in shares else None,
        )
        for row in rows
    ]

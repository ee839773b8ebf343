"""審査の進み具合: who declared, opened and scored; told without a single score."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet

from musubi.blocks.reviews.domain.assigning import barred_pairs
from musubi.blocks.reviews.enums import InterestAnswer, PanelStatus, SheetStatus
from musubi.blocks.reviews.models import Exclusion, InterestDeclaration, Panel, PanelEntry, ReviewAssignment, Reviewer


@dataclass(frozen=True)
class ReviewerProgress:
    """How far a reviewer is: declared of all, declared interests that wait, excluded, assigned, opened, handed in."""

    reviewer: Reviewer
    entries: int
    declared: int
    waiting: int
    excluded: int
    assigned: int
    opened: int
    scored: int

    @property
    def undeclared(self) -> int:
        """How many are still to be declared."""
        return self.entries - self.declared


@dataclass(frozen=True)
class PanelProgress:
    """The panel as a whole: its reviewers, applications in number, sheets asked for and handed in, places that nobody covers."""

    reviewers: tuple[ReviewerProgress, ...]
    entries: int
    sheets: int
    scored: int
    uncovered: int


def progress_of(panel: Panel) -> PanelProgress:
    """Counted in seven queries, whatever the size."""
    rows = list(Reviewer.objects.filter(panel=panel).select_related("member__user").order_by("member__name_kana", "pk"))
    entries = set(PanelEntry.objects.filter(panel=panel, removed_at__isnull=True).values_list("pk", flat=True))
    declared: Counter[int] = Counter()
    waiting: Counter[int] = Counter()
    for reviewer, entry, answer, ruling in InterestDeclaration.objects.filter(entry__panel=panel).values_list(
        "reviewer", "entry", "answer", "ruling"
    ):
        if entry in entries:
            declared[reviewer] += 1
            waiting[reviewer] += answer == InterestAnswer.INTEREST and not ruling
    excluded = Counter(
        reviewer
        for reviewer, entry in Exclusion.objects.filter(entry__panel=panel, lifted_at__isnull=True).values_list("reviewer", "entry")
        if entry in entries
    )
    assigned: Counter[int] = Counter()
    opened: Counter[int] = Counter()
    scored: Counter[int] = Counter()
    covered: Counter[int] = Counter()
    found = ReviewAssignment.objects.filter(entry__panel=panel, ended_at__isnull=True)
    for reviewer, entry, opened_at, status in found.values_list("reviewer", "entry", "opened_at", "sheet__status"):
        if entry in entries:
            covered[entry] += 1
            assigned[reviewer] += 1
            opened[reviewer] += opened_at is not None or status is not None
            scored[reviewer] += status == SheetStatus.SUBMITTED
    active = [row for row in rows if row.left_on is None]
    wanted = min(panel.per_application or len(active), len(active))
    barred = Counter(entry for entry, _reviewer in barred_pairs(panel))
    uncovered = sum(max(0, _reachable(wanted, len(active), barred[entry], panel.per_application) - covered[entry]) for entry in entries)
    told = tuple(
        ReviewerProgress(row, len(entries), declared[row.pk], waiting[row.pk], excluded[row.pk], assigned[row.pk], opened[row.pk], scored[row.pk])
        for row in rows
    )
    return PanelProgress(told, len(entries), sum(assigned.values()), sum(scored.values()), uncovered)


def _reachable(wanted: int, reviewers: int, barred: int, asked: int | None) -> int:
    """How many should score: where all score all, those who are not kept from it."""
    return wanted if asked else max(0, reviewers - barred)


def reviewed_entries(item_ids: Collection[int], fiscal_years: Collection[int]) -> QuerySet[PanelEntry]:
    """Applications before panels whose scoring is closed, of calls of those items and years; each round counts."""
    return PanelEntry.objects.filter(
        panel__status=PanelStatus.CLOSED,
        removed_at__isnull=True,
        panel__call__item__in=list(item_ids),
        panel__call__fiscal_year__in=list(fiscal_years),
    )

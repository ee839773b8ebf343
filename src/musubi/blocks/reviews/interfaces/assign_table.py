"""The proposal of an assignment told application by application: who scores it, which of its topics they know, which nobody does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from musubi.blocks.reviews.domain.topics import TopicGap
from musubi.blocks.reviews.models import PanelEntry, Reviewer


@dataclass(frozen=True)
class Seat:
    """A reviewer of an application: assigned already or proposed, and the application's topics that the person knows well."""

    reviewer: Reviewer
    new: bool
    topics: tuple[str, ...]


@dataclass(frozen=True)
class EntrySeats:
    """An application with its reviewers in the order of their names, and its topics without one."""

    entry: PanelEntry
    seats: tuple[Seat, ...]
    gaps: tuple[TopicGap, ...]


def entry_seats(
    entries: Iterable[PanelEntry],
    reviewers: Sequence[Reviewer],
    held: Iterable[tuple[int, int]],
    proposed: Iterable[tuple[int, int]],
    gaps: Iterable[TopicGap],
) -> list[EntrySeats]:
    """Rows in the order of `entries`; pairs are (application, reviewer)."""
    new, seated = set(proposed), defaultdict(set)
    for entry, reviewer in [*held, *new]:
        seated[entry].add(reviewer)
    missing = defaultdict(list)
    for gap in gaps:
        missing[gap.entry.pk].append(gap)
    return [
        EntrySeats(
            entry,
            tuple(
                Seat(row, (entry.pk, row.pk) in new, tuple(topic for topic in entry.topics if topic in row.topics))
                for row in reviewers
                if row.pk in seated[entry.pk]
            ),
            tuple(missing[entry.pk]),
        )
        for entry in entries
    ]

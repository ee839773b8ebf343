"""The public dashboard: the confirmed plan's items with the progress of the confirmed year, and their indicators.

Everything comes from confirmed editions. A status count is the length of the list behind it: both are made here from
the same rows.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from musubi.blocks.indicators.domain.figures import Points
from musubi.blocks.indicators.domain.published import published_points
from musubi.blocks.reporting.domain.confirmed import confirmed_rows
from musubi.blocks.reporting.domain.editions import published_editions
from musubi.blocks.reporting.domain.rows import ProgramRow
from musubi.blocks.reporting.enums import Progress
from musubi.blocks.reporting.models import YearEdition
from musubi.blocks.vision.domain.published import Published
from musubi.blocks.vision.domain.roadmap import rows_of
from musubi.blocks.vision.domain.tree import Node

KINDS = ("", "new", "existing", "initiative", "all")
# The order in which states are counted: the good news first, what waits last.
STATES = (
    Progress.ON_TRACK,
    Progress.COMPLETED,
    Progress.SLIGHTLY_LATE,
    Progress.LATE,
    Progress.NOT_STARTED,
    Progress.ENDED,
    Progress.UNREPORTED,
)


@dataclass(frozen=True)
class Filters:
    """What the reader narrowed the page to, as the address says it."""

    project: str = ""
    progress: str = ""
    kind: str = ""
    q: str = ""

    @classmethod
    def read(cls, query: Mapping[str, Any]) -> Filters:
        """From the address; what is not a choice is left out."""
        progress, kind = query.get("progress", ""), query.get("kind", "")
        return cls(
            project=query.get("project", "").strip(),
            progress=progress if progress in Progress.values else "",
            kind=kind if kind in KINDS else "",
            q=query.get("q", "").strip()[:100],
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was asked for."""
        return any((self.project, self.progress, self.kind, self.q))

    def query(self) -> dict[str, str]:
        """The parts of an address that say the same."""
        return {key: value for key, value in self.__dict__.items() if value}


@dataclass(frozen=True)
class Row:
    """An item of the plan with its confirmed progress; `report` is None where the confirmed year has none."""

    node: Node
    progress: str
    report: ProgramRow | None = None


@dataclass(frozen=True)
class Group:
    """The rows under one lead project."""

    root: Node
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Dashboard:
    """The page's content after filtering."""

    found: Published
    edition: YearEdition | None
    editions: tuple[YearEdition, ...]
    filters: Filters
    rows: tuple[Row, ...]
    counts: Mapping[str, int]
    points: tuple[Points, ...]
    total: int  # rows before the state was chosen
    progress_of: Mapping[str, Row] = field(default_factory=dict)

    @property
    def behind(self) -> int:
        """How many are late or slightly late."""
        return sum(self.counts.get(state, 0) for state in Progress.behind())

    @property
    def on_course(self) -> int:
        """How many go as planned or are done."""
        return self.counts.get(Progress.ON_TRACK, 0) + self.counts.get(Progress.COMPLETED, 0)

    @property
    def tally(self) -> list[tuple[Progress, int]]:
        """States with their counts; the four that everyone looks for also where they are empty."""
        always = {Progress.ON_TRACK, Progress.SLIGHTLY_LATE, Progress.LATE, Progress.UNREPORTED}
        return [(state, self.counts.get(state, 0)) for state in STATES if state in always or self.counts.get(state)]

    def groups(self, rows: Sequence[Row]) -> list[Group]:
        """Rows under their lead projects, in the plan's order."""
        by_root: dict[str, list[Row]] = {}
        for row in rows:
            by_root.setdefault(row.node.root.code, []).append(row)
        return [Group(rows[0].node.root, tuple(rows)) for rows in by_root.values()]


def build_dashboard(*, found: Published, filters: Filters, year: int | None = None) -> Dashboard:
    """The dashboard of a confirmed plan; `year` picks a confirmed year, the newest without it. Two queries once read."""
    editions = published_editions(found.vision)
    edition = next((each for each in editions if each.fiscal_year == year), editions[0] if editions else None)
    reports = {row.code: row for row in confirmed_rows(edition).programs} if edition else {}
    everything = {row.node.code: row for row in _rows(found, reports, has_edition=edition is not None)}
    programs = frozenset(node.code for node in rows_of(found.tree))
    asked = Filters(filters.project, "", filters.kind, filters.q)
    listed = [row for row in everything.values() if _is_kind(row.node, programs, filters.kind) and _keeps(row, asked)]
    points = published_points(found)
    return Dashboard(
        found=found,
        edition=edition,
        editions=tuple(editions),
        filters=filters,
        rows=tuple(row for row in listed if not filters.progress or row.progress == filters.progress),
        counts=Counter(row.progress for row in listed),
        points=tuple(each for each in points if _keeps_indicator(each, everything, filters)),
        total=len(listed),
        progress_of=everything,
    )


def _rows(found: Published, reports: Mapping[str, ProgramRow], *, has_edition: bool) -> list[Row]:
    """Every item in the plan's order, those that report first of all."""
    return [
        Row(node, (report.progress if report else str(Progress.UNREPORTED)) if has_edition else "", report)
        for root in found.tree.roots
        for node in root.descend()
        for report in (reports.get(node.code),)
    ]


def _is_kind(node: Node, programs: frozenset[str], kind: str) -> bool:
    is_program = node.code in programs
    is_initiative = node.kind == "initiative" and not is_program
    if kind == "all":
        return is_program or is_initiative
    if kind == "initiative":
        return is_initiative
    return is_program and (not kind or node.row["origin"] == kind)


def _keeps(row: Row, filters: Filters) -> bool:
    if filters.project and row.node.root.code != filters.project:
        return False
    if filters.progress and row.progress != filters.progress:
        return False
    return not filters.q or plain(filters.q) in _text(row.node)


def _keeps_indicator(points: Points, rows: Mapping[str, Row], filters: Filters) -> bool:
    """Indicators of items that the filters let through; the search also reads the indicator's own name."""
    row = rows.get(points.subject.item)
    if row is None or not _keeps(row, Filters(filters.project, filters.progress)):
        return False
    return not filters.q or plain(filters.q) in _text(row.node) or plain(filters.q) in plain(f"{points.subject.name} {points.subject.name_en}")


def _text(node: Node) -> str:
    owners = " ".join(f"{owner.name} {owner.name_en}" for owner in node.owners)
    return plain(f"{node.code} {node.display_name} {node.row.get('name_kana') or ''} {node.row.get('name_en') or ''} {owners}")


def plain(text: str) -> str:
    """For comparing: width and case folded."""
    return unicodedata.normalize("NFKC", text).casefold()

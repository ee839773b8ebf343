"""What the pages and papers of a selection show: rows with names beside the figures of a run or a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from musubi.blocks.applications.models import Application
from musubi.blocks.reviews.domain.engine.portfolio import by_number
from musubi.blocks.reviews.domain.selection.lists import reserve_places
from musubi.blocks.reviews.domain.selection.plain import read_rules
from musubi.blocks.reviews.domain.selection.runs import asked_of, raw_means_of, reserve_of
from musubi.blocks.reviews.interfaces.selection_words import Shaken, points, reason_in_words, shaken_of
from musubi.blocks.reviews.models import SelectionList, SelectionRow, SelectionRun


@dataclass(frozen=True)
class RunRow:
    """An application in a run, beside what the ranking gives; in the order of scores."""

    place: int
    number: str
    application: Application | None
    score: str
    asked: int
    ranking: int | None
    chosen: int | None
    reason: str
    shaken: Shaken | None
    reserve: int | None
    raw: str = ""
    raw_place: int | None = None

    @property
    def moved(self) -> bool:
        """Whether it would stand elsewhere by the mean as it is."""
        return self.raw_place is not None and self.raw_place != self.place

    @property
    def differs(self) -> bool:
        """Whether run and ranking differ about it."""
        return self.ranking != self.chosen


def run_rows(run: SelectionRun) -> list[RunRow]:
    """All applications of a run; one query."""
    entries = run.panel.entries.select_related("application__party")
    known = {entry.application.number: entry.application for entry in entries}
    rules, told, shaken = read_rules(run.rules), run.reasons.get("of", {}), shaken_of(run)
    reserve = {number: place for place, number in enumerate(reserve_of(run), start=1)}
    plain, chosen = run.result["ranking"]["awards"], run.result["awards"]
    asked, raw = asked_of(run), raw_means_of(run)
    by_raw = sorted(asked, key=lambda row: (row["id"] not in raw, -raw.get(row["id"], 0), row["asked"], by_number(row["id"]))) if raw else []
    raw_places = {row["id"]: place for place, row in enumerate(by_raw, start=1)}
    return [
        RunRow(
            place=place,
            number=row["id"],
            application=known.get(row["id"]),
            score=points(row["score"]),
            asked=row["asked"],
            ranking=plain.get(row["id"]),
            chosen=chosen.get(row["id"]),
            reason=reason_in_words(told[row["id"]], rules) if row["id"] in told else "",
            shaken=shaken.get(row["id"]),
            reserve=reserve.get(row["id"]),
            raw=points(raw.get(row["id"])),
            raw_place=raw_places.get(row["id"]),
        )
        for place, row in enumerate(asked, start=1)
    ]


@dataclass(frozen=True)
class ListRow:
    """A row of a list with its place in reserve and its score in points."""

    row: SelectionRow
    score: str
    raw: str
    reserve: int | None


def list_rows(made: SelectionList) -> list[ListRow]:
    """The list's rows in the order of scores."""
    rows = rows_of(made)
    places = reserve_places(rows)
    return [ListRow(row, points(row.score), points(row.raw_score), places.get(row.pk)) for row in rows]


def rows_of(made: SelectionList) -> Sequence[SelectionRow]:
    """The rows with what pages need of their applications; one query."""
    return list(made.rows.select_related("list", "entry__application__party", "entry__panel").order_by("place", "pk"))

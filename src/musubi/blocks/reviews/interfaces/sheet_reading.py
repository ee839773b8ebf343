"""What the scoring form sent: levels, reasons and comments, kept as typed with a message at each field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.terms import Criterion
from musubi.blocks.reviews.domain.sheets import SheetContent
from musubi.blocks.reviews.models import ScoreSheet


@dataclass(frozen=True)
class Row:
    """A criterion with what stands in its fields."""

    criterion: Criterion
    level: str
    note: str
    fault: str = ""

    @property
    def levels(self) -> list[tuple[str, str]]:
        """Levels as the form writes them."""
        return [(str(level), text) for level, text in self.criterion.levels()]


@dataclass(frozen=True)
class Read:
    """The content, and what cannot be read, by criterion."""

    content: SheetContent
    unreadable: Mapping[str, str]


def read_sheet(sent: Mapping[str, str], criteria: list[Criterion]) -> Read:
    """Levels that are no numbers are told, never guessed."""
    levels: dict[str, int | None] = {}
    unreadable = {}
    for each in criteria:
        text = sent.get(f"level-{each.key}", "").strip()
        levels[each.key] = int(text) if text.isdecimal() and len(text) < 4 else None
        if text and levels[each.key] is None:
            unreadable[each.key] = _("「%(value)s」は点として読めません") % {"value": text[:20]}
    notes = {each.key: sent.get(f"note-{each.key}", "").strip() for each in criteria}
    content = SheetContent(levels, notes, sent.get("applicant_comment", "").strip(), sent.get("internal_comment", "").strip())
    return Read(content, unreadable)


def rows_of(criteria: list[Criterion], content: SheetContent, faults: Mapping[str, str]) -> list[Row]:
    """The form's rows."""
    found = []
    for each in criteria:
        level = content.levels.get(each.key)
        found.append(Row(each, "" if level is None else str(level), content.notes.get(each.key, ""), faults.get(each.key, "")))
    return found


def stored(sheet: ScoreSheet | None) -> SheetContent:
    """What is kept of a sheet."""
    if sheet is None:
        return SheetContent({})
    scores = list(sheet.scores.all())
    return SheetContent(
        {score.criterion: score.level for score in scores},
        {score.criterion: score.note for score in scores},
        sheet.applicant_comment,
        sheet.internal_comment,
    )


def missing_count(criteria: list[Criterion], content: SheetContent) -> int:
    """How many rows still lack a level."""
    return sum(content.levels.get(each.key) is None for each in criteria)


def points_so_far(criteria: list[Criterion], content: SheetContent) -> tuple[int, int]:
    """Points that count so far, and the full points."""
    counted = [each for each in criteria if not each.independent]
    return sum((content.levels.get(each.key) or 0) * each.weight for each in counted), sum(each.full for each in counted)

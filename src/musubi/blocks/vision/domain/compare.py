"""Compare two confirmed editions of a plan cell by cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from musubi.blocks.vision.domain.document import Change, ChangeKind, PlanDocument, TableSpec, differences

ITEM_COLUMNS = {"items": "code", "marks": "item", "owners": "item", "questions": "item", "pairings": "program", "indicators": "item"}


@dataclass(frozen=True)
class Compared:
    """The changes that lead from one edition to another, with the item that each belongs to."""

    changes: tuple[tuple[str, Change], ...]  # (code of the item, or "" for the rest of the plan; change)

    @property
    def counts(self) -> dict[str, int]:
        """How many cells changed, rows arrived and rows left."""
        return {kind.value: sum(change.kind is kind for _code, change in self.changes) for kind in ChangeKind}

    @property
    def codes(self) -> list[str]:
        """Items with a change, in order."""
        return sorted({code for code, _change in self.changes if code})

    def narrowed(self, code: str) -> Compared:
        """Only the changes of one item; all where `code` is empty."""
        return Compared(tuple(pair for pair in self.changes if not code or pair[0] == code))


def compare(before: PlanDocument, after: PlanDocument, specs: Sequence[TableSpec]) -> Compared:
    """Every added, removed and changed row or cell between two editions. Linear in their size."""
    found = []
    for change in differences(before, after, specs):
        row = after.rows(change.table).get(change.uid) or before.rows(change.table).get(change.uid) or {}
        found.append((_code(change, row), change))
    return Compared(tuple(found))


def _code(change: Change, row: Mapping[str, Any]) -> str:
    column = ITEM_COLUMNS.get(change.table)
    return str(row.get(column) or "") if column else ""

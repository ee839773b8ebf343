"""What an edited copy of the plan would change, cell by cell, against the plan as it stands now.

A copy (the workbook) was written out at some revision. A cell counts as changed when it differs from that base, not
from today's plan; where today's plan differs from the base as well, both versions are shown and the person chooses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from musubi.blocks.vision.domain.document import (
    Change,
    ChangeKind,
    PlanDocument,
    TableSpec,
    differences,
    follow_renames,
    mutable_tables,
)


@dataclass(frozen=True)
class Proposal:
    """One change that a person may accept. `number` names it on the page; `current` is the newer value in a conflict."""

    number: int
    change: Change
    place: str = ""
    conflict: bool = False
    current: Any = None
    accepted_by_default: bool = True


def undone(document: PlanDocument, revisions: Iterable[Sequence[Change]], specs: Sequence[TableSpec]) -> PlanDocument:
    """The document before the revisions (newest first), each a list of changes in the order in which they were made."""
    tables = mutable_tables(document)
    keys = {spec.name: spec.key[0] for spec in specs if len(spec.key) == 1}
    for changes in revisions:
        renames: dict[str, dict[Any, Any]] = {}
        for change in reversed(changes):
            rows = tables.setdefault(change.table, {})
            if change.kind is ChangeKind.ADD:
                rows.pop(change.uid, None)
            elif change.kind is ChangeKind.REMOVE:
                rows[change.uid] = dict(change.before)
            elif change.uid in rows:
                rows[change.uid][change.column] = change.before
                if change.column == keys.get(change.table):
                    renames.setdefault(change.table, {})[change.after] = change.before
        if renames:
            follow_renames(tables, renames, specs)
    return PlanDocument(tables)


def proposals(
    *,
    base: PlanDocument,
    current: PlanDocument,
    copy: PlanDocument,
    specs: Sequence[TableSpec],
    places: Mapping[tuple[str, str, str], str],
) -> list[Proposal]:
    """Every change of the copy, in table order. Rows missing in the copy are proposed for removal, not accepted by default."""
    found: list[Proposal] = []
    for change in differences(base, copy, [spec for spec in specs if spec.name in copy.tables]):
        row = current.rows(change.table).get(change.uid)
        place = places.get((change.table, change.uid, change.column), "")
        number = len(found)
        if change.kind is ChangeKind.ADD:
            if row is None:
                found.append(Proposal(number, change, place))
        elif row is None:
            continue  # somebody removed the row meanwhile: nothing is left to change
        elif change.kind is ChangeKind.REMOVE:
            found.append(Proposal(number, replace(change, before=dict(row)), place, accepted_by_default=False))
        elif row.get(change.column) == change.before:
            found.append(Proposal(number, change, place))
        elif row.get(change.column) != change.after:
            now = row.get(change.column)
            found.append(
                Proposal(number, replace(change, before=now), place, conflict=True, current=now, accepted_by_default=False)
            )
    return found


def accepted(found: Iterable[Proposal], numbers: Iterable[int]) -> list[Change]:
    """The changes of the accepted proposals."""
    chosen = set(numbers)
    return [proposal.change for proposal in found if proposal.number in chosen]

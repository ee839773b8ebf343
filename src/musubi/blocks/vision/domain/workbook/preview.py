"""What an edited copy of the plan would change, cell by cell, against the plan as it stands now.

A copy (the workbook) was written out at some revision. A cell counts as changed when it differs from that base, not
from today's plan; where today's plan differs from the base as well, both versions are shown and the person chooses.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from musubi.blocks.kernel.identifiers import uid_for
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
    """One change that a person may accept.

    `token` names it on the page and changes with what it would replace, so that nobody accepts what they have not seen.
    In a conflict `change.before` is the newer value. `unsure` means: nobody knows whether the copy or the plan is newer.
    `beside_fault` means: another cell of the row cannot be read, so that the row may have slipped.
    """

    change: Change
    place: str = ""
    conflict: bool = False
    unsure: bool = False
    beside_fault: bool = False

    @property
    def token(self) -> str:
        """The name of exactly this change."""
        change = self.change
        content = json.dumps([change.before, change.after], ensure_ascii=False, sort_keys=True)
        return uid_for(change.table, change.uid, change.kind.value, change.column, content)

    @property
    def is_removal(self) -> bool:
        """Whether a whole row would go."""
        return self.change.kind is ChangeKind.REMOVE

    @property
    def accepted_by_default(self) -> bool:
        """What contradicts nobody is accepted unless the person says otherwise; a row goes only when asked for."""
        return not (self.conflict or self.unsure or self.beside_fault or self.is_removal)


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
    unsure: frozenset[str] = frozenset(),
) -> list[Proposal]:
    """Every change of the copy, in table order. For the tables `unsure` the base is not known: today's plan stands in."""
    tables = {name: current.rows(name) if name in unsure else base.rows(name) for name in copy.tables}
    found: list[Proposal] = []
    for change in differences(PlanDocument(tables), copy, [spec for spec in specs if spec.name in copy.tables]):
        for proposed, conflict in _against(change, current):
            place = places.get((proposed.table, proposed.uid, proposed.column), "")
            found.append(Proposal(proposed, place, conflict=conflict, unsure=change.table in unsure))
    return found


def _against(change: Change, current: PlanDocument) -> list[tuple[Change, bool]]:
    """The change as it would be made on today's plan, and whether somebody else changed the same; [] where it is made."""
    row = current.rows(change.table).get(change.uid)
    if change.kind is ChangeKind.ADD:
        if row is None:
            return [(change, False)]
        cells = [
            replace(change, kind=ChangeKind.UPDATE, column=column, before=row.get(column), after=value)
            for column, value in change.after.items()
            if row.get(column) != value
        ]
        return [(cell, True) for cell in cells]
    if row is None:  # somebody removed the row meanwhile: nothing is left to change
        return []
    if change.kind is ChangeKind.REMOVE:
        return [(replace(change, before=dict(row)), row != change.before)]
    now = row.get(change.column)
    return [] if now == change.after else [(replace(change, before=now), now != change.before)]


def with_needed(found: Sequence[Proposal], tokens: Iterable[str], current: PlanDocument, specs: Sequence[TableSpec]) -> list[Proposal]:
    """The proposals chosen, and those without which they refer to nothing: a new program brings its new parent along."""
    by_name = {spec.name: spec for spec in specs}
    givers: dict[tuple[str, Any], Proposal] = {}
    for proposal in found:
        spec = by_name[proposal.change.table]
        if len(spec.key) == 1 and (key := _key_given(proposal.change, spec)) is not None:
            givers[spec.name, key] = proposal
    standing = {spec.name: {row.get(spec.key[0]) for row in current.rows(spec.name).values()} for spec in specs if len(spec.key) == 1}
    wanted = set(tokens)
    open_ones = [proposal for proposal in found if proposal.token in wanted]
    while open_ones:
        change = open_ones.pop().change
        for target, value in _references(change, by_name[change.table]):
            giver = givers.get((target, value))
            if giver is not None and value not in standing[target] and giver.token not in wanted:
                wanted.add(giver.token)
                open_ones.append(giver)
    return [proposal for proposal in found if proposal.token in wanted]


def _key_given(change: Change, spec: TableSpec) -> Any:
    """The natural key that would stand in the plan after the change, if it brings one."""
    if change.kind is ChangeKind.ADD:
        return change.after.get(spec.key[0])
    return change.after if change.kind is ChangeKind.UPDATE and change.column == spec.key[0] else None


def _references(change: Change, spec: TableSpec) -> list[tuple[str, Any]]:
    if change.kind is ChangeKind.REMOVE:
        return []
    row = change.after if change.kind is ChangeKind.ADD else {change.column: change.after}
    return [(column.to, row[column.key]) for column in spec.columns if column.to and row.get(column.key) not in (None, "")]

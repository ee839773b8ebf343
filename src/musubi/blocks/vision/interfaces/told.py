"""Change sets in words: table, row, column, before and after as people read them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from musubi.blocks.vision.domain.document import Change, ChangeKind
from musubi.blocks.vision.domain.tables import table_of, tables
from musubi.blocks.vision.interfaces.conflicts import shown


@dataclass(frozen=True)
class Told:
    """One change for people."""

    table: Any
    row: str
    column: Any
    before: str
    after: str
    kind: str


def told(changes: Iterable[Change]) -> list[Told]:
    """The changes in words; a table that is no longer registered is named by its identifier."""
    known = {table.spec.name for table in tables()}
    return [_told(change, change.table in known) for change in changes]


def _told(change: Change, known: bool) -> Told:  # noqa: FBT001 - private
    spec = table_of(change.table).spec if known else None
    title = spec.title if spec else change.table
    columns = {column.key: column for column in spec.columns} if spec else {}
    column = columns.get(change.column)
    if change.kind is ChangeKind.ADD:
        return Told(title, change.label, "", "", _("行を加えた"), "add")
    if change.kind is ChangeKind.REMOVE:
        return Told(title, change.label, "", _("行を取り除いた"), "", "remove")
    if column is None:
        return Told(title, change.label, change.column, str(change.before), str(change.after), "update")
    return Told(title, change.label, column.header, shown(column, change.before), shown(column, change.after), "update")

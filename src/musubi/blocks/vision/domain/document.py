"""The plan as one interchange document: tables of typed rows keyed by stable ids.

The city's pack, the brochure reader's draft, the workbook, a confirmed edition and the database all speak this one
form, so that reading, comparing, previewing and applying exist once (ADR 0003). Values are JSON scalars: text, whole
numbers, booleans, decimals and dates as text, None for unknown. References hold the target's natural key (an item's
code, a level's number, an organisation's code), which is what people read and type.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

Row = Mapping[str, Any]
Table = Mapping[str, Row]


class ColumnKind(Enum):
    """How a column's values are typed, checked and shown."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    FISCAL_YEAR = "fiscal_year"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    REFERENCE = "reference"


@dataclass(frozen=True)
class Column:
    """One column. `header` is a lazy translation; `to` names the table that a REFERENCE points to (by its key column)."""

    key: str
    header: Any
    kind: ColumnKind = ColumnKind.TEXT
    required: bool = False
    choices: tuple[tuple[str, Any], ...] = ()
    to: str = ""
    default: Any = ""
    max_length: int = 0
    help: Any = ""


@dataclass(frozen=True)
class TableSpec:
    """One table: its sheet title, its columns, its natural key (unique together) and whether it holds exactly one row."""

    name: str
    title: Any
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    single: bool = False
    label: tuple[str, ...] = ()

    def column(self, key: str) -> Column:
        """The column of that key."""
        return next(column for column in self.columns if column.key == key)

    def row_label(self, row: Row) -> str:
        """A short name of a row for people."""
        return " ".join(str(row[key]) for key in (self.label or self.key) if row.get(key) not in (None, ""))


class ChangeKind(Enum):
    """What a change does to its row."""

    ADD = "add"
    UPDATE = "update"
    REMOVE = "remove"


@dataclass(frozen=True)
class Change:
    """One cell's change, or a row's arrival or departure (then `column` is empty and the value a whole row)."""

    table: str
    uid: str
    kind: ChangeKind
    column: str = ""
    before: Any = None
    after: Any = None
    label: str = ""

    def to_json(self) -> dict[str, Any]:
        """As a revision stores it."""
        return {**self.__dict__, "kind": self.kind.value}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Change:
        """Back from a stored revision."""
        return cls(**{**data, "kind": ChangeKind(data["kind"])})


@dataclass(frozen=True)
class Problem:
    """What is wrong with a value, said to the person who typed it; `column` is empty for a whole row."""

    table: str
    uid: str
    column: str
    message: str


@dataclass(frozen=True)
class PlanDocument:
    """A whole plan: table name → row uid → row."""

    tables: Mapping[str, Table] = field(default_factory=dict)

    def rows(self, table: str) -> Table:
        """The table's rows by uid, in order; {} where the document has none."""
        return self.tables.get(table, {})

    def to_json(self) -> str:
        """Canonical text: sorted keys, no spaces, so that equal documents have equal text."""
        return json.dumps(
            {"format": "musubi-plan/1", "tables": self.tables},
            ensure_ascii=False,
            sort_keys=True,
            separators=(",", ":"),
        )

    @classmethod
    def from_json(cls, text: str) -> PlanDocument:
        """Back from `to_json`; raises ValueError for text that is not such a document."""
        data = json.loads(text)
        if not isinstance(data, dict) or data.get("format") != "musubi-plan/1":
            raise ValueError("not a musubi-plan/1 document")
        return cls(tables=data["tables"])

    def sha256(self) -> str:
        """Hash of the canonical text."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()


def differences(before: PlanDocument, after: PlanDocument, specs: Iterable[TableSpec]) -> list[Change]:
    """Every change that leads from one document to the other, in table order, rows in the order of `after`."""
    changes: list[Change] = []
    for spec in specs:
        old, new = before.rows(spec.name), after.rows(spec.name)
        for uid, row in new.items():
            if uid not in old:
                changes.append(Change(spec.name, uid, ChangeKind.ADD, after=dict(row), label=spec.row_label(row)))
                continue
            changes.extend(
                Change(
                    spec.name,
                    uid,
                    ChangeKind.UPDATE,
                    column.key,
                    old[uid].get(column.key),
                    row.get(column.key),
                    spec.row_label(row),
                )
                for column in spec.columns
                if old[uid].get(column.key) != row.get(column.key)
            )
        changes.extend(
            Change(spec.name, uid, ChangeKind.REMOVE, before=dict(row), label=spec.row_label(row))
            for uid, row in old.items()
            if uid not in new
        )
    return changes


class ChangeConflictError(Exception):
    """The plan changed since it was shown: for each such change, the value that now stands there."""

    code = "change_conflict"

    def __init__(self, conflicts: list[tuple[Change, Any]]) -> None:
        super().__init__(f"{len(conflicts)} changes meet newer values")
        self.conflicts = conflicts


def changed(document: PlanDocument, changes: Iterable[Change]) -> PlanDocument:
    """The document with the changes made; raises ChangeConflictError where `before` is no longer what stands there."""
    tables: dict[str, dict[str, dict[str, Any]]] = {
        name: {uid: dict(row) for uid, row in rows.items()} for name, rows in document.tables.items()
    }
    conflicts: list[tuple[Change, Any]] = []
    for change in changes:
        rows = tables.setdefault(change.table, {})
        row = rows.get(change.uid)
        if change.kind is ChangeKind.ADD:
            if row is not None:
                conflicts.append((change, row))
            else:
                rows[change.uid] = dict(change.after)
        elif row is None:
            conflicts.append((change, None))
        elif change.kind is ChangeKind.REMOVE:
            if row != change.before:
                conflicts.append((change, row))
            else:
                del rows[change.uid]
        elif row.get(change.column) != change.before:
            conflicts.append((change, row.get(change.column)))
        else:
            row[change.column] = change.after
    if conflicts:
        raise ChangeConflictError(conflicts)
    return PlanDocument(tables)

"""The plan as one interchange document: tables of typed rows keyed by stable ids.

The city's pack, the brochure reader's draft, the workbook, a confirmed edition and the database all speak this one
form, so that reading, comparing, previewing and applying exist once (ADR 0003). Values are JSON scalars: text, whole
numbers, booleans, decimals and dates as text, None for unknown. References hold the target's natural key (an item's
code, a level's number, an organisation's code), which is what people read and type.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from musubi.blocks.kernel.identifiers import uid_for

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
    DATE = "date"


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
    needs: tuple[tuple[str, str], ...] = ()  # a value in the first column asks for one in the second
    check: Callable[[Row], Iterable[tuple[str, str]]] | None = None  # further problems of a row: (column, message)

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

    def fingerprint(self, table: str) -> str:
        """A short mark of a table's content, the same for equal content; safe in a workbook's cell."""
        rows = json.dumps(self.rows(table), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return uid_for("fingerprint", table, rows)

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
                    before_cell,
                    after_cell,
                    spec.row_label(row),
                )
                for column in spec.columns
                if (before_cell := _cell(old[uid], column)) != (after_cell := _cell(row, column))
            )
        changes.extend(
            Change(spec.name, uid, ChangeKind.REMOVE, before=dict(row), label=spec.row_label(row)) for uid, row in old.items() if uid not in new
        )
    return changes


def _cell(row: Row, column: Column) -> Any:
    """A cell of a row; documents confirmed before a column existed hold its default."""
    return row.get(column.key, None if column.kind is ColumnKind.REFERENCE else column.default)


class ChangeConflictError(Exception):
    """The plan changed since it was shown: for each such change, the value that now stands there."""

    code = "change_conflict"

    def __init__(self, conflicts: list[tuple[Change, Any]]) -> None:
        super().__init__(f"{len(conflicts)} changes meet newer values")
        self.conflicts = conflicts


class InvalidPlanError(Exception):
    """The changes would leave a plan that is not sound; `problems` say where and what to do."""

    code = "invalid_plan"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(problem.message for problem in problems[:3]))
        self.problems = tuple(problems)


MutableTables = dict[str, dict[str, dict[str, Any]]]


def mutable_tables(document: PlanDocument) -> MutableTables:
    """A copy of the document's tables to work on."""
    return {name: {uid: dict(row) for uid, row in rows.items()} for name, rows in document.tables.items()}


def follow_renames(tables: MutableTables, renames: Mapping[str, Mapping[Any, Any]], specs: Iterable[TableSpec]) -> None:
    """Let references follow rows whose key changed: a reference moves on where nothing bears the old key any more."""
    keys = {spec.name: spec.key[0] for spec in specs if len(spec.key) == 1}
    for spec in specs:
        for column in spec.columns:
            moved = renames.get(column.to)
            if not moved:
                continue
            standing = {row.get(keys[column.to]) for row in tables.get(column.to, {}).values()}
            for row in tables.get(spec.name, {}).values():
                value = row.get(column.key)
                if value in moved and value not in standing:
                    row[column.key] = moved[value]


def changed(document: PlanDocument, changes: Iterable[Change], specs: Sequence[TableSpec] = ()) -> PlanDocument:
    """The document with the changes made; raises ChangeConflictError where `before` is no longer what stands there.

    With `specs`, references follow a row whose key changes (a program's new number), unless they are changed themselves.
    """
    tables = mutable_tables(document)
    keys = {spec.name: spec.key[0] for spec in specs if len(spec.key) == 1}
    renames: dict[str, dict[Any, Any]] = {}
    conflicts: list[tuple[Change, Any]] = []
    for change in changes:
        rows = tables.setdefault(change.table, {})
        standing = _standing(rows, change)
        if standing != (None if change.kind is ChangeKind.ADD else change.before) or not _has_row(rows, change):
            conflicts.append((change, standing))
            continue
        _make(rows, change)
        if change.kind is ChangeKind.UPDATE and change.column == keys.get(change.table):
            renames.setdefault(change.table, {})[change.before] = change.after
    if conflicts:
        raise ChangeConflictError(conflicts)
    if renames:
        follow_renames(tables, renames, specs)
    return PlanDocument(tables)


def _has_row(rows: dict[str, dict[str, Any]], change: Change) -> bool:
    return change.kind is ChangeKind.ADD or change.uid in rows


def _standing(rows: dict[str, dict[str, Any]], change: Change) -> Any:
    """What stands now where the change is to be made: a cell's value, a row, or None."""
    row = rows.get(change.uid)
    return row.get(change.column) if row is not None and change.kind is ChangeKind.UPDATE else row


def _make(rows: dict[str, dict[str, Any]], change: Change) -> None:
    if change.kind is ChangeKind.ADD:
        rows[change.uid] = dict(change.after)
    elif change.kind is ChangeKind.REMOVE:
        del rows[change.uid]
    else:
        rows[change.uid][change.column] = change.after

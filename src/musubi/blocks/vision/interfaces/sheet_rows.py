"""The rows of one sheet of the plan workbook: which row of the plan each is, and what its cells say."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from musubi.blocks.kernel.identifiers import new_uid, uid_for
from musubi.blocks.kernel.workbooks.reading import Cell, SheetRows, WorkbookError
from musubi.blocks.vision.domain.document import Column, PlanDocument, Problem, Row, TableSpec
from musubi.blocks.vision.domain.tables import specs
from musubi.blocks.vision.interfaces.cells import CellError, read

ROW_ID = "行ID"


@dataclass
class ReadWorkbook:
    """What was read: the document, its problems at their cells, and the revision from which it was written out."""

    document: PlanDocument
    problems: list[Problem] = field(default_factory=list)
    cells: dict[tuple[str, str, str], str] = field(default_factory=dict)  # (table, uid, column) → 体系!C12
    revision: int | None = None
    fingerprints: dict[str, str] = field(default_factory=dict)  # table → its mark when the workbook was written out
    notes: list[str] = field(default_factory=list)  # what was passed over


def sheet_title(spec: TableSpec) -> str:
    """The sheet's name: always Japanese, so that a workbook written in English reads back."""
    with override("ja"):
        return str(spec.title)


def heading(column: Column) -> str:
    """The column's heading in Japanese."""
    with override("ja"):
        return str(column.header)


class SheetReader:
    """Reads one sheet into `found`.

    A row without an id is the plan's row of the same key where no other row of the sheet is that one; else it is new,
    under an id made from its content, so that the same workbook read twice brings the same row, not two.
    """

    def __init__(self, spec: TableSpec, sheet: SheetRows, known: PlanDocument | None, found: ReadWorkbook) -> None:
        self.spec, self.sheet, self.found = spec, sheet, found
        self.is_new = known is None
        self.known: Mapping[str, Row] = known.rows(spec.name) if known else {}
        self.plan = next(iter(known.rows("plan")), "") if known else ""
        self.given = {_given(cells) for _number, cells in sheet.rows}
        self.by_key = {self._key(row): uid for uid, row in self.known.items()} if spec.key else {}
        self.headings = {column.key: heading(column) for column in spec.columns}
        self.read: dict[str, dict[str, Any]] = {}

    def rows(self) -> dict[str, dict[str, Any]]:
        """The rows by id. Raises WorkbookError when the sheet is that of another plan."""
        for _number, cells in self.sheet.rows:
            row, faults = self._values(cells)
            uid, problem = self._uid(_given(cells), row, cells)
            self.read[uid] = row
            name = self.sheet.name
            self.found.cells[self.spec.name, uid, ""] = f"{name}!{cells[ROW_ID].address}"
            for column in self.spec.columns:
                self.found.cells[self.spec.name, uid, column.key] = f"{name}!{cells[self.headings[column.key]].address}"
            faults = {"": problem, **faults} if problem else faults
            self.found.problems.extend(Problem(self.spec.name, uid, key, text) for key, text in faults.items())
        return self.read

    def _values(self, cells: Mapping[str, Cell]) -> tuple[dict[str, Any], dict[str, str]]:
        row: dict[str, Any] = {}
        faults: dict[str, str] = {}
        for column in self.spec.columns:
            try:
                row[column.key] = read(column, cells[self.headings[column.key]].value)
            except CellError as error:
                row[column.key], faults[column.key] = None, str(error)
        return row, faults

    def _uid(self, given: str, row: Row, cells: Mapping[str, Cell]) -> tuple[str, str]:
        if self.is_new:
            return new_uid(), ""
        if not given:
            same = self.by_key.get(self._key(row), "") if self.spec.key else ""
            if same and same not in self.given and same not in self.read:
                return same, ""
            return self._fresh(cells), ""
        if given in self.known and given not in self.read:
            return given, ""
        if given in self.read:
            message = _("行ID「%(uid)s」が2行にあります。写した行なら、行IDを空にしてください") % {"uid": given[:40]}
        elif self.spec.single:
            raise WorkbookError("other_plan", _("別の計画の台帳です。この計画から書き出したブックを使うか、新しい計画として取り込んでください"))
        else:
            message = _("行ID「%(uid)s」はこの計画にありません。新しい行なら、行IDを空にしてください") % {"uid": given[:40]}
        return self._fresh(cells), message

    def _fresh(self, cells: Mapping[str, Cell]) -> str:
        content = json.dumps([str(cell.value) for cell in cells.values()], ensure_ascii=False)
        number = 0
        while (uid := uid_for(self.plan, self.spec.name, content, str(number))) in self.read:
            number += 1
        return uid

    def _key(self, row: Row) -> tuple[Any, ...]:
        return tuple(row.get(key) for key in self.spec.key)


def _given(cells: Mapping[str, Cell]) -> str:
    cell = cells[ROW_ID]
    return "" if cell.is_empty else str(cell.value).strip()


def resolve_references(tables: Mapping[str, Mapping[str, dict[str, Any]]], known: PlanDocument | None) -> None:
    """Let a reference typed in another width or with spaces around it mean the row whose key reads the same."""
    keys: dict[str, dict[str, Any]] = {}
    exact: dict[str, set[Any]] = {}
    for spec in specs():
        if len(spec.key) == 1:
            rows = tables.get(spec.name) or (known.rows(spec.name) if known else {})
            exact[spec.name] = {row.get(spec.key[0]) for row in rows.values()}
            keys[spec.name] = {_folded(key): key for key in exact[spec.name] if isinstance(key, str)}
    for spec in specs():
        references = [column for column in spec.columns if column.to]
        for row in tables.get(spec.name, {}).values():
            for column in references:
                value = row[column.key]
                if isinstance(value, str) and value not in exact[column.to]:
                    row[column.key] = keys[column.to].get(_folded(value), value.strip())


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()

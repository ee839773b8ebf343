"""The preview of an uploaded workbook: what would change, what cannot be read, a part of it at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from musubi.blocks.kernel.workbooks.reading import WorkbookError
from musubi.blocks.vision.domain.document import PlanDocument, Problem
from musubi.blocks.vision.domain.store import load_document
from musubi.blocks.vision.domain.tables import specs
from musubi.blocks.vision.domain.workbook.preview import Proposal, proposals, with_needed
from musubi.blocks.vision.domain.workbook.uploads import base_of
from musubi.blocks.vision.interfaces.conflicts import shown
from musubi.blocks.vision.interfaces.sheet_rows import ReadWorkbook, sheet_title
from musubi.blocks.vision.interfaces.told import Told, told
from musubi.blocks.vision.interfaces.workbook import read_workbook
from musubi.blocks.vision.models import WorkbookUpload

SHOWS = ("all", "plain", "conflicts", "removals")


@dataclass(frozen=True)
class Preview:
    """Everything that an uploaded workbook would do to the plan as it stands."""

    current: PlanDocument
    read: ReadWorkbook
    found: tuple[Proposal, ...]
    unsure: frozenset[str]

    @property
    def counts(self) -> dict[str, int]:
        """How many proposals each part holds, by the names of SHOWS."""
        return {show: len(self.part(show)) for show in SHOWS}

    @property
    def notes(self) -> list[str]:
        """What was passed over, and which sheets cannot be compared with the plan as it was."""
        notes = list(self.read.notes)
        titles = [sheet_title(spec) for spec in specs() if spec.name in self.unsure and spec.name in self.read.document.tables]
        if self.read.revision is None:
            notes.append(
                _(
                    "使い方のシートの改定番号が読めないため、いつ書き出した台帳か分かりません。いまの計画と違うところをすべて示します。はじめは印が付いていません"
                )
            )
        elif titles:
            note = _("シート「%(sheets)s」は、書き出した後に台帳の外で変わりました。いまの計画と違うところを示します。はじめは印が付いていません")
            notes.append(note % {"sheets": "」「".join(titles)})
        return notes

    def part(self, show: str, table: str = "") -> list[Proposal]:
        """The proposals of one kind and table."""
        chosen = {
            "plain": lambda proposal: proposal.accepted_by_default,
            "conflicts": lambda proposal: proposal.conflict or proposal.unsure or proposal.beside_fault,
            "removals": lambda proposal: proposal.is_removal,
        }.get(show, lambda _proposal: True)
        return [p for p in self.found if chosen(p) and (not table or p.change.table == table)]

    def tables(self) -> list[tuple[str, str, int]]:
        """Tables with proposals: name, title, how many."""
        counts = Counter(proposal.change.table for proposal in self.found)
        return [(spec.name, sheet_title(spec), counts[spec.name]) for spec in specs() if counts[spec.name]]

    def chosen(self, tokens: Iterable[str]) -> list[Proposal]:
        """The proposals of these tokens with what they need."""
        return with_needed(self.found, tokens, self.current, specs())


def preview_of(upload: WorkbookUpload) -> Preview:
    """Read the kept workbook against the plan as it stands. Raises WorkbookError when it cannot be read any more."""
    current = load_document(upload.vision)
    try:
        with upload.file.open("rb") as file:
            data = file.read()
    except OSError as error:
        raise WorkbookError("lost", _("取り込んだファイルが見つかりません。もう一度取り込んでください")) from error
    read = read_workbook(data, known=current)
    base, unsure = base_of(upload.vision, current, read.revision, read.fingerprints)
    faulty = {(problem.table, problem.uid, problem.column) for problem in read.problems}
    faulty_rows = {(table, uid) for table, uid, _column in faulty}
    found = tuple(
        replace(proposal, beside_fault=(proposal.change.table, proposal.change.uid) in faulty_rows)
        for proposal in proposals(base=base, current=current, copy=read.document, specs=specs(), places=read.cells, unsure=unsure)
        if (proposal.change.table, proposal.change.uid, proposal.change.column) not in faulty
        and (proposal.change.column or proposal.is_removal or (proposal.change.table, proposal.change.uid) not in faulty_rows)
    )
    return Preview(current, read, found, unsure)


def rows_of(found: list[Proposal], ticked: set[str]) -> list[dict[str, Any]]:
    """The proposals in words, with whether their box is ticked."""
    words: list[Told] = told(proposal.change for proposal in found)
    return [
        {"proposal": proposal, "told": word, "cells": _cells(proposal), "checked": proposal.token in ticked}
        for proposal, word in zip(found, words, strict=True)
    ]


def _cells(proposal: Proposal) -> list[tuple[str, str]]:
    """What a new row holds, column by column, so that it can be judged."""
    if proposal.change.column or proposal.is_removal:
        return []
    spec = next(spec for spec in specs() if spec.name == proposal.change.table)
    row = proposal.change.after
    return [
        (str(column.header), shown(column, row.get(column.key))) for column in spec.columns if row.get(column.key) not in (None, "", column.default)
    ]


def places_of(problems: Iterable[Problem], read: ReadWorkbook) -> list[dict[str, str]]:
    """The problems at their cells; of a row, or a sheet, where no cell is known."""
    titles = {spec.name: sheet_title(spec) for spec in specs()}
    return [
        {
            "place": read.cells.get((p.table, p.uid, p.column)) or read.cells.get((p.table, p.uid, "")) or titles[p.table],
            "message": p.message,
        }
        for p in problems
    ]

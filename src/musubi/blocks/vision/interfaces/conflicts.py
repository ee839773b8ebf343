"""Two people changed the same cells: show both versions, let the person choose for each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from musubi.blocks.kernel.dates import format_date, format_fiscal_year
from musubi.blocks.vision.domain.document import (
    Change,
    ChangeConflictError,
    Column,
    ColumnKind,
    PlanDocument,
    TableSpec,
)
from musubi.blocks.vision.interfaces.forms import RowForm

CHOICE = "keep-"
NOW = "now-"


@dataclass(frozen=True)
class Choice:
    """One contested cell: what the person saw, what stands there now, what the person typed."""

    column: Column
    seen: str
    theirs: str
    mine: str
    now: str

    @property
    def name(self) -> str:
        """The radio's name."""
        return CHOICE + self.column.key

    @property
    def now_name(self) -> str:
        """The hidden field that carries the newer value which the person has now seen."""
        return NOW + self.column.key


def shown(column: Column, value: Any) -> str:
    """A value as people read it."""
    if value in (None, ""):
        return _("(空)")
    if column.kind is ColumnKind.BOOLEAN:
        return _("はい") if value else _("いいえ")
    if column.kind is ColumnKind.FISCAL_YEAR and isinstance(value, int):
        return format_fiscal_year(value)
    if column.kind is ColumnKind.DATE:
        return format_date(dt.date.fromisoformat(str(value)))
    if column.kind is ColumnKind.CHOICE:
        return str(dict(column.choices).get(value, value))
    return str(value)


def choices_of(error: ChangeConflictError, spec: TableSpec, form: RowForm, document: PlanDocument) -> list[Choice]:
    """The contested cells of this row."""
    return [
        Choice(
            column=spec.column(change.column),
            seen=shown(spec.column(change.column), change.before),
            theirs=shown(spec.column(change.column), now),
            mine=shown(spec.column(change.column), change.after),
            now=repr(now),
        )
        for change, now in error.conflicts
        if change.column
    ]


def resolved(post: Mapping[str, Any], changes: list[Change], row: Mapping[str, Any]) -> list[Change]:
    """The changes after the person's choices: `theirs` drops a change, `mine` is made on top of the value that was seen.

    A choice counts only while the value that it was made against still stands; otherwise the conflict is shown again.
    """
    kept = []
    for change in changes:
        choice = post.get(CHOICE + change.column)
        current = row.get(change.column)
        seen_again = post.get(NOW + change.column) == repr(current)
        if choice == "theirs" and seen_again:
            continue
        if choice == "mine" and seen_again:
            kept.append(replace(change, before=current))
        else:
            kept.append(change)
    return [change for change in kept if change.before != change.after]

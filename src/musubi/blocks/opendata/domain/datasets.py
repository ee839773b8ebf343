"""Datasets that apps take in and give out: each registers how a row becomes a record and a record a row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from musubi.blocks.opendata.domain.specs import Spec, specs
from musubi.blocks.opendata.enums import RowState


@dataclass(frozen=True)
class Setting:
    """What holds for a whole file."""

    owner_code: str
    licence: str
    source_name: str
    publish: bool
    year: int | None
    today: dt.date


@dataclass(frozen=True)
class SourceRow:
    """A row of a file: its line, its cells by meaning, the owner's own columns by heading."""

    line: int
    cells: Mapping[str, str]
    others: Mapping[str, str]

    def text(self, meaning: str) -> str:
        """A cell's text without spaces around; "" where the file has no such column."""
        return self.cells.get(meaning, "").strip()


@dataclass
class Problem:
    """What is wrong in a row: the column by its meaning, why; a row with a `fatal` one is not taken."""

    column: str
    reason: str
    fatal: bool = False


@dataclass
class Outcome:
    """What becomes of a row."""

    line: int
    label: str
    state: RowState = RowState.NEW
    problems: list[Problem] = field(default_factory=list)
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    payload: Any = None


Prepare = Callable[[Sequence[SourceRow], Setting], list[Outcome]]


@dataclass(frozen=True)
class Dataset:
    """`prepare` decides on every row without saving; `apply` writes those that are new or changed; `rows` are for the export.

    `rows(generation)` gives mappings of the standard's column to text; `permission` is asked of whoever takes a file in; `owners` are
    the municipalities whose lists may be taken in, code → name; `back` is the page of the records.
    """

    code: str
    permission: str
    prepare: Prepare
    apply: Callable[[Sequence[Outcome], Setting, Any, dt.datetime], None]
    rows: Callable[[str], Iterable[Mapping[str, str]]]
    owners: Callable[[], Mapping[str, str]]
    back: str

    @property
    def spec(self) -> Spec:
        """Its columns."""
        return specs()[self.code]


_registered: dict[str, Dataset] = {}


def register_dataset(*datasets: Dataset) -> None:
    """Add datasets; called when an app is ready."""
    for one in datasets:
        if one.code in _registered:
            raise ValueError(f"dataset {one.code} is registered twice")
        if one.code not in specs():
            raise ValueError(f"dataset {one.code} has no spec")
        _registered[one.code] = one


def datasets() -> tuple[Dataset, ...]:
    """All datasets in the order of the specs."""
    return tuple(_registered[code] for code in specs() if code in _registered)


def dataset(code: str) -> Dataset:
    """One dataset. Raises KeyError."""
    return _registered[code]

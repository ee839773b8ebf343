"""A fiscal year of the plan as plain rows: the same rows are shown, frozen, printed and compared. No database here."""

from __future__ import annotations

import dataclasses
import functools
import json
import types
import typing
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

FORMAT = 2  # of the frozen bytes
SINCE_2 = frozenset(  # what the first format did not hold; an edition of it is not compared in these
    {"supplementary", "moved", "carried_in", "carried_out", "unused", "previous_current", "previous_spent", "computed", "lines", "name_en"}
    | {"national", "prefecture", "local_bond", "other", "general"}
)


@dataclass(frozen=True)
class IndicatorRow:
    """An indicator in the year; values in its own unit, the rate as a ratio (1 is 100 %)."""

    code: str
    name: str
    unit: str
    kind: str
    direction: str
    basis: str
    state: str
    actual: Decimal | None = None
    target: Decimal | None = None
    first_target: Decimal | None = None
    target_reason: str = ""
    baseline: Decimal | None = None
    baseline_year: int | None = None
    previous: Decimal | None = None
    rate: Decimal | None = None
    rate_definition: str = ""
    source: str = ""
    note: str = ""
    name_en: str = ""


@dataclass(frozen=True)
class MoneyRow:
    """The program's money in whole yen; None where it is not known."""

    initial: int | None = None
    current: int | None = None
    committed: int | None = None
    spent: int | None = None
    remaining: int | None = None
    execution_rate: Decimal | None = None
    supplementary: int | None = None
    moved: int | None = None
    carried_in: int | None = None
    carried_out: int | None = None
    unused: int | None = None
    previous_current: int | None = None
    previous_spent: int | None = None
    national: int | None = None
    prefecture: int | None = None
    local_bond: int | None = None
    other: int | None = None
    general: int | None = None


@dataclass(frozen=True)
class LineRow:
    """A 節 of the program's budgets in whole yen."""

    key: str
    name: str
    initial: int = 0
    current: int = 0
    committed: int = 0
    spent: int = 0


@dataclass(frozen=True)
class RatingRow:
    """A tier's rating."""

    tier: str
    scale: str
    mark: str
    label: str
    reason: str
    computed: str = ""


@dataclass(frozen=True)
class CountRow:
    """How many activities of a kind."""

    kind: str
    label: str
    count: int


@dataclass(frozen=True)
class ProgramRow:
    """An initiative or program in the year."""

    code: str
    name: str
    name_en: str
    kind: str
    level: str
    project: str
    project_name: str
    owner: str
    partners: str
    status: str
    progress: str
    done: str = ""
    problems: str = ""
    direction: str = ""
    previous_progress: str = ""
    ratings: tuple[RatingRow, ...] = ()
    indicators: tuple[IndicatorRow, ...] = ()
    activities: tuple[CountRow, ...] = ()
    money: MoneyRow = field(default_factory=MoneyRow)
    lines: tuple[LineRow, ...] = ()


@dataclass(frozen=True)
class YearRows:
    """Everything that a year's report says."""

    plan: str
    plan_slug: str
    fiscal_year: int
    programs: tuple[ProgramRow, ...] = ()
    format: int = FORMAT


def to_bytes(rows: YearRows) -> bytes:
    """The canonical bytes of a year: equal rows give equal bytes."""
    return json.dumps(dataclasses.asdict(rows), ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_text).encode()


def _text(value: Any) -> str:
    if isinstance(value, Decimal):
        return format(value.normalize() + 0, "f")
    raise TypeError(type(value).__name__)


def from_bytes(content: bytes) -> YearRows:
    """The rows of frozen bytes."""
    found: YearRows = _build(YearRows, json.loads(content))
    return found


@functools.cache
def _hints(kind: Any) -> dict[str, Any]:
    """A row's types; reading them anew for each of thousands of rows took most of the time."""
    return typing.get_type_hints(kind)


def _build(kind: Any, data: Any) -> Any:
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        hints = _hints(kind)
        return kind(**{name: _build(hints[name], value) for name, value in data.items() if name in hints})
    if typing.get_origin(kind) is tuple:
        return tuple(_build(typing.get_args(kind)[0], value) for value in data)
    if isinstance(kind, types.UnionType):
        return None if data is None else _build(typing.get_args(kind)[0], data)
    return Decimal(data) if kind is Decimal else data


@dataclass(frozen=True)
class Difference:
    """A value that differs between two states of a year; `path` is stable, e.g. A-P1/done or A-P1/indicators/K1/actual."""

    path: str
    code: str
    before: str
    after: str


def differences(before: YearRows, after: YearRows) -> list[Difference]:
    """What differs, by path."""
    old, new = dict(_flat(before)), dict(_flat(after))
    unknown = SINCE_2 if before.format < FORMAT else frozenset()
    return [
        Difference(path, path.split("/")[0], old.get(path, ""), new.get(path, ""))
        for path in sorted(old.keys() | new.keys())
        if old.get(path, "") != new.get(path, "") and unknown.isdisjoint(path.split("/")[1:])
    ]


KEYS = {"ratings": "tier", "indicators": "code", "activities": "kind", "lines": "key"}


def _flat(rows: YearRows) -> typing.Iterator[tuple[str, str]]:
    for program in rows.programs:
        for name, value in dataclasses.asdict(program).items():
            if name in KEYS:
                for row in value:
                    for inner, part in row.items():
                        yield f"{program.code}/{name}/{row[KEYS[name]]}/{inner}", _plain(part)
            elif isinstance(value, dict):
                for inner, part in value.items():
                    yield f"{program.code}/{name}/{inner}", _plain(part)
            else:
                yield f"{program.code}/{name}", _plain(value)


def _plain(value: Any) -> str:
    return "" if value is None else _text(value) if isinstance(value, Decimal) else str(value)

"""Add indicators to a plan, with their targets, as one revision of the plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from musubi.blocks.indicators.domain.tables import INDICATORS, TARGETS
from musubi.blocks.kernel.identifiers import new_uid
from musubi.blocks.vision.domain.basis import Basis
from musubi.blocks.vision.domain.document import Change, ChangeKind, TableSpec
from musubi.blocks.vision.domain.store import apply_changes
from musubi.blocks.vision.models import Revision, Vision


@dataclass(frozen=True)
class NewIndicator:
    """An indicator to be added: the code of its item, its own code and name, its first targets by fiscal year.

    `columns` are further columns of the plan's table of indicators (unit, direction, measure, baseline_value …) with
    values as the plan's document holds them: text, whole numbers, booleans; decimals as text or Decimal.
    """

    item: str
    code: str
    name: str
    columns: Mapping[str, Any] = field(default_factory=dict)
    targets: Mapping[int, Decimal] = field(default_factory=dict)


def add_indicators(
    *,
    vision: Vision,
    indicators: Sequence[NewIndicator],
    actor: Any,
    now: dt.datetime,
    title: str,
    reason: str = "",
    basis: Basis | None = None,
) -> Revision:
    """Add the indicators and their targets, all or none, as one revision named `title`.

    Raises InvalidPlanError for an unknown item, a code that is taken or a value that cannot be kept, and KeyError for a
    column that the table does not have.
    """
    changes = []
    for new in indicators:
        given = {"item": new.item, "code": new.code, "name": new.name, **new.columns}
        changes.append(_added(INDICATORS, given))
        changes += [_added(TARGETS, {"indicator": new.code, "fiscal_year": year, "value": value}) for year, value in new.targets.items()]
    return apply_changes(vision=vision, changes=changes, actor=actor, now=now, title=title, reason=reason, basis=basis)


def _added(spec: TableSpec, given: Mapping[str, Any]) -> Change:
    row = {column.key: None if column.to else column.default for column in spec.columns}
    unknown = given.keys() - row.keys()
    if unknown:
        raise KeyError(f"{spec.name} has no column {min(unknown)}")
    row.update({key: _plain(value) for key, value in given.items()})
    return Change(spec.name, new_uid(), ChangeKind.ADD, after=row, label=spec.row_label(row))


def _plain(value: Any) -> Any:
    return format(value.normalize() + 0, "f") if isinstance(value, Decimal) else value

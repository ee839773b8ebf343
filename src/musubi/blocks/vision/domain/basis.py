"""On what a change of the plan rests, and which changes need a decision of the city."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from musubi.blocks.vision.domain.document import Change, ChangeKind, Problem

CITY_DECISION = "city_decision"
# Columns that say a name is provisional (仮称): it is dropped only by a recorded decision of the city.
PROVISIONAL = {("items", "provisional"), ("plan", "council_provisional")}


@dataclass(frozen=True)
class Basis:
    """A change's ground, e.g. a decision of the city (市の決定) with its day (決裁日) and document number (文書番号)."""

    kind: str = ""
    identifier: str = ""
    label: str = ""
    url: str = ""
    decided_on: dt.date | None = None
    document_number: str = ""

    @property
    def is_decision(self) -> bool:
        """Whether it names a decision of the city with its day."""
        return self.kind == CITY_DECISION and bool(self.label) and self.decided_on is not None


DecisionSource = Callable[[Any], Sequence[Basis]]
_sources: list[DecisionSource] = []


def register_decisions(source: DecisionSource) -> None:
    """Let an app offer decisions of the city as grounds; `source(user)` gives those that the user may see, newest first."""
    _sources.append(source)


def known_decisions(user: Any) -> list[Basis]:
    """Every decision on which a change of the plan may rest, each with its identifier."""
    return [basis for source in _sources for basis in source(user)]


def needs_decision(change: Change) -> bool:
    """Whether the change drops a (仮称)."""
    return change.kind is ChangeKind.UPDATE and (change.table, change.column) in PROVISIONAL and change.before is True and change.after is False


def basis_problems(changes: Sequence[Change], basis: Basis) -> Iterable[Problem]:
    """A problem for each change that needs a decision where the basis names none."""
    for change in changes:
        if needs_decision(change) and not basis.is_decision:
            message = _("(仮称)を外すには、市の決定(件名と決裁日)を根拠に記録してください")
            yield Problem(change.table, change.uid, change.column, message)

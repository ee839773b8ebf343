"""What a rule may look at: one application's costs, other aid and history, without any record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Cost:
    """A cost line: whole yen with tax, of which tax; quantity × unit price × months where the rule asks for it."""

    category: str
    amount: int
    tax: int = 0
    payee_in_city: bool = False
    quantity: Decimal = Decimal(1)
    unit_price: int = 0
    months: int = 1
    label: str = ""
    ordered_on: dt.date | None = None
    receipt_on: dt.date | None = None


@dataclass(frozen=True)
class Aid:
    """Other aid that the applicant declared."""

    name: str
    amount: int
    same_costs: bool = False


@dataclass(frozen=True)
class History:
    """What the same party was granted before under the same scheme: yen in this fiscal year, times, years of support."""

    yen_this_year: int = 0
    times_this_year: int = 0
    times_ever: int = 0
    support_year: int = 1


@dataclass(frozen=True)
class Case:
    """One application as the rules see it; `partners` counts joint applicants with the first."""

    costs: tuple[Cost, ...]
    lane: str = ""
    aid: tuple[Aid, ...] = ()
    history: History = History()
    partners: int = 1
    answers: Mapping[str, Any] = field(default_factory=dict)
    consulted: bool = False
    decided_on: dt.date | None = None

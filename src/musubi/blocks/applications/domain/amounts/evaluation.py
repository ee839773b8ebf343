"""Apply a call's rules to a case: costs first, then the rate, then limits, then rounding; each step leaves a row.

Whole yen throughout; a rate is a fraction and what falls below one yen is cut off at that step, as guidelines do
unless they say otherwise (端数切捨て).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.amounts.case import Case, Cost
from musubi.blocks.kernel.money import format_yen

if TYPE_CHECKING:
    from musubi.blocks.applications.domain.terms import RuleTerm


@dataclass(frozen=True)
class Row:
    """A line of the explanation: what was done, how, and the yen after it."""

    key: str
    label: str
    how: str
    yen: int

    def as_json(self) -> dict[str, Any]:
        """As an application keeps it."""
        return {"key": self.key, "label": self.label, "how": self.how, "yen": self.yen}


@dataclass(frozen=True)
class Stop:
    """A rule that keeps this case from being granted; `liftable` ones the head may lift with a reason."""

    key: str
    message: str
    liftable: bool = True


@dataclass
class Working:
    """The state between rules: the costs that still count, the yen once the rate was applied."""

    case: Case
    costs: list[Cost]
    deduction: int = 0
    yen: int | None = None
    rows: list[Row] = field(default_factory=list)
    stops: list[Stop] = field(default_factory=list)

    @property
    def base(self) -> int:
        """補助対象経費: the costs that count less what is subtracted, never below 0."""
        return max(0, sum(cost.amount for cost in self.costs) - self.deduction)

    @property
    def current(self) -> int:
        """The yen so far; before any rate the base itself."""
        return self.base if self.yen is None else self.yen

    def tell(self, key: str, label: str, how: str) -> None:
        """Leave a row with the yen as they stand now."""
        self.rows.append(Row(key, label, how, self.current))

    def limit(self, key: str, label: str, most: int, how: str) -> None:
        """Cut down to `most`, and say so only where it cut."""
        if self.current > most:
            self.yen = max(0, most)
            self.tell(key, label, how)

    def apply_rate(self, key: str, label: str, rate: Fraction) -> None:
        """Yen = base × rate, cut to whole yen."""
        base = self.base
        self.yen = int(base * rate)
        self.tell(key, label, _("補助対象経費 %(base)s × %(rate)s") % {"base": format_yen(base), "rate": format_rate(rate)})


def format_rate(rate: Fraction) -> str:
    """As guidelines write it: 2分の1; 10/10 is 全額."""
    return _("全額") if rate == 1 else _("%(low)d分の%(high)d") % {"low": rate.denominator, "high": rate.numerator}


def number(value: Any) -> Fraction:
    """A number that was answered, with its decimals; 0 where there is none or it is below 0."""
    try:
        return max(Fraction(0), Fraction(str(value)))
    except (ValueError, ZeroDivisionError):
        return Fraction(0)


def format_number(value: Fraction) -> str:
    """2.5, 3: as it was answered."""
    return f"{float(value):g}" if value.denominator != 1 else str(value.numerator)


@dataclass(frozen=True)
class Result:
    """The amount with its explanation, the costs that counted, and what stands against a grant."""

    yen: int
    eligible: int
    rows: tuple[Row, ...]
    stops: tuple[Stop, ...]


def evaluate(*, rules: Sequence[RuleTerm], case: Case) -> Result:
    """The amount of a case under a call's rules; rules of other lanes are passed over. Deterministic, no clock."""
    from musubi.blocks.applications.domain.amounts.types import RULE_TYPES  # noqa: PLC0415 - the types import this module

    working = Working(case, list(case.costs))
    total = sum(cost.amount for cost in case.costs)
    working.rows.append(Row("total", _("経費の合計"), _("%(count)d件") % {"count": len(case.costs)}, total))
    mine = [rule for rule in rules if not rule.lane or rule.lane == case.lane]
    for rule in sorted(mine, key=lambda rule: RULE_TYPES[rule.type].phase):
        RULE_TYPES[rule.type].apply(working, rule.key, rule.label or str(RULE_TYPES[rule.type].name), rule.parameters)
    return Result(working.current, working.base, tuple(working.rows), tuple(working.stops))

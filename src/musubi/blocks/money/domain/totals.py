"""Totals of budgets: from the rows alone, in two queries at any size. Nothing that follows from rows is stored."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, fields
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import BigIntegerField, Case, F, Q, QuerySet, Sum, Value, When

from musubi.blocks.money.enums import BudgetChangeKind, LineSource, PaymentKind
from musubi.blocks.money.models import Contract, ContractChange, ContractShare, Envelope, Payment

Scope = Callable[[str], Q]
MOST_IDS = 500  # more are picked out here, not in the query's text
TENTH = Decimal("0.1")


@dataclass(frozen=True)
class EnvelopeTotals:
    """The figures of a line, an envelope, or several: whole yen. They add up with `+`."""

    initial: int = 0
    supplementary: int = 0
    transfer: int = 0
    reserve: int = 0
    carried_over: int = 0
    carried_out: int = 0
    committed: int = 0
    spent: int = 0
    forecast: int = 0
    closed: bool = True

    def __add__(self, other: EnvelopeTotals) -> EnvelopeTotals:
        sums = {field.name: getattr(self, field.name) + getattr(other, field.name) for field in fields(self) if field.name != "closed"}
        return EnvelopeTotals(**sums, closed=self.closed and other.closed)

    @property
    def current(self) -> int:
        """予算現額."""
        return self.initial + self.supplementary + self.transfer + self.reserve + self.carried_over

    @property
    def moved(self) -> int:
        """流用 and 予備費充用 together."""
        return self.transfer + self.reserve

    @property
    def remaining(self) -> int:
        """予算残額: what is not committed yet."""
        return self.current - self.committed

    @property
    def unpaid(self) -> int:
        """Committed and not paid yet."""
        return self.committed - self.spent

    @property
    def execution_rate(self) -> Decimal | None:
        """執行率: 支出済額 ÷ 予算現額 in percent, one decimal, half up; None without a budget."""
        return _rate(self.spent, self.current)

    @property
    def commitment_rate(self) -> Decimal | None:
        """負担行為済額 ÷ 予算現額 in percent."""
        return _rate(self.committed, self.current)

    @property
    def unused(self) -> int | None:
        """不用額: 予算現額 − 支出済額 − 翌年度繰越額, once the accounts are closed; None before."""
        return self.current - self.spent - self.carried_out if self.closed else None

    @property
    def expected_unused(self) -> int:
        """What would stay unused if the forecast came true."""
        return self.current - self.forecast - self.carried_out


def _rate(part: int, whole: int) -> Decimal | None:
    return (Decimal(part) * 100 / Decimal(whole)).quantize(TENTH, ROUND_HALF_UP) if whole > 0 else None


@dataclass(frozen=True)
class LineTotals:
    """The figures of one line, and whose they are; `line_id` is None for an envelope that has no line yet."""

    envelope_id: int
    item_id: int
    fiscal_year: int
    line_id: int | None
    totals: EnvelopeTotals


def totals(*, item_ids: Collection[int], fiscal_years: Collection[int]) -> dict[tuple[int, int], EnvelopeTotals]:
    """The totals of items by fiscal year: `{(item_id, fiscal_year): …}`; pairs without any envelope are absent.

    Two queries at any size. A typed forecast goes before the committed sum of its envelope.
    """
    wanted = frozenset(item_ids)
    years = sorted(set(fiscal_years))

    def scope(prefix: str) -> Q:
        found = Q(**{f"{prefix}fiscal_year__in": years})
        return found & Q(**{f"{prefix}item__in": sorted(wanted)}) if len(wanted) <= MOST_IDS else found

    found: dict[tuple[int, int], EnvelopeTotals] = {}
    for row in lines_within(scope):
        if row.item_id in wanted:
            key = (row.item_id, row.fiscal_year)
            found[key] = found[key] + row.totals if key in found else row.totals
    return found


def envelope_lines(envelope_ids: Collection[int]) -> list[LineTotals]:
    """The lines of some envelopes with their figures."""
    ids = sorted(set(envelope_ids))
    return lines_within(lambda prefix: Q(**{f"{prefix}pk__in": ids}))


def lines_within(scope: Scope) -> list[LineTotals]:
    """Every line whose envelope is in scope, with its figures; envelopes without lines as one row. Two queries."""
    committed, spent = _from_ledger(scope)
    found: list[LineTotals] = []
    last: dict[int, int] = {}
    for row in _budgets(scope):
        line, ledger = row["lines__pk"], row["lines__source"] == LineSource.LEDGER
        paid = spent.get(line, 0) if ledger else row["lines__spent_total"] or 0
        bound = committed.get(line, 0) if ledger else row["lines__committed_total"] or 0
        figures = EnvelopeTotals(
            **{name: int(row[name] or 0) for name in ("initial", "supplementary", "transfer", "reserve", "carried_over", "carried_out")},
            committed=bound,
            spent=paid,
            forecast=bound,
            closed=row["closed_on"] is not None,
        )
        if row["forecast"] is not None:  # typed for the envelope: told once, with its first line
            figures = _with_forecast(figures, 0 if row["pk"] in last else row["forecast"])
        last[row["pk"]] = len(found)
        found.append(LineTotals(row["pk"], row["item_id"], row["fiscal_year"], line, figures))
    return found


def _with_forecast(figures: EnvelopeTotals, forecast: int) -> EnvelopeTotals:
    values = {field.name: getattr(figures, field.name) for field in fields(figures)}
    return EnvelopeTotals(**{**values, "forecast": forecast})


def _budgets(scope: Scope) -> QuerySet[Any]:
    """One row a line: its changes by kind, its own totals, its envelope's state."""
    kinds = {
        "initial": BudgetChangeKind.INITIAL,
        "supplementary": BudgetChangeKind.SUPPLEMENTARY,
        "transfer": BudgetChangeKind.TRANSFER,
        "reserve": BudgetChangeKind.RESERVE,
        "carried_over": BudgetChangeKind.CARRIED_IN,
        "carried_out": BudgetChangeKind.CARRIED_OUT,
    }
    sums = {name: Sum("lines__changes__amount", filter=Q(lines__changes__kind=kind)) for name, kind in kinds.items()}
    columns = ("pk", "item_id", "fiscal_year", "closed_on", "forecast", "lines__pk", "lines__source", "lines__committed_total", "lines__spent_total")
    return Envelope.objects.filter(scope("")).order_by("pk", "lines__pk").values(*columns).annotate(**sums)


def _from_ledger(scope: Scope) -> tuple[dict[int, int], dict[int, int]]:
    """Committed and spent yen by line, from contracts, changes, shares and payments; one query."""
    direct, through = scope("line__envelope__"), scope("contract__line__envelope__")
    whole = BigIntegerField()
    back = Case(
        When(kind=PaymentKind.REFUND, then=-F("amount")),
        When(kind=PaymentKind.LATE_REFUND, then=Value(0)),
        default=F("amount"),
        output_field=whole,
    )
    parts = [
        _part(Contract.objects.filter(direct), "line", "c", F("amount")),
        _part(ContractChange.objects.filter(through), "contract__line", "c", F("amount")),
        _part(ContractShare.objects.filter(through), "contract__line", "c", -F("amount")),
        _part(ContractShare.objects.filter(direct), "line", "c", F("amount")),
        _part(Payment.objects.filter(direct), "line", "p", back),
    ]
    found: dict[str, dict[int, int]] = {"c": {}, "p": {}}
    for line, what, total in parts[0].union(*parts[1:], all=True):
        found[what][line] = found[what].get(line, 0) + int(total or 0)
    return found["c"], found["p"]


def _part(rows: QuerySet[Any], line: str, what: str, amount: Any) -> QuerySet[Any]:
    # all columns are annotations, so that every part of the union has them in the same order
    named = rows.order_by().values(the_line=F(line)).annotate(what=Value(what), total=Sum(amount, output_field=BigIntegerField()))
    return named.values_list("the_line", "what", "total")

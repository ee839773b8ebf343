"""What pages and papers read: a year of a desk, years side by side, contracts with their sums. Constant numbers of queries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BigIntegerField, Case, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from musubi.blocks.money.domain.totals import EnvelopeTotals, envelope_lines
from musubi.blocks.money.enums import ContractMethod, FundingKind, InspectionResult, PaymentKind
from musubi.blocks.money.models import BudgetLine, Contract, ContractChange, ContractInspection, Envelope, FundingSource, Payment
from musubi.blocks.vision.models import PlanItem


@dataclass(frozen=True)
class LineView:
    """A line with its figures."""

    line: BudgetLine
    totals: EnvelopeTotals


@dataclass
class EnvelopeView:
    """An envelope with its lines, figures and funding."""

    envelope: Envelope
    lines: list[LineView] = field(default_factory=list)
    funding: list[FundingSource] = field(default_factory=list)
    totals: EnvelopeTotals = field(default_factory=EnvelopeTotals)

    @property
    def funded(self) -> int:
        """The sum of its sources."""
        return sum(source.amount for source in self.funding)

    @property
    def unfunded(self) -> int:
        """予算現額 less the sum of its sources; 0 when they agree or none is told."""
        return self.totals.current - self.funded if self.funding else 0

    @property
    def over_lines(self) -> list[LineView]:
        """Lines with more committed than budgeted."""
        return [view for view in self.lines if view.totals.remaining < 0]

    @property
    def in_order(self) -> list[FundingSource]:
        """The sources as the budget book orders them."""
        order = list(FundingKind.values)
        return sorted(self.funding, key=lambda source: (order.index(source.kind), source.pk))


@dataclass
class YearView:
    """A year of a desk's money."""

    envelopes: list[EnvelopeView]

    @property
    def totals(self) -> EnvelopeTotals | None:
        """All envelopes together; None where there is none."""
        found = None
        for view in self.envelopes:
            found = view.totals if found is None else found + view.totals
        return found


def envelope_views(envelopes: QuerySet[Envelope]) -> list[EnvelopeView]:
    """The envelopes with lines, changes and funding: seven queries at any size."""
    ready = list(envelopes.select_related("item").prefetch_related("lines__changes", "lines__imported_by", "funding__line"))
    figures = defaultdict(list)
    for row in envelope_lines([envelope.pk for envelope in ready]):
        figures[row.envelope_id].append(row)
    views = []
    for envelope in ready:
        by_line = {row.line_id: row.totals for row in figures[envelope.pk]}
        total = figures[envelope.pk][0].totals
        for row in figures[envelope.pk][1:]:
            total += row.totals
        lines = [LineView(line, by_line[line.pk]) for line in envelope.lines.all()]
        views.append(EnvelopeView(envelope, lines, list(envelope.funding.all()), total))
    return views


def year_view(*, item: PlanItem, fiscal_year: int) -> YearView:
    """A desk's money in a year."""
    return YearView(envelope_views(Envelope.objects.filter(item=item, fiscal_year=fiscal_year)))


@dataclass(frozen=True)
class ComparedLine:
    """One 節 through the years: figures by year, in the order of the years; None where the line does not stand."""

    budget: str
    code: str
    name: str
    years: tuple[EnvelopeTotals | None, ...]


@dataclass(frozen=True)
class Comparison:
    """Years side by side: the whole desk, and each 節."""

    years: tuple[int, ...]
    whole: tuple[EnvelopeTotals | None, ...]
    lines: tuple[ComparedLine, ...]


def compare_years(*, item: PlanItem, last: int, count: int = 3) -> Comparison:
    """`count` years up to `last`, line by line: lines are the same where budget code (else name) and 節 are the same."""
    years = tuple(range(last - count + 1, last + 1))
    views = envelope_views(Envelope.objects.filter(item=item, fiscal_year__in=years))
    whole: dict[int, EnvelopeTotals] = {}
    lines: dict[tuple[str, str], dict[int, EnvelopeTotals]] = defaultdict(dict)
    words: dict[tuple[str, str], tuple[str, str]] = {}
    for view in views:
        year = view.envelope.fiscal_year
        whole[year] = whole[year] + view.totals if year in whole else view.totals
        for line in view.lines:
            key = (view.envelope.budget_code or view.envelope.name, line.line.code)
            lines[key][year] = lines[key][year] + line.totals if year in lines[key] else line.totals
            words[key] = (view.envelope.name, line.line.name)
    rows = [ComparedLine(words[key][0], key[1], words[key][1], tuple(lines[key].get(year) for year in years)) for key in sorted(lines)]
    return Comparison(years, tuple(whole.get(year) for year in years), tuple(rows))


def contracts_with_sums(contracts: QuerySet[Contract]) -> QuerySet[Contract]:
    """Contracts with `total` (with changes), `paid` (net of money back), `inspected_on` (first passed) and `last_due`."""

    def sum_of(rows: QuerySet[Any], amount: Any) -> Coalesce:
        inner = rows.filter(contract=OuterRef("pk")).order_by().values("contract").annotate(found=Sum(amount, output_field=BigIntegerField()))
        return Coalesce(Subquery(inner.values("found")), Value(0), output_field=BigIntegerField())

    signed = Case(When(kind__in=sorted(PaymentKind.money_back()), then=-F("amount")), default=F("amount"), output_field=BigIntegerField())
    passed = ContractInspection.objects.filter(contract=OuterRef("pk"), result=InspectionResult.PASSED).order_by("inspected_on")
    moved = ContractChange.objects.filter(contract=OuterRef("pk"), due_on__isnull=False).order_by("-changed_on", "-pk")
    return contracts.select_related("item", "line__envelope", "debt_obligation").annotate(
        total=F("amount") + sum_of(ContractChange.objects.all(), F("amount")),
        paid=sum_of(Payment.objects.all(), signed),
        inspected_on=Subquery(passed.values("inspected_on")[:1]),
        last_due=Coalesce(Subquery(moved.values("due_on")[:1]), F("due_on")),
    )


def search_contracts(
    contracts: QuerySet[Contract], *, words: str = "", fiscal_year: int | None = None, method: str = "", state: str = "", made: bool = False
) -> QuerySet[Contract]:
    """What the filters of the ledger leave. A contract stands in each year that pays a part of it, `made` only in its own."""
    found = contracts_with_sums(contracts)
    for word in words.split():
        among = Q(title__icontains=word) | Q(counterparty__icontains=word) | Q(number__icontains=word) | Q(note__icontains=word)
        found = found.filter(among)
    if made:
        found = found.exclude(method=ContractMethod.NO_CONTRACT)
    if fiscal_year is not None and made:
        found = found.filter(line__envelope__fiscal_year=fiscal_year)
    elif fiscal_year is not None:
        found = found.filter(Q(line__envelope__fiscal_year=fiscal_year) | Q(shares__fiscal_year=fiscal_year)).distinct()
    if method in ContractMethod.values:
        found = found.filter(method=method)
    if state == "uninspected":
        found = found.filter(inspected_on__isnull=True).exclude(method=ContractMethod.NO_CONTRACT)
    elif state == "unpaid":
        found = found.filter(paid__lt=F("total"))
    elif state == "paid":
        found = found.filter(paid__gte=F("total"))
    return found.order_by("-contracted_on", "-pk")

"""What contracts and spending count for indicators: figures by item and fiscal year, and the records behind each."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, QuerySet, Sum

from musubi.blocks.indicators.domain.measures import Figures
from musubi.blocks.money.domain.totals import envelope_lines, totals
from musubi.blocks.money.enums import ContractMethod
from musubi.blocks.money.models import BudgetLine, Contract, ContractChange


def contracts_made(item_ids: Collection[int], fiscal_years: Collection[int]) -> QuerySet[Contract]:
    """Contracts of those years' lines; spending without a contract stands in the ledger and is none."""
    found = Contract.objects.filter(item__in=list(item_ids), line__envelope__fiscal_year__in=list(fiscal_years))
    return found.exclude(method=ContractMethod.NO_CONTRACT)


def count_contracts(item_ids: Collection[int], fiscal_years: Collection[int]) -> Figures:
    """How many contracts each item made in each year."""
    rows = contracts_made(item_ids, fiscal_years).order_by().values_list("item_id", "line__envelope__fiscal_year").annotate(found=Count("pk"))
    return {(item, year): Decimal(number) for item, year, number in rows}


def contracted_yen(item_ids: Collection[int], fiscal_years: Collection[int]) -> Figures:
    """The amounts of those contracts with their changes; two queries."""
    made = contracts_made(item_ids, fiscal_years)
    changes = ContractChange.objects.filter(contract__in=made.order_by())
    parts = [
        made.order_by().values_list("item_id", "line__envelope__fiscal_year").annotate(found=Sum("amount")),
        changes.order_by()
        .values(the_item=F("contract__item_id"), the_year=F("contract__line__envelope__fiscal_year"))
        .annotate(found=Sum("amount"))
        .values_list("the_item", "the_year", "found"),
    ]
    figures: dict[tuple[int, int], Decimal] = {}
    for part in parts:
        for item, year, amount in part:
            figures[item, year] = figures.get((item, year), Decimal(0)) + Decimal(amount)
    return figures


def total_contracted(contracts: QuerySet[Any]) -> Decimal:
    """The amounts of some contracts with their changes."""
    first = contracts.aggregate(found=Sum("amount"))["found"] or 0
    more = ContractChange.objects.filter(contract__in=contracts.values("pk")).aggregate(found=Sum("amount"))["found"] or 0
    return Decimal(first) + Decimal(more)


def spent_yen(item_ids: Collection[int], fiscal_years: Collection[int]) -> Figures:
    """支出済額 of each item and year, from the ledger or from typed or imported totals, line by line."""
    return {key: Decimal(found.spent) for key, found in totals(item_ids=item_ids, fiscal_years=fiscal_years).items()}


def total_spent(lines: QuerySet[BudgetLine]) -> Decimal:
    """支出済額 of some lines."""
    envelopes = dict(lines.values_list("pk", "envelope_id"))
    return Decimal(sum(row.totals.spent for row in envelope_lines(set(envelopes.values())) if row.line_id in envelopes))

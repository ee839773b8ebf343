"""The money of many items at once: totals, what pays for it (財源), and each 節. Four queries at any size."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import Q, Sum

from musubi.blocks.money.domain.totals import MOST_IDS, EnvelopeTotals, lines_within
from musubi.blocks.money.models import BudgetLine, FundingSource

Pair = tuple[int, int]  # (item, fiscal year)


@dataclass(frozen=True)
class LineMoney:
    """A 節: the same 節 of two budgets of one item stands once; `key` is its code, else its name."""

    key: str
    name: str
    totals: EnvelopeTotals


@dataclass
class ItemMoney:
    """What an item has in a fiscal year; `funding` by kind, empty where none is told."""

    totals: EnvelopeTotals
    funding: dict[str, int] = field(default_factory=dict)
    lines: list[LineMoney] = field(default_factory=list)


def money_of(*, item_ids: Collection[int], fiscal_years: Collection[int]) -> dict[Pair, ItemMoney]:
    """`{(item_id, fiscal_year): …}`; pairs without any budget are absent."""
    wanted, years = frozenset(item_ids), sorted(set(fiscal_years))

    def scope(prefix: str) -> Q:
        found = Q(**{f"{prefix}fiscal_year__in": years})
        return found & Q(**{f"{prefix}item__in": sorted(wanted)}) if len(wanted) <= MOST_IDS else found

    names = {pk: (code, name) for pk, code, name in BudgetLine.objects.filter(scope("envelope__")).values_list("pk", "code", "name")}
    found: dict[Pair, ItemMoney] = {}
    lines: dict[Pair, dict[str, LineMoney]] = defaultdict(dict)
    for row in lines_within(scope):
        if row.item_id not in wanted:
            continue
        pair = (row.item_id, row.fiscal_year)
        found[pair] = ItemMoney(found[pair].totals + row.totals if pair in found else row.totals)
        if row.line_id in names:
            code, name = names[row.line_id]
            key = code or name
            known = lines[pair].get(key)
            lines[pair][key] = LineMoney(key, name, known.totals + row.totals if known else row.totals)
    sums = FundingSource.objects.filter(scope("envelope__")).order_by().values_list("envelope__item", "envelope__fiscal_year", "kind")
    for item, year, kind, amount in sums.annotate(total=Sum("amount")):
        if (item, year) in found:
            found[item, year].funding[kind] = int(amount)
    for pair, by_key in lines.items():
        found[pair].lines = [by_key[key] for key in sorted(by_key)]
    return found

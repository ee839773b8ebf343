"""The measures of money, with the pages that list what is behind them."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from musubi.blocks.indicators.domain.measures import Measure, register_measure
from musubi.blocks.money.domain import measures
from musubi.blocks.money.models import BudgetLine
from musubi.blocks.vision.models import PlanItem


def _ledger(item: PlanItem, fiscal_year: int) -> str:
    return f"{reverse('money:desk-contracts', args=[item.code])}?year={fiscal_year}&made=1"


def _budget(item: PlanItem, fiscal_year: int) -> str:
    return f"{reverse('money:desk', args=[item.code])}?year={fiscal_year}"


def register_measures() -> None:
    """Called once when apps are ready."""
    register_measure(
        Measure(
            key="money.contracts",
            name=_("契約の件数"),
            unit=_("件"),
            compute=measures.count_contracts,
            records=lambda item, year: measures.contracts_made([item], [year]),
            address=_ledger,
        ),
        Measure(
            key="money.contracted_yen",
            name=_("契約額"),
            unit=_("円"),
            compute=measures.contracted_yen,
            records=lambda item, year: measures.contracts_made([item], [year]),
            address=_ledger,
            total=measures.total_contracted,
        ),
        Measure(
            key="money.spent_yen",
            name=_("支出済額"),
            unit=_("円"),
            compute=measures.spent_yen,
            records=lambda item, year: BudgetLine.objects.filter(envelope__item=item, envelope__fiscal_year=year),
            address=_budget,
            total=measures.total_spent,
        ),
    )

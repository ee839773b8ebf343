"""Rules about costs: which count, and up to what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.amounts.case import Cost
from musubi.blocks.applications.domain.amounts.evaluation import Working, format_rate
from musubi.blocks.kernel.money import format_yen


def keep_categories(working: Working, key: str, label: str, parameters: Mapping[str, Any]) -> None:
    """Only the named categories count (補助対象経費)."""
    kept = set(parameters["keys"])
    left_out = sum(cost.amount for cost in working.costs if cost.category not in kept)
    working.costs = [cost for cost in working.costs if cost.category in kept]
    if left_out:
        working.tell(key, label, _("対象外の経費 %(yen)s を除く") % {"yen": format_yen(left_out)})


def cap_category(working: Working, key: str, label: str, parameters: Mapping[str, Any]) -> None:
    """A category counts up to an amount, or up to a share of all costs that count; the cut falls on its last lines."""
    named = set(parameters["category"])
    mine = [cost for cost in working.costs if cost.category in named]
    total = sum(cost.amount for cost in mine)
    limits = [int(parameters["most"])] if parameters.get("most") is not None else []
    if parameters.get("share"):
        limits.append(int(sum(cost.amount for cost in working.costs) * Fraction(parameters["share"])))
    if not limits or total <= min(limits):
        return
    left, kept = min(limits), []
    for cost in working.costs:
        if cost.category in named:
            taken = min(cost.amount, left)
            left -= taken
            kept.append(_cut(cost, taken))
        else:
            kept.append(cost)
    working.costs = kept
    how = _("%(total)s のうち %(most)s まで") % {"total": format_yen(total), "most": format_yen(min(limits))}
    if parameters.get("share"):
        how += _("(対象経費の%(share)s)") % {"share": format_rate(Fraction(parameters["share"]))}
    working.tell(key, label, how)


def _cut(cost: Cost, yen: int) -> Cost:
    """The line up to some yen, with the tax that is in them."""
    return replace(cost, amount=yen, tax=cost.tax * yen // cost.amount if cost.amount else 0)


def take_tax_off(working: Working, key: str, label: str, _parameters: Mapping[str, Any]) -> None:
    """消費税及び地方消費税 do not count."""
    tax = sum(cost.tax for cost in working.costs)
    working.costs = [replace(cost, amount=cost.amount - cost.tax, tax=0) for cost in working.costs]
    if tax:
        working.tell(key, label, _("消費税 %(yen)s を除く") % {"yen": format_yen(tax)})


def keep_local(working: Working, key: str, label: str, parameters: Mapping[str, Any]) -> None:
    """Costs paid outside the city do not count, in the named categories or in all."""
    named = set(parameters.get("categories") or ())

    def counts(cost: Cost) -> bool:
        return cost.payee_in_city or bool(named and cost.category not in named)

    left_out = sum(cost.amount for cost in working.costs if not counts(cost))
    working.costs = [cost for cost in working.costs if counts(cost)]
    if left_out:
        working.tell(key, label, _("市外への支払 %(yen)s を除く") % {"yen": format_yen(left_out)})


def lower_of_unit_price(working: Working, key: str, label: str, parameters: Mapping[str, Any]) -> None:
    """基数 × 単価 × 月数 or what was paid, whichever is lower, line by line."""
    named, price, most = set(parameters["category"]), int(parameters["unit_price"]), parameters.get("most_months")
    for position, cost in enumerate(working.costs):
        if cost.category not in named:
            continue
        months = cost.months if most is None else min(cost.months, int(most))
        by_unit = int(cost.quantity * price * months)
        if by_unit < cost.amount:
            working.costs[position] = _cut(cost, by_unit)
            words = {"quantity": f"{cost.quantity.normalize():f}", "price": format_yen(price), "months": months, "paid": format_yen(cost.amount)}
            working.tell(key, label, _("%(quantity)s × %(price)s × %(months)dか月(実費 %(paid)s より低い)") % words)

"""Amounts as budget papers write them."""

from __future__ import annotations

from decimal import Decimal

from django import template

from musubi.blocks.kernel.money import format_yen
from musubi.blocks.kernel.pages.languages import in_japanese

register = template.Library()


@register.filter
def amount(value: int | None) -> str:
    """1,234,000; △500 below zero (-500 in English); — where it is unknown."""
    if value is None:
        return "—"
    minus = "△" if in_japanese() else "-"
    return f"{minus if value < 0 else ''}{abs(value):,}"


@register.filter
def yen_amount(value: int | None) -> str:
    """With its unit: 1,234,000円; — where it is unknown."""
    return "—" if value is None else format_yen(value)


@register.filter
def rate(value: Decimal | None) -> str:
    """23.3%; — without a budget."""
    return "—" if value is None else f"{value}%"


@register.filter
def share_of(part: int, whole: int) -> str:
    """A share of a bar's width, between 0% and 100%."""
    return f"{min(max(part, 0) / whole * 100, 100):.2f}%" if whole > 0 else "0%"

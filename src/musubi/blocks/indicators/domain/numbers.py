"""Figures and rates as text: exact, with thousands separators, no trailing zeros."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal


def number_text(value: Decimal | None) -> str:
    """1,234.5; empty for None."""
    if value is None:
        return ""
    return format(value.normalize() + 0, ",f")  # + 0: no -0


def percent_text(value: Decimal | None) -> str:
    """A ratio as a percentage with one decimal: 0.6666 is 66.7%, 1 is 100%; empty for None."""
    if value is None:
        return ""
    return f"{number_text((value * 100).quantize(Decimal('0.1'), ROUND_HALF_UP))}%"

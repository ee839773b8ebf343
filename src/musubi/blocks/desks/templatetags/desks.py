"""Signs and words that the desks' templates need."""

from __future__ import annotations

from decimal import Decimal

from django import template

from musubi.blocks.desks.interfaces.journal_panel import ICONS

register = template.Library()


@register.filter
def kind_icon(kind: str) -> str:
    """The sprite symbol of a kind of activity."""
    return ICONS.get(kind, "pen")


@register.filter
def plain_number(value: Decimal | None) -> str:
    """1,234.5: digits in groups, without trailing zeros."""
    if value is None:
        return ""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@register.filter
def size_words(size: int) -> str:
    """1.2MB, 340KB."""
    return f"{size / 1_048_576:.1f}MB" if size >= 1_048_576 else f"{max(1, round(size / 1024))}KB"

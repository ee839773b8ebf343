"""Figures in templates."""

from __future__ import annotations

from typing import Any

from django import template

from musubi.blocks.papers.domain.filling.tags import number_text as written

register = template.Library()


@register.filter
def number_text(value: Any) -> str:
    """1,234; nothing for what is not known."""
    return written(value)

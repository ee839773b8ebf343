"""The tabs of a desk: pages that apps register in the menu `desk`; their addresses take the item's code."""

from __future__ import annotations

from typing import Any

from django import template

from musubi.blocks.kernel.menus import MenuEntry, menu

register = template.Library()


@register.simple_tag(takes_context=True)
def desk_tabs(context: dict[str, Any]) -> list[MenuEntry]:
    """The registered tabs that this reader may open, in order."""
    return menu("desk", context["request"].user)

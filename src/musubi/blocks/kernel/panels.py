"""Panels: apps register parts of composed pages (a plan item's page, the start pages); the site puts them together.

A panel says for which `slot` it is, who may see it, its order and how many queries it may cost. `render(request,
context)` returns the context of its template, or None to be absent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

Audience = Callable[[Any], bool]


def everyone(user: Any) -> bool:
    """The public too."""
    return True


def signed_in(user: Any) -> bool:
    """Anyone with an account."""
    return bool(user.is_authenticated)


@dataclass(frozen=True)
class Panel:
    """One part of a composed page."""

    slot: str
    name: str
    template: str
    render: Callable[[HttpRequest, Mapping[str, Any]], Mapping[str, Any] | None]
    audience: Audience = everyone
    order: int = 100
    query_budget: int = 2


_panels: dict[str, list[Panel]] = defaultdict(list)


def register_panel(panel: Panel) -> None:
    """Add a panel to its slot; names are unique within a slot."""
    if any(known.name == panel.name for known in _panels[panel.slot]):
        raise ValueError(f"panel {panel.name} is registered twice in {panel.slot}")
    _panels[panel.slot].append(panel)
    _panels[panel.slot].sort(key=lambda known: (known.order, known.name))


def panels_of(slot: str) -> tuple[Panel, ...]:
    """The slot's panels in order."""
    return tuple(_panels[slot])


def render_panels(slot: str, request: HttpRequest, context: Mapping[str, Any]) -> list[SafeString]:
    """The rendered panels that this reader may see."""
    parts = []
    for panel in panels_of(slot):
        if panel.audience(request.user):
            own = panel.render(request, context)
            if own is not None:
                parts.append(render_to_string(panel.template, {**context, **own, "panel": panel}, request))
    return parts

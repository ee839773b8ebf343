"""The trace in templates."""

from __future__ import annotations

from typing import Any

from django import template

from musubi.council.domain.trace import KINDS, Node, Trace
from musubi.council.interfaces.graph import Drawing, draw, kind_label

register = template.Library()


@register.filter
def drawing(trace: Trace) -> Drawing:
    """The trace as boxes and lines."""
    return draw(trace)


@register.filter
def columns(trace: Trace) -> list[dict[str, Any]]:
    """Every step of the way in the direction of the loop, also those that are still empty."""
    return [{"kind": kind, "label": kind_label(kind), "nodes": trace.of(kind)} for kind in KINDS]


@register.simple_tag
def before(trace: Trace, node: Node) -> list[Node]:
    """What led to the record."""
    return trace.led_from(node.key)


@register.simple_tag
def after(trace: Trace, node: Node) -> list[Node]:
    """What the record led to."""
    return trace.led_to(node.key)


@register.filter
def kind_name(node: Node) -> str:
    """意見, 課題 …"""
    return kind_label(node.kind)

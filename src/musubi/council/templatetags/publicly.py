"""Published content in templates: its plain values in the reader's language."""

from __future__ import annotations

import datetime as dt

from django import template

from musubi.blocks.kernel.templatetags.musubi import japanese_date
from musubi.council.enums import IssueStatus, OpinionSource, ResolutionKind, ResponseState

register = template.Library()


@register.filter
def iso_date(value: str) -> str:
    """A stored day in the calendar of the page; nothing for an unknown one."""
    return japanese_date(dt.date.fromisoformat(value)) if value else ""


def _label(choices: type, value: str) -> str:
    return str(choices(value).label) if value in choices.values else value  # type: ignore[attr-defined]


@register.filter
def source_label(value: str) -> str:
    """Where an opinion came from."""
    return _label(OpinionSource, value)


@register.filter
def resolution_label(value: str) -> str:
    """What a body said."""
    return _label(ResolutionKind, value)


@register.filter
def response_label(value: str) -> str:
    """What the city answered."""
    return _label(ResponseState, value)


@register.filter
def status_label(value: str) -> str:
    """How far an issue is."""
    return _label(IssueStatus, value)

"""Published content in templates: its plain values in the reader's language."""

from __future__ import annotations

import datetime as dt

from django import template

from musubi.blocks.kernel.templatetags.musubi import japanese_date
from musubi.council.enums import AuthorClass, IssueStatus, OpinionChannel, OpinionSource, ResolutionKind, ResponseState, Stance

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


@register.filter
def channel_label(value: str) -> str:
    """How an opinion came."""
    return _label(OpinionChannel, value)


@register.filter
def class_label(value: str) -> str:
    """What kind of people sent it."""
    return _label(AuthorClass, value)


@register.filter
def stance_label(value: str) -> str:
    """How the city took an opinion up."""
    return _label(Stance, value)


@register.filter
def file_kind(suffix: str) -> str:
    """A file's kind by its suffix."""
    return {"pdf": "PDF", "docx": "Word", "xlsx": "Excel"}.get(suffix, suffix)

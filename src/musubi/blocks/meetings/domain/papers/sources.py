"""From what a paper can be made: apps register their sources; a meeting's plan names one for each paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from musubi.blocks.meetings.enums import PaperKind
from musubi.blocks.meetings.models import Meeting
from musubi.blocks.papers.domain.composed.model import Part


@dataclass(frozen=True)
class Content:
    """What a source says; number, day and foot are added when the set is made."""

    parts: Sequence[Part]
    landscape: bool = False


@dataclass(frozen=True)
class PaperSource:
    """`build(meeting, today)` makes the content in the language in force; `usual` papers stand in the first plan of a meeting."""

    code: str
    title: Any
    kind: PaperKind
    build: Callable[[Meeting, dt.date], Content]
    order: int
    usual: bool = True


_sources: dict[str, PaperSource] = {}


def register_source(source: PaperSource) -> None:
    """Add a source; codes are unique."""
    if source.code in _sources:
        raise ValueError(f"paper source {source.code} is registered twice")
    _sources[source.code] = source


def sources() -> list[PaperSource]:
    """All sources in the order in which their papers stand."""
    return sorted(_sources.values(), key=lambda source: (source.order, source.code))


def source_of(code: str) -> PaperSource | None:
    """The source of a code."""
    return _sources.get(code)

"""From what a paper can be made: apps register their sources; a meeting's plan names one for each paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from musubi.blocks.meetings.enums import BodyKind, PaperKind
from musubi.blocks.meetings.models import Meeting
from musubi.blocks.papers.domain.composed.model import Part
from musubi.blocks.papers.domain.filling.tags import Vocabulary


@dataclass(frozen=True)
class Wanted:
    """What a paper is asked for: at which meeting, as of which day, about which year, and whether everybody may read it.

    `shared` holds what the papers of one set have in common, so that it is gathered once.
    """

    meeting: Meeting
    today: dt.date
    fiscal_year: int
    for_public: bool
    shared: dict[Any, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Content:
    """What a source says, as parts of a paper and as `values` of the tags that an office file may use.

    `about` are the public ids of records that it names and from which somebody may be kept, now or later.
    """

    parts: Sequence[Part] = ()
    landscape: bool = False
    values: Mapping[str, Any] = field(default_factory=dict)
    about: Collection[str] = ()


@dataclass(frozen=True)
class TemplateFile:
    """An office file with tags; its content is read when it is filled."""

    name: str
    file_name: str
    sha256: str
    read: Callable[[], bytes]


EVERY = frozenset(BodyKind)
NEVER: frozenset[BodyKind] = frozenset()
PANELS = frozenset({BodyKind.SELECTION_PANEL})
COUNCILS = EVERY - PANELS


@dataclass(frozen=True)
class PaperSource:
    """`build(wanted)` makes the content in the language in force; `tags()` are the names of its values.

    A paper stands in the first plan of meetings of the kinds of bodies where it is `usual`; those with a `year` speak of a fiscal
    year, that one where the clerk chooses no other; a source with a `template` of its own is always filled into that.
    """

    code: str
    title: Any
    kind: PaperKind
    build: Callable[[Wanted], Content]
    order: int
    usual: frozenset[BodyKind] = EVERY
    tags: Callable[[], Vocabulary] = dict
    year: Callable[[Meeting], int] | None = None
    template: TemplateFile | None = None


Provider = Callable[[], Iterable[PaperSource]]
_sources: dict[str, PaperSource] = {}
_providers: list[Provider] = []


def register_source(source: PaperSource) -> None:
    """Add a source; codes are unique."""
    if source.code in _sources:
        raise ValueError(f"paper source {source.code} is registered twice")
    _sources[source.code] = source


def register_provider(provider: Provider) -> None:
    """Add what gives sources that are records, at most one query a call."""
    _providers.append(provider)


def own_sources() -> list[PaperSource]:
    """The registered sources, whose papers a city may shape by templates, in the order in which their papers stand."""
    return sorted(_sources.values(), key=lambda source: (source.order, source.code))


def sources() -> dict[str, PaperSource]:
    """All sources by code, those that are records behind the registered ones."""
    found = [*own_sources(), *(source for provider in _providers for source in provider())]
    return {source.code: source for source in found}

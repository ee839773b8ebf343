"""From where a draw may take its entries: blocks above register themselves, the draw knows none of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class SourceEntry:
    """An entrant of a source: `id` is the record there; `wishes` are names or letters of options, none means every option in turn.

    `applicant` is who applies, the same from one list to the next: by it losses in earlier draws are recognised.
    """

    id: str
    name: str
    reference: str = ""
    name_kana: str = ""
    postal_code: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    wishes: tuple[str, ...] = ()
    applicant: str = ""


@dataclass(frozen=True)
class EntrySource:
    """`choices(user)` are (key, label) of lists that the user may draw from; `entries(user, key)` their entrants.

    `entries` raises DrawError where the list is not ready or not the user's.
    """

    name: str
    label: Any
    choices: Callable[[Any], list[tuple[str, str]]]
    entries: Callable[[Any, str], Iterable[SourceEntry]]


_sources: dict[str, EntrySource] = {}


def register_entry_source(source: EntrySource) -> None:
    """Add a source; its name is unique."""
    if source.name in _sources:
        raise ValueError(f"entry source {source.name} is registered twice")
    _sources[source.name] = source


def entry_sources() -> tuple[EntrySource, ...]:
    """All sources."""
    return tuple(_sources.values())


def source_choices(user: Any) -> list[tuple[str, str]]:
    """What the user may take entries from, as `source:key` and label."""
    return [(f"{source.name}:{key}", f"{source.label}: {label}") for source in entry_sources() for key, label in source.choices(user)]

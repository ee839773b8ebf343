"""Words for verbs: an app says in words what its events tell; the history panel asks here first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_verbs: dict[str, Any] = {}


def register_verbs(verbs: Mapping[str, Any]) -> None:
    """Add verbs with their words (lazy translations); a verb is told once."""
    twice = _verbs.keys() & verbs.keys()
    if twice:
        raise ValueError(f"verb {min(twice)} is told twice")
    _verbs.update(verbs)


def words_of(verb: str) -> str:
    """The verb in words; "" for one that no app has told."""
    return str(_verbs.get(verb, ""))

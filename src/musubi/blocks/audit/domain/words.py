"""Words for verbs and for what events tell beside fields: an app says them, the history panel asks here first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_verbs: dict[str, Any] = {}
_fields: dict[str, Any] = {}


def register_verbs(verbs: Mapping[str, Any]) -> None:
    """Add verbs with their words (lazy translations); a verb is told once."""
    twice = _verbs.keys() & verbs.keys()
    if twice:
        raise ValueError(f"verb {min(twice)} is told twice")
    _verbs.update(verbs)


def words_of(verb: str) -> str:
    """The verb in words; "" for one that no app has told."""
    return str(_verbs.get(verb, ""))


def register_fields(fields: Mapping[str, Any]) -> None:
    """Add names of values that are no field of a record; a name is told once."""
    twice = _fields.keys() & fields.keys()
    if twice:
        raise ValueError(f"{min(twice)} is told twice")
    _fields.update(fields)


def field_words(name: str) -> str:
    """The value's name in words; "" for one that no app has told."""
    return str(_fields.get(name, ""))

"""Which fields of which records are told to visitors in other languages; apps register, the translation desk works them.

The Japanese text stands in the record itself and is the normative one. A model is registered once, with the fields in
the order in which a person reads them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models


@dataclass(frozen=True)
class Translatable:
    """Records of `model`, whose `fields` hold Japanese texts; `needed(queryset)` leaves those that visitors are shown."""

    model: type[models.Model]
    fields: tuple[str, ...]
    needed: Callable[[models.QuerySet[Any]], models.QuerySet[Any]]
    order: int = 100

    @property
    def label(self) -> str:
        """The name under which translations are kept, e.g. places.Spot."""
        return self.model._meta.label


_registered: dict[str, Translatable] = {}


def register_translatable(*entries: Translatable) -> None:
    """Add kinds of records; each has its access policy already."""
    for entry in entries:
        if entry.label in _registered:
            raise ValueError(f"{entry.label} is registered twice")
        _registered[entry.label] = entry


def translatables() -> tuple[Translatable, ...]:
    """All kinds in order."""
    return tuple(sorted(_registered.values(), key=lambda entry: (entry.order, entry.label)))


def translatable(label: str) -> Translatable:
    """One kind. Raises KeyError."""
    return _registered[label]

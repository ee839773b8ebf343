"""Whose address it is. Blocks above register their field; an address may be seen by whoever may see its holder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models


@dataclass(frozen=True)
class AddressHolder:
    """A model with a one-to-one `field` to Address, reached from there by `reverse`."""

    model: type[models.Model]
    reverse: str


_holders: list[AddressHolder] = []


def register_holder(holder: AddressHolder) -> None:
    """Add a kind of record that has an address; it needs an access policy of its own."""
    if holder in _holders:
        raise ValueError(f"{holder.reverse} is registered twice")
    _holders.append(holder)


def holders() -> tuple[AddressHolder, ...]:
    """All kinds."""
    return tuple(_holders)


def holders_of(address: models.Model) -> Iterator[Any]:
    """The records that hold this address: one, unless it is an orphan."""
    for holder in _holders:
        yield from holder.model._default_manager.filter(**{_field_of(holder): address})


def _field_of(holder: AddressHolder) -> str:
    relation = next(one for one in holder.model._meta.fields if one.related_model and one.remote_field.get_accessor_name() == holder.reverse)
    return relation.name

"""Django's TextChoices, told to the type checker as the enumeration that it is (Django ships no types)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from enum import Enum

    class TextChoices(str, Enum):  # noqa: UP042 - Django's own is a str Enum with tuple values
        """A closed list: stored value and Japanese label."""

        label: Any
        values: ClassVar[list[str]]
        choices: ClassVar[list[tuple[str, Any]]]
        labels: ClassVar[list[Any]]
else:
    from django.db.models import TextChoices

__all__ = ["TextChoices"]

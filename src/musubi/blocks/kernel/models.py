"""Abstract base of the platform's records; a field for a few codes of a closed list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Q

from musubi.blocks.kernel.identifiers import new_uid


class Record(models.Model):
    """A record with a stable public id and a version that grows with each save (optimistic locking)."""

    uid = models.CharField("行ID", max_length=32, unique=True, default=new_uid, editable=False)
    version = models.PositiveIntegerField("版", default=1, editable=False)
    created_at = models.DateTimeField("登録日時", auto_now_add=True)
    updated_at = models.DateTimeField("更新日時", auto_now=True)

    class Meta:
        abstract = True


class CodesField(models.CharField):
    """A tuple of codes, kept as `,nature,tea,`; empty is no code. Filter with `holding`."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("max_length", 200)
        options.setdefault("blank", True)
        options.setdefault("default", tuple)
        super().__init__(*args, **options)

    def from_db_value(self, value: str | None, _expression: Any, _connection: Any) -> tuple[str, ...]:
        """The codes as they were given."""
        return self.to_python(value)

    def to_python(self, value: str | Iterable[str] | None) -> tuple[str, ...]:
        """Read the kept text, or any list of codes."""
        if not value:
            return ()
        if isinstance(value, str):
            return tuple(code for code in value.split(",") if code)
        return tuple(value)

    def get_prep_value(self, value: str | Iterable[str] | None) -> str:
        """The text that is kept."""
        codes = self.to_python(value)
        return f",{','.join(codes)}," if codes else ""

    def value_to_string(self, obj: models.Model) -> str:
        """For fixtures and comparing."""
        return self.get_prep_value(self.value_from_object(obj))


def holding(field: str, code: str) -> Q:
    """Records whose `field` holds `code`."""
    return Q(**{f"{field}__contains": f",{code},"})

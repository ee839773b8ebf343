"""Numbers of opinions, issues, resolutions, decisions and actions: running, without a gap or a double."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction

from musubi.blocks.kernel.locking import lock
from musubi.blocks.kernel.models import Record

NumberedT = TypeVar("NumberedT", bound=Record)
TRIES = 5


def create_numbered(model: type[NumberedT], **fields: Any) -> NumberedT:
    """A new row with the next number; writers wait for each other on the last row, and try again on the very first."""
    for attempt in range(TRIES):
        last = model._default_manager.aggregate(last=models.Max("number"))["last"] or 0
        lock(model._default_manager.filter(number=last))
        number = (model._default_manager.aggregate(last=models.Max("number"))["last"] or 0) + 1
        try:
            with transaction.atomic():
                return model._default_manager.create(number=number, **fields)
        except IntegrityError:
            if attempt == TRIES - 1 or not model._default_manager.filter(number=number).exists():
                raise
    raise AssertionError

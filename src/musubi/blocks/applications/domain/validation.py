"""What the tables themselves say of a record, told at its field before the database has to refuse it."""

from __future__ import annotations

from collections.abc import Collection

from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.kernel.models import Record
from musubi.blocks.kernel.pages import checking


def check_record(record: Record, *, exclude: Collection[str] = ()) -> None:
    """Fields and constraints of a record that is to be saved. Raises ApplicationError naming the first field."""
    checking.check_record(record, error=ApplicationError, exclude=exclude)

"""What the tables themselves say of a record, told at its field before the database has to refuse it."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import ValidationError

from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.kernel.models import Record


def check_record(record: Record, *, exclude: Collection[str] = ()) -> None:
    """Fields and constraints of a record that is to be saved. Raises ApplicationError naming the first field."""
    try:
        record.clean_fields(exclude=set(exclude))
        record.validate_constraints()
    except ValidationError as error:
        told = error.message_dict if hasattr(error, "error_dict") else {"__all__": error.messages}
        name, messages = next(iter(told.items()))
        raise ApplicationError("invalid", " ".join(messages), "" if name == "__all__" else name) from error

"""What the tables themselves say of a record, told at its field before the database has to refuse it."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import models

from musubi.blocks.kernel.pages.steps import StepError


def check_record(record: models.Model, *, error: type[StepError] = StepError, exclude: Collection[str] = ()) -> None:
    """Fields and constraints of a record that is to be saved. Raises `error` (code, message, first field)."""
    try:
        record.clean_fields(exclude=set(exclude))
        record.validate_constraints()
    except ValidationError as fault:
        told = fault.message_dict if hasattr(fault, "error_dict") else {"__all__": fault.messages}
        name, messages = next(iter(told.items()))
        raise error("invalid", " ".join(messages), "" if name == "__all__" else name) from fault

"""What the tables themselves say of a record, told at its field before the database has to refuse it."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
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


def faults_of(record: models.Model, *, exclude: Collection[str] = ("uid",)) -> list[tuple[str, str]]:
    """(field, what to do) for everything that keeps a record from being kept; a constraint's code names its field."""
    try:
        record.full_clean(exclude=exclude)
    except ValidationError as error:
        return [(each.code if name == NON_FIELD_ERRORS else name, each.messages[0]) for name, some in error.error_dict.items() for each in some]
    return []

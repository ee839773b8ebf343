"""The one locking helper: two people saving the same record never overwrite each other silently.

A form carries the `version` of the record that it showed. `save_version` writes only when that version is still the
current one; otherwise `StaleRecordError` hands both versions to the page, where the person chooses. `lock` serialises
writers on a scarce thing: a row lock on PostgreSQL; on SQLite the IMMEDIATE transaction is already exclusive. `in_turn`
lets the writers of a rush wait in a queue.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from django.db import connection, models, transaction
from django.utils import timezone

from musubi.blocks.kernel.models import Record

RecordT = TypeVar("RecordT", bound=Record)


class StaleRecordError(Exception):
    """Someone else saved the record after it was shown (別の人が先に保存しました)."""

    code = "stale_record"

    def __init__(self, *, current: Record, shown_version: int) -> None:
        super().__init__(f"{current._meta.label} {current.uid}: shown {shown_version}, now {current.version}")
        self.current = current
        self.shown_version = shown_version


def save_version(*, record: RecordT, shown_version: int, fields: Iterable[str]) -> RecordT:
    """Write `fields` of `record` if the stored version is still `shown_version`; the version grows by one.

    Raises StaleRecordError with the stored record otherwise. Must run inside a transaction with its audit event.
    """
    values: dict[str, Any] = {name: getattr(record, name) for name in fields}
    manager = type(record)._base_manager
    changed = manager.filter(pk=record.pk, version=shown_version).update(**values, version=shown_version + 1, updated_at=timezone.now())
    if not changed:
        raise StaleRecordError(current=manager.get(pk=record.pk), shown_version=shown_version)
    record.version = shown_version + 1
    return record


def lock(queryset: models.QuerySet[RecordT]) -> list[RecordT]:
    """Lock the rows until the transaction ends, in primary key order so that two writers cannot wait for each other."""
    if not transaction.get_connection(queryset.db).in_atomic_block:
        raise RuntimeError("lock() needs a transaction")
    ordered = queryset.order_by("pk")
    if connection.features.has_select_for_update:
        ordered = ordered.select_for_update(of=("self",))
    return list(ordered)


@contextmanager
def in_turn() -> Iterator[None]:
    """Let the writers of a rush (the last second of a call) wait in a queue; stands outside of the transaction, also as a decorator.

    SQLite's own waiting asks again and again and lets the unlucky time out under many writers; a file lock beside the
    database lets them through one by one, across processes, and is gone with its holder. PostgreSQL queues by itself.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with Path(f"{connection.settings_dict['NAME']}.turn").open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield

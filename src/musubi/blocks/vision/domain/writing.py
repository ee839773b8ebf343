"""Bring the database from one plan document to another, whatever the order in which rows take each other's keys.

A workbook may give two programs each other's numbers, or take a row out and bring another in under its number. The
database holds keys unique at every step, so rows that leave or change their key are first parked under a key of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from musubi.blocks.vision.domain.document import ColumnKind, InvalidPlanError, PlanDocument, Problem, Row, Table
from musubi.blocks.vision.domain.tables import ModelTable, tables
from musubi.blocks.vision.models import Vision

PARKED_FROM = 32_767  # the largest small integer on both databases; validation keeps real values below

Updates = dict[str, dict[str, Any]]


def write_document(vision: Vision, before: PlanDocument, after: PlanDocument) -> None:
    """Write the difference; both documents are sound and `before` is what the database holds.

    Raises InvalidPlanError for rows that cannot go because records outside the plan name them.
    """
    owners = {name: (_owners(name, before), _owners(name, after)) for name in _targets()}
    for table in tables():
        old, new = before.rows(table.spec.name), after.rows(table.spec.name)
        gone = [uid for uid in old if uid not in new]
        if table.spec.name in owners:
            _park(table, gone, old, new)
        elif gone:
            table.model._default_manager.filter(uid__in=gone).delete()
    for table in tables():
        old, new = before.rows(table.spec.name), after.rows(table.spec.name)
        _insert(table, vision, {uid: row for uid, row in new.items() if uid not in old})
        _update(table, vision, _updates(table, old, new, owners))
    for table in reversed(tables()):
        if table.spec.name in owners:
            _remove(table, before, after)


def _targets() -> set[str]:
    """The tables that others refer to."""
    return {column.to for table in tables() for column in table.spec.columns if column.to}


def _owners(name: str, document: PlanDocument) -> dict[Any, str]:
    """Natural key → uid of the row that bears it."""
    key = next(table.spec.key[0] for table in tables() if table.spec.name == name)
    return {row[key]: uid for uid, row in document.rows(name).items()}


def _park(table: ModelTable, gone: Iterable[str], old: Table, new: Table) -> None:
    """Give leaving rows keys of their own, and rows whose key changes their new ones, by way of such a key."""
    key = table.spec.key[0]
    moving = {uid: row[key] for uid, row in new.items() if uid in old and row[key] != old[uid][key]}
    manager = table.model._default_manager
    objects = list(manager.filter(uid__in=[*gone, *moving]))
    if not objects:
        return
    is_number = table.spec.column(key).kind is ColumnKind.INTEGER
    for number, obj in enumerate(objects):
        setattr(obj, key, PARKED_FROM - number if is_number else f"~{obj.uid}")
    manager.bulk_update(objects, [key], batch_size=200)
    staying = [obj for obj in objects if obj.uid in moving]
    for obj in staying:
        setattr(obj, key, moving[obj.uid])
    manager.bulk_update(staying, [key], batch_size=200)


def _updates(table: ModelTable, old: Table, new: Table, owners: Mapping[str, tuple[Mapping[Any, str], Mapping[Any, str]]]) -> Updates:
    """The cells to write: changed values, and references that mean another row than before, though the text be the same."""
    found: Updates = {}
    for uid, row in new.items():
        if uid not in old:
            continue
        cells = {}
        for column in table.spec.columns:
            was, value = old[uid].get(column.key), row.get(column.key)
            if column.to:
                then, now = owners[column.to]
                was_row, now_row = then.get(was), now.get(value)
                if was_row != now_row:
                    cells[column.key] = value
            elif was != value:
                cells[column.key] = value
        if cells:
            found[uid] = cells
    return found


def _insert(table: ModelTable, vision: Vision, rows: Mapping[str, Row]) -> None:
    if not rows:
        return
    own = {key for key, ref in table.references.items() if table.spec.column(key).to == table.spec.name}
    keys = _reference_keys(table, vision, exclude=own)
    objects = []
    for uid, row in rows.items():
        values = _field_values(table, {key: value for key, value in row.items() if key not in own}, keys)
        if table.scope:
            values[f"{table.scope}_id"] = vision.pk
        objects.append(table.model(uid=uid, **values))
    table.model._default_manager.bulk_create(objects, batch_size=500)
    if own:
        _update(table, vision, {uid: {key: row.get(key) for key in own} for uid, row in rows.items()}, growth=0)


def _update(table: ModelTable, vision: Vision, updates: Updates, growth: int = 1) -> None:
    if not updates:
        return
    columns = {column for cells in updates.values() for column in cells}
    keys = _reference_keys(table, vision, exclude={key for key in table.references if key not in columns})
    objects = {obj.uid: obj for obj in table.model._default_manager.filter(uid__in=list(updates))}
    names: set[str] = {"version"}
    for uid, cells in updates.items():
        obj = objects[uid]
        obj.version += growth
        for name, value in _field_values(table, cells, keys).items():
            setattr(obj, name, value)
        names |= {ref.field if (ref := table.references.get(column)) else column for column in cells}
    clashing = list(objects.values()) if names & _unique_together(table) else []
    if clashing:
        _replace(table, clashing)
    else:
        table.model._default_manager.bulk_update(objects.values(), sorted(names), batch_size=200)


def _unique_together(table: ModelTable) -> set[str]:
    """Fields of a table without a key of its own that may not stand twice: its rows cannot be parked one by one."""
    if len(table.spec.key) == 1:
        return set()
    found: set[str] = set()
    for constraint in table.model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            found |= set(constraint.fields)
            found |= {child[0] for child in constraint.condition.children} if constraint.condition else set()
    return found


def _replace(table: ModelTable, objects: list[Any]) -> None:
    """Write rows that may have taken each other's places: out and in again, as the same records."""
    created = {obj.pk: obj.created_at for obj in objects}
    manager = table.model._default_manager
    manager.filter(pk__in=list(created)).delete()
    manager.bulk_create(objects, batch_size=500)
    for obj in objects:
        obj.created_at = created[obj.pk]
    manager.bulk_update(objects, ["created_at"], batch_size=200)


def _remove(table: ModelTable, before: PlanDocument, after: PlanDocument) -> None:
    kept = after.rows(table.spec.name)
    gone = [uid for uid in before.rows(table.spec.name) if uid not in kept]
    if not gone:
        return
    rows = table.model._default_manager.filter(uid__in=gone)
    own = [ref.field for key, ref in table.references.items() if table.spec.column(key).to == table.spec.name]
    if own:
        rows.update(**dict.fromkeys(own))
    try:
        rows.delete()
    except ProtectedError as error:
        message = _("ほかの記録(次期計画への引継ぎなど)で使われているので、取り除けません。先にそちらを直してください")
        raise InvalidPlanError([Problem(table.spec.name, uid, "", message) for uid in gone]) from error


def _field_values(table: ModelTable, row: Row, keys: Mapping[str, Mapping[Any, int]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in row.items():
        ref = table.references.get(key)
        if ref is None:
            values[key] = value
        else:
            values[f"{ref.field}_id"] = keys[key][value] if value not in (None, "") else None
    return values


def _reference_keys(table: ModelTable, vision: Vision, exclude: Iterable[str] = ()) -> dict[str, dict[Any, int]]:
    """For each reference column: natural key of the target → its primary key."""
    by_name = {other.spec.name: other for other in tables()}
    found: dict[str, dict[Any, int]] = {}
    cache: dict[tuple[str, str], dict[Any, int]] = {}
    for key, ref in table.references.items():
        if key in exclude:
            continue
        target = table.spec.column(key).to
        if (target, ref.key) not in cache:
            cache[target, ref.key] = dict(by_name[target].queryset(vision).values_list(ref.key, "pk"))
        found[key] = cache[target, ref.key]
    return found

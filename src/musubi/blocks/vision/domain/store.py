"""Keep plan documents in the database: load one in a constant number of queries, apply change sets to it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.locking import lock
from musubi.blocks.vision.domain.basis import Basis, basis_problems
from musubi.blocks.vision.domain.document import (
    Change,
    ChangeKind,
    PlanDocument,
    Problem,
    changed,
    differences,
)
from musubi.blocks.vision.domain.indexing import index_live
from musubi.blocks.vision.domain.tables import ModelTable, specs, tables
from musubi.blocks.vision.domain.validation import problems_of
from musubi.blocks.vision.enums import VisionStatus
from musubi.blocks.vision.models import Revision, Vision


class InvalidPlanError(Exception):
    """The changes would leave a plan that is not sound; `problems` say where and what to do."""

    code = "invalid_plan"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(problem.message for problem in problems[:3]))
        self.problems = tuple(problems)


def load_document(vision: Vision, *, only: frozenset[str] | None = None) -> PlanDocument:
    """The plan as it stands in the database; one query per table, whatever the plan's size. `only` names tables to load."""
    wanted = [table for table in tables() if only is None or table.spec.name in only]
    return PlanDocument({table.spec.name: _load_table(table, vision) for table in wanted})


def _load_table(table: ModelTable, vision: Vision) -> dict[str, dict[str, Any]]:
    paths = {
        column.key: f"{ref.field}__{ref.key}" if (ref := table.references.get(column.key)) else column.key
        for column in table.spec.columns
    }
    keys = list(paths)
    rows = table.queryset(vision).values_list("uid", *paths.values())
    return {
        str(uid): {key: _scalar(value) for key, value in zip(keys, values, strict=True)} for uid, *values in rows
    }


def _scalar(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value


@transaction.atomic
def apply_changes(
    *,
    vision: Vision,
    changes: Sequence[Change],
    actor: Any,
    now: dt.datetime,
    title: str,
    reason: str = "",
    basis: Basis | None = None,
    effective_on: dt.date | None = None,
) -> Revision:
    """Make the changes, all or none, and record them as one revision with one audit event.

    Raises ChangeConflictError when someone changed the same values meanwhile, InvalidPlanError when the result would
    not be sound. Writers of one plan wait for each other.
    """
    lock(Vision.objects.filter(pk=vision.pk))
    current = load_document(vision)
    result = changed(current, changes)
    problems = [*problems_of(result, specs()), *basis_problems(changes, basis or Basis())]
    if problems:
        raise InvalidPlanError(problems)
    for table in tables():
        _write_table(table, vision, result, [change for change in changes if change.table == table.spec.name])
    for table in reversed(tables()):
        gone = [c.uid for c in changes if c.table == table.spec.name and c.kind is ChangeKind.REMOVE]
        if gone:
            _delete(table, gone)
    index_live(vision, result)
    return _record_revision(vision, changes, actor, now, title, reason, basis or Basis(), effective_on)


def _delete(table: ModelTable, uids: Sequence[str]) -> None:
    """Delete rows; one that something outside of the plan's tables holds on to is a problem, not a failure."""
    try:
        table.model._default_manager.filter(uid__in=uids).delete()
    except models.ProtectedError as error:
        message = _("ほかの記録(次期計画への引継ぎなど)で使われているので、取り除けません。先にそちらを直してください")
        raise InvalidPlanError([Problem(table.spec.name, uid, "", message) for uid in uids]) from error


@transaction.atomic
def create_plan(*, document: PlanDocument, actor: Any, now: dt.datetime, status: VisionStatus, title: str) -> Vision:
    """Keep a document as a new plan. Organisations that exist already (same code) are taken over as they stand.

    Raises InvalidPlanError like `apply_changes`, and ValueError when the address name is taken.
    """
    uid, row = next(iter(document.rows("plan").items()))
    if Vision.objects.filter(slug=row["slug"]).exists():
        raise ValueError(f"plan {row['slug']} exists")
    vision = Vision.objects.create(uid=uid, slug=row["slug"], title=row["title"], status=status)
    current = load_document(vision)
    known = {organization["code"]: key for key, organization in current.rows("organizations").items()}
    arriving = {
        key: organization
        for key, organization in document.rows("organizations").items()
        if organization["code"] not in known
    }
    wanted = PlanDocument({**document.tables, "organizations": {**current.rows("organizations"), **arriving}})
    changes = differences(current, wanted, specs())
    apply_changes(vision=vision, changes=changes, actor=actor, now=now, title=title)
    return Vision.objects.get(pk=vision.pk)


def _record_revision(
    vision: Vision,
    changes: Sequence[Change],
    actor: Any,
    now: dt.datetime,
    title: str,
    reason: str,
    basis: Basis,
    effective_on: dt.date | None,
) -> Revision:
    last = vision.revisions.aggregate(last=models.Max("number"))["last"] or 0
    revision = Revision.objects.create(
        vision=vision,
        number=last + 1,
        title=title,
        reason=reason,
        basis_kind=basis.kind,
        basis_id=basis.identifier,
        basis_label=basis.label,
        basis_url=basis.url,
        decided_on=basis.decided_on,
        document_number=basis.document_number,
        effective_on=effective_on,
        changes=[change.to_json() for change in changes],
        applied_at=now,
        applied_by=actor if getattr(actor, "is_authenticated", False) else None,
    )
    record_event(
        actor=actor,
        verb="vision.revised",
        obj=vision,
        now=now,
        after={"revision": revision.number, "title": title, "changes": len(changes)},
        reason=reason,
    )
    return revision


def _write_table(table: ModelTable, vision: Vision, result: PlanDocument, changes: Sequence[Change]) -> None:
    added = [change.uid for change in changes if change.kind is ChangeKind.ADD]
    updates: dict[str, dict[str, Any]] = defaultdict(dict)
    for change in changes:
        if change.kind is ChangeKind.UPDATE:
            updates[change.uid][change.column] = change.after
    rows = result.rows(table.spec.name)
    if added:
        _insert(table, vision, {uid: rows[uid] for uid in added})
    if updates:
        _update(table, vision, updates)


def _insert(table: ModelTable, vision: Vision, rows: Mapping[str, Mapping[str, Any]]) -> None:
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


def _update(table: ModelTable, vision: Vision, updates: Mapping[str, Mapping[str, Any]], growth: int = 1) -> None:
    keys = _reference_keys(table, vision)
    objects = {obj.uid: obj for obj in table.model._default_manager.filter(uid__in=list(updates))}
    names: set[str] = {"version"}
    for uid, row in updates.items():
        values = _field_values(table, row, keys)
        obj = objects[uid]
        obj.version += growth
        for name, value in values.items():
            setattr(obj, name, value)
            names.add(name.removesuffix("_id") if name.removesuffix("_id") in _foreign_keys(table) else name)
    table.model._default_manager.bulk_update(objects.values(), sorted(names), batch_size=200)


def _foreign_keys(table: ModelTable) -> set[str]:
    return {ref.field for ref in table.references.values()}


def _field_values(table: ModelTable, row: Mapping[str, Any], keys: Mapping[str, Mapping[Any, int]]) -> dict[str, Any]:
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

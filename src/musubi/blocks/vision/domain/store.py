"""Keep plan documents in the database: load one in a constant number of queries, apply change sets to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import models, transaction

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.locking import lock
from musubi.blocks.vision.domain.basis import Basis, basis_problems
from musubi.blocks.vision.domain.document import (
    Change,
    InvalidPlanError,
    PlanDocument,
    changed,
    differences,
)
from musubi.blocks.vision.domain.indexing import index_live
from musubi.blocks.vision.domain.tables import ModelTable, specs, tables
from musubi.blocks.vision.domain.validation import problems_of
from musubi.blocks.vision.domain.writing import write_document
from musubi.blocks.vision.enums import VisionStatus
from musubi.blocks.vision.models import Revision, Vision


def load_document(vision: Vision, *, only: frozenset[str] | None = None) -> PlanDocument:
    """The plan as it stands in the database; one query per table, whatever the plan's size. `only` names tables to load."""
    wanted = [table for table in tables() if only is None or table.spec.name in only]
    return PlanDocument({table.spec.name: _load_table(table, vision) for table in wanted})


def _load_table(table: ModelTable, vision: Vision) -> dict[str, dict[str, Any]]:
    paths = {column.key: f"{ref.field}__{ref.key}" if (ref := table.references.get(column.key)) else column.key for column in table.spec.columns}
    keys = list(paths)
    rows = table.queryset(vision).values_list("uid", *paths.values())
    return {str(uid): {key: _scalar(value) for key, value in zip(keys, values, strict=True)} for uid, *values in rows}


def _scalar(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, dt.date):
        return value.isoformat()
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
    result = changed(current, changes, specs())
    problems = [*problems_of(result, specs()), *basis_problems(changes, basis or Basis())]
    if problems:
        raise InvalidPlanError(problems)
    write_document(vision, current, result)
    index_live(vision, result)
    return _record_revision(vision, changes, actor, now, title, reason, basis or Basis(), effective_on)


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
    arriving = {key: organization for key, organization in document.rows("organizations").items() if organization["code"] not in known}
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

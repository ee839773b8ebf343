"""Keep an uploaded workbook, tell what it would change, and apply what is accepted."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.vision.domain.basis import Basis
from musubi.blocks.vision.domain.document import Change, PlanDocument
from musubi.blocks.vision.domain.store import apply_changes
from musubi.blocks.vision.domain.tables import specs
from musubi.blocks.vision.domain.workbook.preview import undone
from musubi.blocks.vision.models import Revision, Vision, WorkbookUpload


@transaction.atomic
def keep_upload(*, vision: Vision, data: bytes, file_name: str, actor: Any, now: dt.datetime) -> WorkbookUpload:
    """Store the workbook as it came."""
    upload = WorkbookUpload(
        vision=vision,
        file_name=file_name[:200],
        sha256=hashlib.sha256(data).hexdigest(),
        uploaded_by=actor if getattr(actor, "is_authenticated", False) else None,
    )
    upload.file.save("workbook.xlsx", ContentFile(data), save=False)
    upload.file.close()
    upload.save()
    record_event(actor=actor, verb="workbook.uploaded", obj=upload, now=now, after={"sha256": upload.sha256})
    return upload


def base_of(vision: Vision, current: PlanDocument, revision: int | None, fingerprints: Mapping[str, str]) -> tuple[PlanDocument, frozenset[str]]:
    """The plan as it stood at a revision, made from today's by undoing what came since, and the tables that it misses.

    A table is missed when its fingerprint is not the one that the workbook carries: the organisations change without a
    revision of the plan, and a workbook may have lost its cover or come from another installation.
    """
    if revision is None:
        return current, frozenset(spec.name for spec in specs())
    later = Revision.objects.filter(vision=vision, number__gt=revision).order_by("-number")
    changes = [[Change.from_json(entry) for entry in kept] for kept in later.values_list("changes", flat=True)]
    base = undone(current, changes, specs())
    missed = {spec.name for spec in specs() if fingerprints.get(spec.name) != base.fingerprint(spec.name)}
    return base, frozenset(missed)


@transaction.atomic
def apply_upload(
    *,
    upload: WorkbookUpload,
    changes: Sequence[Change],
    actor: Any,
    now: dt.datetime,
    reason: str,
    basis: Basis,
    effective_on: dt.date | None,
) -> Revision:
    """Apply the accepted changes as one revision; raises what `apply_changes` raises."""
    revision = apply_changes(
        vision=upload.vision,
        changes=changes,
        actor=actor,
        now=now,
        title=f"計画台帳の取り込み: {upload.file_name}"[:200],
        reason=reason,
        basis=basis,
        effective_on=effective_on,
    )
    upload.revision = revision
    upload.save(update_fields=["revision", "updated_at"])
    return revision


@transaction.atomic
def drop_upload(*, upload: WorkbookUpload, actor: Any, now: dt.datetime) -> None:
    """Forget an uploaded workbook whose changes are not wanted; its file goes when nothing else uses it."""
    record_event(actor=actor, verb="workbook.dropped", obj=upload, now=now, before={"sha256": upload.sha256})
    name, storage = upload.file.name, upload.file.storage
    upload.delete()
    if not WorkbookUpload.objects.filter(file=name).exists():
        transaction.on_commit(lambda: storage.delete(name))

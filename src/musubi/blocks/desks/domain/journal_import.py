"""Take rows of a workbook into a journal: the upload is kept until its rows are accepted or it is dropped."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.audit.domain.updates import FieldConflictError
from musubi.blocks.desks.domain.activities import change_activity, record_activity
from musubi.blocks.desks.models import Activity, JournalUpload
from musubi.blocks.vision.models import PlanItem


@dataclass(frozen=True)
class AcceptedRow:
    """A row to be taken in: values of a new activity, or changes of the one with that id as it stood at `version`."""

    uid: str
    version: int
    values: Mapping[str, Any]


@transaction.atomic
def keep_upload(*, item: PlanItem, data: bytes, file_name: str, actor: Any, now: dt.datetime) -> JournalUpload:
    """Store the workbook as it came."""
    upload = JournalUpload(
        item=item,
        file_name=file_name[:200],
        sha256=hashlib.sha256(data).hexdigest(),
        uploaded_by=actor if getattr(actor, "is_authenticated", False) else None,
    )
    upload.file.save("journal.xlsx", ContentFile(data), save=False)
    upload.file.close()
    upload.save()
    record_event(actor=actor, verb="journal.uploaded", obj=upload, now=now, after={"sha256": upload.sha256}, program_code=item.code)
    return upload


@transaction.atomic
def accept_rows(*, item: PlanItem, rows: Sequence[AcceptedRow], actor: Any, now: dt.datetime) -> tuple[int, int]:
    """Take the rows in, all or none: (new, changed). Raises ActivityError, and FieldConflictError where a row was changed since."""
    new = changed = 0
    for row in rows:
        if not row.uid:
            record_activity(item=item, actor=actor, now=now, **row.values)
            new += 1
            continue
        activity = Activity.objects.get(item=item, uid=row.uid, withdrawn_at__isnull=True)
        if activity.version != row.version:
            raise FieldConflictError({name: getattr(activity, name) for name in row.values})
        change_activity(activity=activity, values=row.values, actor=actor, now=now)
        changed += 1
    return new, changed


@transaction.atomic
def drop_upload(*, upload: JournalUpload, actor: Any, now: dt.datetime) -> None:
    """Forget an upload whose rows are taken in or not wanted; its file goes when nothing else uses it."""
    event = {"sha256": upload.sha256}
    record_event(actor=actor, verb="journal.dropped", obj=upload, now=now, before=event, program_code=upload.item.code)
    name, storage = upload.file.name, upload.file.storage
    upload.delete()
    if not JournalUpload.objects.filter(file=name).exists():
        transaction.on_commit(lambda: storage.delete(name))

"""What is forgotten by itself, and what the register of parties asks of applications before and when it erases a party.

What of a file had arrived when its sending broke off is kept for thirty days in which nobody touched the draft.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from pathlib import Path

from django.conf import settings
from django.db import transaction

from musubi.blocks.applications.domain.drafts import refuse_closed
from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.domain.keeping.erasing import erase_with_party
from musubi.blocks.applications.domain.keeping.periods import party_needed_until
from musubi.blocks.applications.models import Upload
from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.notifications.domain.reminders import register_daily
from musubi.blocks.parties.domain.erasure import register_eraser, register_retention

ABANDONED, OVER = dt.timedelta(days=30), dt.timedelta(days=1)


def forget_unfinished_uploads(today: dt.date, now: dt.datetime) -> int:
    """Daily: drop the parts of files whose sending broke off. Never those of a living draft; returns 0, since no mail goes out.

    A draft lives while it was saved, or a file of it was sent, within `ABANDONED`; a form that can no longer be typed into
    keeps its parts for a day. Parts on the disk that no row knows are left over from a transaction that failed.
    """
    rows = list(Upload.objects.select_related("application__call__item").order_by("application", "pk"))
    newest: dict[int, dt.datetime] = {}
    for row in rows:
        newest[row.application_id] = max(row.started_at, row.application.saved_at, newest.get(row.application_id, row.started_at))
    gone: dict[int, list[Upload]] = defaultdict(list)
    for row in rows:
        since = now - newest[row.application_id]
        if since > ABANDONED or (since > OVER and not _is_open(row)):
            gone[row.application_id].append(row)
    with transaction.atomic():
        for uploads in gone.values():
            application = uploads[0].application
            code = application.call.item.code
            record_event(actor=None, verb="upload.forgotten", obj=application, now=now, after={"uploads": len(uploads)}, program_code=code)
        Upload.objects.filter(pk__in=[row.pk for uploads in gone.values() for row in uploads]).delete()
        transaction.on_commit(_forget_parts)
    return 0


def _is_open(upload: Upload) -> bool:
    try:
        refuse_closed(upload.application, upload.stage)
    except ApplicationError:
        return False
    return True


def _forget_parts() -> None:
    folder = Path(settings.MEDIA_ROOT)
    known = set(Upload.objects.values_list("part_file", flat=True))
    for part in (folder / "uploads").glob("*.part"):
        if f"uploads/{part.name}" not in known:
            part.unlink(missing_ok=True)


def register() -> None:
    """Called once when apps are ready."""
    register_retention(party_needed_until)
    register_eraser(erase_with_party)
    register_daily(forget_unfinished_uploads)

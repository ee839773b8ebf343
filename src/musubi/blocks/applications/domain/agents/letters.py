"""委任状: the power of attorney as a file, looked at like every upload and kept by the hash of its content."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.domain.files import accepted_file
from musubi.blocks.applications.models import Agent
from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.locking import lock
from musubi.blocks.papers.domain.uploads import check_file


@transaction.atomic
def keep_letter(*, agent: Agent, file_name: str, data: bytes, actor: Any, now: dt.datetime) -> Agent:
    """委任状を添える; a new one takes the place of the old one until the city confirmed. Raises FileRefusedError, ApplicationError."""
    checked = check_file(data, file_name)
    accepted_file(checked)
    current: Agent = lock(Agent.objects.filter(pk=agent.pk).select_related("party"))[0]
    if current.confirmed_at is not None:
        raise ApplicationError("decided", _("市の確認が済んだ委任状は、差し替えられません。変えるときは、委任を終えて新しく頼んでください"))
    before = current.sha256
    current.sha256 = hashlib.sha256(checked.content).hexdigest()
    current.file_name, current.media_type = checked.name, checked.media_type
    current.file.save(checked.name, ContentFile(checked.content), save=False)
    current.version += 1
    current.save()
    record_event(actor=actor, verb="agent.letter_kept", obj=current, now=now, before={"sha256": before}, after={"sha256": current.sha256})
    return current

"""Files that come with an answer: checked by content, kept by hash, photos without their position."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.papers.domain.uploads import check_file
from musubi.blocks.reporting.models import EvidenceFile, ReplyEntry


@transaction.atomic
def add_evidence(*, entry: ReplyEntry, name: str, content: bytes, actor: Any, now: dt.datetime) -> EvidenceFile:
    """Keep a file with the answer; the same content twice is kept once. Raises FileRefusedError."""
    checked = check_file(content, name)
    digest = hashlib.sha256(checked.content).hexdigest()
    found = EvidenceFile.objects.filter(entry=entry, sha256=digest).first()
    if found is not None:
        return found
    made = EvidenceFile(entry=entry, file_name=checked.name[:200], media_type=checked.media_type, size=len(checked.content), sha256=digest)
    made.file.save(digest, ContentFile(checked.content), save=False)
    made.save()
    record_event(actor=actor, verb="evidence.added", obj=made, now=now, after={"sha256": digest, "size": made.size}, program_code=entry.item.code)
    return made


@transaction.atomic
def remove_evidence(*, evidence: EvidenceFile, actor: Any, now: dt.datetime) -> None:
    """Take a file off an answer that is not accepted yet; the bytes stay while another answer holds them."""
    record_event(actor=actor, verb="evidence.removed", obj=evidence, now=now, before={"sha256": evidence.sha256})
    last = not EvidenceFile.objects.filter(file=evidence.file.name).exclude(pk=evidence.pk).exists()
    storage, name = evidence.file.storage, evidence.file.name
    evidence.delete()
    if last and name:
        transaction.on_commit(lambda: storage.delete(name))

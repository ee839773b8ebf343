"""Files that come with an answer: checked by content, kept by hash, photos without their position."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.reporting.models import EvidenceFile, ReplyEntry

MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 60_000_000
PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
OFFICE = {
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


class EvidenceError(Exception):
    """The file is not taken; the message says what to do."""

    code = "evidence"


@dataclass(frozen=True)
class Checked:
    """A file that may be kept."""

    name: str
    media_type: str
    content: bytes


def check_evidence(*, name: str, content: bytes) -> Checked:
    """The file as it may be kept. Raises EvidenceError."""
    short = Path(name.replace("\\", "/")).name[:150] or "file"
    if len(content) > MOST_BYTES:
        raise EvidenceError(_("「%(name)s」は20MBを超えています。小さくするか、写真で選んでください") % {"name": short})
    if content.startswith(b"%PDF-"):
        return Checked(short, PDF, content)
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return _photo(short, content)
    if content.startswith(b"PK"):
        kind = _office_kind(content)
        if kind:
            return Checked(short, kind, content)
    raise EvidenceError(_("「%(name)s」は受け取れない形式です。写真(JPEG・PNG)、PDF、Excel(.xlsx)、Word(.docx)を選んでください") % {"name": short})


def _office_kind(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            names = set(book.namelist())
    except zipfile.BadZipFile:
        return ""
    if any(name.endswith("vbaProject.bin") for name in names):
        return ""
    return next((kind for part, kind in OFFICE.items() if part in names), "")


def _photo(name: str, content: bytes) -> Checked:
    """Drawn anew: upright, without the place and the camera that a photo carries."""
    try:
        with Image.open(io.BytesIO(content)) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise EvidenceError(_("「%(name)s」は大きすぎて開けません。小さくして選んでください") % {"name": name})
            kind = opened.format
            image = ImageOps.exif_transpose(opened)
            buffer = io.BytesIO()
            if kind == "PNG":
                image.save(buffer, "PNG")
            else:
                image.convert("RGB").save(buffer, "JPEG", quality=88)
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError, ValueError) as error:
        raise EvidenceError(_("「%(name)s」を写真として開けません。壊れていないか確かめてください") % {"name": name}) from error
    return Checked(name, PNG if kind == "PNG" else JPEG, buffer.getvalue())


@transaction.atomic
def add_evidence(*, entry: ReplyEntry, name: str, content: bytes, actor: Any, now: dt.datetime) -> EvidenceFile:
    """Keep a file with the answer; the same content twice is kept once. Raises EvidenceError."""
    checked = check_evidence(name=name, content=content)
    digest = hashlib.sha256(checked.content).hexdigest()
    found = EvidenceFile.objects.filter(entry=entry, sha256=digest).first()
    if found is not None:
        return found
    made = EvidenceFile(entry=entry, file_name=checked.name, media_type=checked.media_type, size=len(checked.content), sha256=digest)
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

"""Files of an application: each is looked at and kept as soon as it is chosen; a large one may come in parts and go on where it broke off."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.drafts import refuse_closed
from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.domain.moves import hold
from musubi.blocks.applications.domain.terms import read_terms
from musubi.blocks.applications.enums import Stage
from musubi.blocks.applications.models import Application, ApplicationFile, CostLine, Upload
from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.papers.domain.uploads import CheckedFile, FileRefusedError, check_file, check_size

PART = 1024 * 1024
MOST_FILES = 60
_TWELVE_DIGITS = re.compile(rb"(?<![0-9])([0-9]{4})[ -]?([0-9]{4})[ -]?([0-9]{4})(?![0-9])")
_ACTIVE = (b"/JavaScript", b"/JS ", b"/JS(", b"/Launch", b"/EmbeddedFile")


def warnings_of(checked: CheckedFile) -> list[str]:
    """What the office and the applicant should know of a file: a number that looks like a My Number, a PDF with a script inside."""
    found = []
    if checked.media_type == "application/pdf" and any(mark in checked.content for mark in _ACTIVE):
        found.append("active_pdf")
    if checked.media_type in {"text/csv", "text/plain", "application/pdf"} and _names_my_number(checked.content):
        found.append("my_number")
    return found


def _names_my_number(content: bytes) -> bool:
    return any(is_my_number(b"".join(match.groups()).decode()) for match in _TWELVE_DIGITS.finditer(content))


def is_my_number(digits: str) -> bool:
    """Whether 12 digits bear the check digit of a 個人番号 (番号法施行令等に基づく総務省令第85号 第5条)."""
    if len(digits) != 12 or not digits.isdigit() or len(set(digits)) == 1:
        return False
    total = sum(int(digit) * (n + 1 if n <= 6 else n - 5) for n, digit in zip(range(1, 12), reversed(digits[:11]), strict=True))
    rest = total % 11
    return int(digits[11]) == (0 if rest <= 1 else 11 - rest)


def add_file(
    *,
    application: Application,
    stage: str,
    requirement: str,
    file_name: str,
    data: bytes,
    actor: Any,
    now: dt.datetime,
    cost: CostLine | None = None,
) -> ApplicationFile:
    """Keep a file of a draft; equal content at the same place is kept once. Raises FileRefusedError, ApplicationError.

    A PDF with a script is refused; what looks like a My Number is kept with a warning at the file, since a check digit may agree by chance.
    """
    checked = check_file(data, file_name)
    warnings = _accepted(checked)
    sha256 = hashlib.sha256(checked.content).hexdigest()
    with transaction.atomic():
        current = hold(application)
        refuse_closed(current, stage)
        _known(current, stage, requirement)
        there = current.files.filter(removed_at__isnull=True)
        same = there.filter(stage=stage, requirement=requirement, sha256=sha256, cost=cost).first()
        if same is not None:
            return same
        if there.count() >= MOST_FILES:
            raise ApplicationError("too_many", _("書類は%(most)d件までです。まとめられるものは、1つのPDFにしてください") % {"most": MOST_FILES})
        kept = ApplicationFile(
            application=current,
            stage=stage,
            requirement=requirement,
            cost=cost,
            file_name=checked.name,
            media_type=checked.media_type,
            size=len(checked.content),
            sha256=sha256,
            uploaded_at=now,
            uploaded_by=actor if getattr(actor, "is_authenticated", False) else None,
            warnings=warnings,
        )
        _store(kept, checked.content)
        kept.save()
        record_event(
            actor=actor,
            verb="file.added",
            obj=kept,
            now=now,
            after={"sha256": sha256, "requirement": requirement},
            program_code=current.call.item.code,
        )
    return kept


def _accepted(checked: CheckedFile) -> list[str]:
    warnings = warnings_of(checked)
    if "active_pdf" in warnings:
        message = _("スクリプトか別のファイルが埋め込まれたPDFです。印刷の「PDFに保存」で作り直してから選んでください")
        raise FileRefusedError("active_pdf", message)
    return warnings


def _known(application: Application, stage: str, requirement: str) -> None:
    keys = {each.key for each in read_terms(application.terms.content).documents if each.stage == stage}
    if requirement not in keys | {"other", "evidence"}:
        raise ApplicationError("requirement", _("この募集では求めていない書類です。画面を開き直してください"))


def _store(record: ApplicationFile, content: bytes) -> None:
    """Write once by hash, forced to the disk before the row says that it is there."""
    field = record.file.field
    name = field.generate_filename(record, record.file_name)
    if not field.storage.exists(name):
        record.file.save(record.file_name, ContentFile(content), save=False)
        record.file.close()
    else:
        record.file.name = name
    with Path(field.storage.path(record.file.name)).open("rb") as stored:
        os.fsync(stored.fileno())


@transaction.atomic
def remove_file(*, record: ApplicationFile, actor: Any, now: dt.datetime) -> None:
    """Take a file out of a draft; its content stays until the retention ends, since a receipt may name it. Raises ApplicationError."""
    current = hold(record.application)
    refuse_closed(current, record.stage)
    if ApplicationFile.objects.filter(pk=record.pk, removed_at__isnull=True).update(removed_at=now):
        record_event(actor=actor, verb="file.removed", obj=record, now=now, before={"removed_at": None}, after={"removed_at": now})


@transaction.atomic
def start_upload(*, application: Application, stage: str, requirement: str, file_name: str, size: int, now: dt.datetime) -> Upload:
    """Begin to send a file in parts, or find the one that broke off. Raises FileRefusedError by size, ApplicationError."""
    check_size(size)
    current = hold(application)
    refuse_closed(current, stage)
    _known(current, stage, requirement)
    known = current.uploads.filter(stage=stage, requirement=requirement, file_name=file_name[:200], size=size).first()
    if known is not None:
        return known
    upload = Upload(application=current, stage=stage, requirement=requirement, file_name=file_name[:200], size=size, part_file="", started_at=now)
    upload.part_file = f"uploads/{upload.uid}.part"
    upload.save()
    return upload


def append_part(*, upload: Upload, offset: int, data: bytes) -> int:
    """Add a part at `offset`; returns how many bytes are there. A part that is there already is taken as known; a gap is refused."""
    with transaction.atomic():
        current: Upload = Upload.objects.select_for_update().get(pk=upload.pk)
        if offset < current.received:
            return current.received
        if offset > current.received or len(data) > PART or current.received + len(data) > current.size:
            raise ApplicationError("gap", _("送信が途中で切れました。同じファイルをもう一度選ぶと、続きから送ります"))
        target = Path(settings.MEDIA_ROOT) / current.part_file
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("r+b" if target.exists() else "wb") as file:
            file.seek(offset)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        current.received += len(data)
        current.save(update_fields=["received", "updated_at"])
        return current.received


def finish_upload(*, upload: Upload, actor: Any, now: dt.datetime) -> ApplicationFile:
    """The whole file is there: look at it and keep it. Raises FileRefusedError (the parts are dropped), ApplicationError."""
    current = Upload.objects.select_related("application").get(pk=upload.pk)
    target = Path(settings.MEDIA_ROOT) / current.part_file
    if current.received != current.size or not target.exists():
        raise ApplicationError("unfinished", _("まだ全部が届いていません。同じファイルをもう一度選ぶと、続きから送ります"))
    try:
        return add_file(
            application=current.application,
            stage=Stage(current.stage),
            requirement=current.requirement,
            file_name=current.file_name,
            data=target.read_bytes(),
            actor=actor,
            now=now,
        )
    finally:
        target.unlink(missing_ok=True)
        current.delete()

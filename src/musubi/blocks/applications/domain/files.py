"""Files of an application: each is looked at and kept as soon as it is chosen; a large one may come in parts and go on where it broke off."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.applicant.editing import refuse_not_asked
from musubi.blocks.applications.domain.applicant.file_content import names_my_number, office_names_my_number, pdf_warnings
from musubi.blocks.applications.domain.drafts import refuse_closed
from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.domain.moves import hold
from musubi.blocks.applications.domain.terms import read_terms
from musubi.blocks.applications.enums import Stage
from musubi.blocks.applications.models import Application, ApplicationFile, CostLine, Upload
from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.locking import in_turn
from musubi.blocks.kernel.pages.media_types import PDF
from musubi.blocks.papers.domain.uploads import CheckedFile, FileRefusedError, check_file, check_size

PART = 1024 * 1024
MOST_FILES = 60


def warnings_of(checked: CheckedFile) -> list[str]:
    """What the office and the applicant should know of a file: a number that looks like a My Number, a PDF with a script inside."""
    if checked.media_type == PDF:
        return pdf_warnings(checked.content)
    if checked.media_type in {"text/csv", "text/plain"}:
        return ["my_number"] if names_my_number(_decoded(checked.content)) else []
    if checked.content.startswith(b"PK"):
        return ["my_number"] if office_names_my_number(checked.content) else []
    return []


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp932", "replace")


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
    warnings = accepted_file(checked)
    sha256 = hashlib.sha256(checked.content).hexdigest()
    with in_turn(), transaction.atomic():
        current = hold(application)
        _refuse(current, stage, requirement, now)
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


def accepted_file(checked: CheckedFile) -> list[str]:
    """The warnings of a file that may be kept. Raises FileRefusedError for a PDF with a script or a password."""
    warnings = warnings_of(checked)
    if "active_pdf" in warnings:
        message = _("スクリプトか別のファイルが埋め込まれたPDFです。印刷の「PDFに保存」で作り直してから選んでください")
        raise FileRefusedError("active_pdf", message)
    if "locked_pdf" in warnings:
        message = _("パスワードの付いたPDFです。中を確かめられないので、パスワードを外して保存し直してから選んでください")
        raise FileRefusedError("locked_pdf", message)
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


@in_turn()
@transaction.atomic
def remove_file(*, record: ApplicationFile, actor: Any, now: dt.datetime) -> None:
    """Take a file out of a draft; its content stays until the retention ends, since a receipt may name it. Raises ApplicationError."""
    current = hold(record.application)
    _refuse(current, record.stage, record.requirement, now)
    if ApplicationFile.objects.filter(pk=record.pk, removed_at__isnull=True).update(removed_at=now):
        record_event(actor=actor, verb="file.removed", obj=record, now=now, before={"removed_at": None}, after={"removed_at": now})


@in_turn()
@transaction.atomic
def restore_file(*, record: ApplicationFile, actor: Any, now: dt.datetime) -> None:
    """Put a file that was taken out back where it was. Raises ApplicationError."""
    current = hold(record.application)
    _refuse(current, record.stage, record.requirement, now)
    there = current.files.filter(removed_at__isnull=True)
    if there.filter(stage=record.stage, requirement=record.requirement, sha256=record.sha256, cost=record.cost).exists():
        return
    if there.count() >= MOST_FILES:
        raise ApplicationError("too_many", _("書類は%(most)d件までです。まとめられるものは、1つのPDFにしてください") % {"most": MOST_FILES})
    if ApplicationFile.objects.filter(pk=record.pk, removed_at__isnull=False).update(removed_at=None):
        record_event(actor=actor, verb="file.restored", obj=record, now=now, before={"removed_at": record.removed_at}, after={"removed_at": None})


def _refuse(application: Application, stage: str, requirement: str, now: dt.datetime) -> None:
    refuse_closed(application, stage)
    refuse_not_asked(application, stage, requirement, today=timezone.localtime(now).date())


@in_turn()
@transaction.atomic
def start_upload(
    *,
    application: Application,
    stage: str,
    requirement: str,
    file_name: str,
    size: int,
    now: dt.datetime,
    stamp: str = "",
    cost: CostLine | None = None,
) -> Upload:
    """Begin to send a file in parts, or find the one that broke off. Raises FileRefusedError by size, ApplicationError.

    `stamp` tells files of one name and size apart (when the file was last changed); it stands in the name of the part file.
    """
    check_size(size)
    current = hold(application)
    _refuse(current, stage, requirement, now)
    _known(current, stage, requirement)
    mark = hashlib.sha256(f"{stamp} {cost.uid if cost else ''}".encode()).hexdigest()[:16]
    same = current.uploads.filter(stage=stage, requirement=requirement, file_name=file_name[:200], size=size, part_file__endswith=f"-{mark}.part")
    known: Upload | None = same.first()
    if known is not None:
        known.started_at = now  # taken up again: it is not abandoned
        known.save(update_fields=["started_at", "updated_at"])
        return _as_on_disk(known)
    if current.uploads.count() >= MOST_FILES:
        raise ApplicationError("too_many", _("送りかけの書類が多すぎます。送りかけのものを送り終えるか、下書きを開き直してください"))
    upload = Upload(application=current, stage=stage, requirement=requirement, file_name=file_name[:200], size=size, part_file="", started_at=now)
    upload.part_file = f"uploads/{upload.uid}-{mark}.part"
    upload.save()
    return upload


def _as_on_disk(upload: Upload) -> Upload:
    """A row never promises more than the disk holds: what was lost is sent again."""
    target = Path(settings.MEDIA_ROOT) / upload.part_file
    there = target.stat().st_size if target.exists() else 0
    if there < upload.received:
        upload.received = there
        upload.save(update_fields=["received", "updated_at"])
    return upload


@in_turn()
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


def finish_upload(*, upload: Upload, actor: Any, now: dt.datetime, cost: CostLine | None = None) -> ApplicationFile:
    """The whole file is there: look at it and keep it. Raises FileRefusedError (the parts are dropped), ApplicationError."""
    current = Upload.objects.select_related("application").get(pk=upload.pk)
    target = Path(settings.MEDIA_ROOT) / current.part_file
    if current.received != current.size or not target.exists():
        raise ApplicationError("unfinished", _("まだ全部が届いていません。同じファイルをもう一度選ぶと、続きから送ります"))
    try:
        kept = add_file(
            application=current.application,
            stage=Stage(current.stage),
            requirement=current.requirement,
            file_name=current.file_name,
            data=target.read_bytes()[: current.size],
            actor=actor,
            now=now,
            cost=cost,
        )
    except FileRefusedError:
        drop_upload(current)
        raise
    drop_upload(current)
    return kept


def drop_upload(upload: Upload) -> None:
    """Forget an upload and its parts."""
    upload.delete()
    (Path(settings.MEDIA_ROOT) / upload.part_file).unlink(missing_ok=True)

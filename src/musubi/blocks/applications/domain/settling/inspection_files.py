"""検査の写真・ファイル: kept with a caption each, taken off and put back, until the sum is confirmed."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.domain.files import accepted_file
from musubi.blocks.applications.domain.moves import hold
from musubi.blocks.applications.models import Application, InspectionFile, SiteInspection
from musubi.blocks.audit.domain.trail import actor_of, record_event
from musubi.blocks.kernel.locking import in_turn
from musubi.blocks.papers.domain.uploads import CheckedFile, FileRefusedError, check_file

MOST = 40
LONGEST_CAPTION = 200


def may_change(application: Application) -> bool:
    """Until the sum rests on the inspection (額の確定), and the content was not erased."""
    return application.confirmed is None and application.erased_on is None


def add_files(*, inspection: SiteInspection, files: Sequence[tuple[str, bytes]], caption: str, actor: Any, now: dt.datetime) -> list[InspectionFile]:
    """Keep what was taken at the place, all or nothing; several share the caption with a number behind it. Raises ApplicationError at a field.

    A file that is there already stays once; one that was taken off comes back.
    """
    words = caption.strip()
    if not files:
        raise ApplicationError("no_file", _("写真かファイルを選んでください"), "files")
    if not words:
        raise ApplicationError("caption", _("何が写っているか、何のファイルかを書いてください"), "caption")
    checked = [_checked(name, data) for name, data in files]
    with in_turn(), transaction.atomic():
        current = _open(inspection)
        if inspection.files.filter(removed_at__isnull=True).count() + len(checked) > MOST:
            raise ApplicationError("too_many", _("1回の検査の写真・ファイルは、%(most)d件までです") % {"most": MOST}, "files")
        numbered = [f"{words[: LONGEST_CAPTION - 5]}({number})" for number in range(1, len(checked) + 1)]
        captions = numbered if len(checked) > 1 else [words[:LONGEST_CAPTION]]
        return [_keep(inspection, current, each, words, actor, now) for each, words in zip(checked, captions, strict=True)]


def _checked(name: str, data: bytes) -> CheckedFile:
    try:
        checked = check_file(data, name)
        accepted_file(checked)
    except FileRefusedError as error:
        raise ApplicationError(error.code, f"{name}: {error}", "files") from error
    return checked


def _open(inspection: SiteInspection) -> Application:
    current = hold(inspection.application)
    if not may_change(current):
        raise ApplicationError("confirmed", _("額の確定の後は、検査の写真・ファイルを変えられません"))
    return current


def _keep(inspection: SiteInspection, application: Application, checked: CheckedFile, caption: str, actor: Any, now: dt.datetime) -> InspectionFile:
    sha256 = hashlib.sha256(checked.content).hexdigest()
    same = inspection.files.filter(sha256=sha256).first()
    if same is not None:
        return _put_back(same, actor, now)
    kept = InspectionFile(
        inspection=inspection,
        caption=caption,
        file_name=checked.name,
        media_type=checked.media_type,
        size=len(checked.content),
        sha256=sha256,
        uploaded_at=now,
        uploaded_by=actor_of(actor)[1][:200],
    )
    kept.file.save(checked.name, ContentFile(checked.content), save=False)
    kept.save(force_insert=True)
    code = application.call.item.code
    record_event(actor=actor, verb="inspection.file_added", obj=kept, now=now, after={"sha256": sha256, "caption": caption}, program_code=code)
    return kept


def _put_back(record: InspectionFile, actor: Any, now: dt.datetime) -> InspectionFile:
    if record.removed_at is not None:
        before, record.removed_at = record.removed_at, None
        record.version += 1
        record.save()
        record_event(actor=actor, verb="inspection.file_restored", obj=record, now=now, before={"removed_at": before}, after={"removed_at": None})
    return record


@transaction.atomic
def caption_files(*, inspection: SiteInspection, captions: Mapping[str, str], actor: Any, now: dt.datetime) -> None:
    """Write what each file shows; `captions` by uid. Raises ApplicationError at a file's uid where nothing is written."""
    _open(inspection)
    for record in inspection.files.filter(removed_at__isnull=True):
        words = captions.get(record.uid, record.caption).strip()[:LONGEST_CAPTION]
        if not words:
            raise ApplicationError("caption", _("何が写っているか、何のファイルかを書いてください"), record.uid)
        if words != record.caption:
            before, record.caption = record.caption, words
            record.version += 1
            record.save()
            record_event(actor=actor, verb="inspection.file_captioned", obj=record, now=now, before={"caption": before}, after={"caption": words})


@transaction.atomic
def take_off(*, record: InspectionFile, actor: Any, now: dt.datetime) -> None:
    """Take a file off the record; it can be put back. Raises ApplicationError after the confirmation."""
    _open(record.inspection)
    if record.removed_at is None:
        record.removed_at = now
        record.version += 1
        record.save()
        record_event(actor=actor, verb="inspection.file_removed", obj=record, now=now, before={"removed_at": None}, after={"removed_at": now})


@transaction.atomic
def put_back(*, record: InspectionFile, actor: Any, now: dt.datetime) -> None:
    """Undo it. Raises ApplicationError after the confirmation."""
    _open(record.inspection)
    _put_back(record, actor, now)

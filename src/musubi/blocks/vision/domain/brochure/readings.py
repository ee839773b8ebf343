"""Keep a brochure's reading, save what people say of it, and make a draft plan of it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.locking import lock, save_version
from musubi.blocks.kernel.messages import TextError, gettext_noop
from musubi.blocks.vision.domain.brochure import BrochureDraft, read_brochure_file
from musubi.blocks.vision.domain.brochure.confirming import confirmed_document
from musubi.blocks.vision.domain.brochure.stored import draft_from_json, draft_to_json
from musubi.blocks.vision.domain.document import Change, ChangeKind, PlanDocument, differences
from musubi.blocks.vision.domain.interchange import aligned
from musubi.blocks.vision.domain.plans import keep_draft
from musubi.blocks.vision.domain.tables import specs
from musubi.blocks.vision.enums import ReadingStatus
from musubi.blocks.vision.models import BrochureReading, Vision

# What a brochure tells; a comparison with a kept plan says nothing of columns that only people fill in.
TOLD = {
    "plan": {"title", "council_name", "council_provisional", "published_on"},
    "periods": {"label", "first_fiscal_year", "last_fiscal_year"},
    "items": {"code", "level", "parent", "name", "provisional", "origin"},
}


class ReadingClosedError(TextError):
    """The reading was made a draft or dropped meanwhile."""


@transaction.atomic
def keep_reading(*, data: bytes, file_name: str, actor: Any, now: dt.datetime) -> tuple[BrochureReading, bool]:
    """Read a brochure and keep it with its reading; (reading, whether it is new). A file under confirmation goes on.

    Raises NotAVision, and then nothing is kept.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    waiting = BrochureReading.objects.filter(sha256=sha256, status=ReadingStatus.OPEN).first()
    if waiting is not None:
        return waiting, False
    reading = BrochureReading(
        file_name=file_name[:200],
        sha256=sha256,
        draft=draft_to_json(read_brochure_file(data)),
        uploaded_at=now,
        uploaded_by=actor if getattr(actor, "is_authenticated", False) else None,
    )
    name = reading.file.field.generate_filename(reading, file_name)
    if reading.file.storage.exists(name):
        reading.file.name = name
    else:
        reading.file.save(file_name, ContentFile(data), save=False)
        reading.file.close()
    reading.save()
    record_event(actor=actor, verb="brochure.read", obj=reading, now=now, after={"sha256": sha256})
    return reading, True


def draft_of(reading: BrochureReading) -> BrochureDraft:
    """What was read."""
    return draft_from_json(reading.draft)


def _open(reading: BrochureReading) -> BrochureReading:
    """The reading, locked, as it now stands; raises ReadingClosedError where it is no longer open."""
    current: BrochureReading = lock(BrochureReading.objects.filter(pk=reading.pk))[0]
    if current.status != ReadingStatus.OPEN:
        raise ReadingClosedError("closed", gettext_noop("この読み取りは、ほかの人が先に案にしたか、取りやめました。一覧で確かめてください。"))
    return current


@transaction.atomic
def save_answers(
    *, reading: BrochureReading, answers: Mapping[str, Mapping[str, str]], shown_version: int, actor: Any, now: dt.datetime
) -> BrochureReading:
    """Keep what was said so far, complete or not. Raises StaleRecordError when someone else saved meanwhile."""
    current = _open(reading)
    before = current.answers
    if before == answers and current.version == shown_version:
        return current
    current.answers = {number: dict(answer) for number, answer in answers.items()}
    save_version(record=current, shown_version=shown_version, fields=["answers"])
    record_event(
        actor=actor,
        verb="brochure.answered",
        obj=current,
        now=now,
        before={number: answer for number, answer in before.items() if answers.get(number) != answer},
        after={number: answer for number, answer in current.answers.items() if before.get(number) != answer},
    )
    return current


def document_of(reading: BrochureReading, *, slug: str) -> PlanDocument:
    """The plan document with what was confirmed so far."""
    return confirmed_document(draft_of(reading), reading.answers, slug=slug)


@transaction.atomic
def make_draft(*, reading: BrochureReading, slug: str, title: str, actor: Any, now: dt.datetime, revision: str) -> Vision:
    """Keep the confirmed reading as a draft plan. Raises what `keep_draft` raises, and ReadingClosedError."""
    current = _open(reading)
    document = document_of(current, slug=slug)
    plan = {uid: {**row, "title": title} for uid, row in document.rows("plan").items()}
    kept = PlanDocument({**document.tables, "plan": plan})
    current.vision = keep_draft(document=kept, slug=slug, actor=actor, now=now, title=revision)
    _close(current, ReadingStatus.KEPT, actor=actor, now=now)
    return current.vision


@transaction.atomic
def drop_reading(*, reading: BrochureReading, actor: Any, now: dt.datetime) -> None:
    """Stop confirming a reading; file and answers stay as a record."""
    _close(_open(reading), ReadingStatus.DROPPED, actor=actor, now=now)


def _close(reading: BrochureReading, status: ReadingStatus, *, actor: Any, now: dt.datetime) -> None:
    reading.status = status
    save_version(record=reading, shown_version=reading.version, fields=["status", "vision"])
    record_event(
        actor=actor,
        verb=f"brochure.{status.value}",
        obj=reading,
        now=now,
        before={"status": ReadingStatus.OPEN.value},
        after={"status": status.value, "plan": reading.vision.slug if reading.vision else ""},
    )


def differences_from(document: PlanDocument, current: PlanDocument) -> list[Change]:
    """How a brochure differs from a kept plan in what a brochure tells; rows that only the plan holds count as left out."""
    found = [spec for spec in specs() if spec.name in TOLD]
    return [
        change
        for change in differences(current, aligned(document, current), found)
        if change.kind is not ChangeKind.UPDATE or change.column in TOLD[change.table]
    ]

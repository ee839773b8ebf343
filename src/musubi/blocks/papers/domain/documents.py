"""Issue documents once and serve them again byte for byte."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import IntegrityError, models, transaction

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.papers.domain.pdf import ROOT, generator, render_pdf
from musubi.blocks.papers.models import Document

PDF = "application/pdf"


@dataclass(frozen=True)
class Draft:
    """What a document is made from. `data` is only asked for when the document is not issued yet."""

    series: str
    subject: str
    language: str
    title: str
    file_name: str
    template: Path
    data: Callable[[], Mapping[str, Any]]
    dated: dt.date


def issued(draft: Draft) -> Document | None:
    """The document of the draft's series, subject and language, where it was issued."""
    return Document.objects.filter(series=draft.series, subject=draft.subject, language=draft.language).first()


def issue_pdf(*, draft: Draft, actor: Any, now: dt.datetime) -> Document:
    """The issued document; rendered, numbered and kept with an audit event the first time, the stored bytes afterwards.

    Raises MissingGlyphsError like `render_pdf`. Rendering happens before the transaction, which stays short.
    """
    found = issued(draft)
    if found is not None:
        return found
    data = draft.data()
    content = render_pdf(template=draft.template, data=data, dated=draft.dated)
    try:
        with transaction.atomic():
            return issued(draft) or _keep(draft, data, content, actor, now)
    except IntegrityError:
        found = issued(draft)  # someone else issued it meanwhile
        if found is None:
            raise
        return found


def _keep(draft: Draft, data: Mapping[str, Any], content: bytes, actor: Any, now: dt.datetime) -> Document:
    return issue_file(
        series=draft.series,
        subject=draft.subject,
        language=draft.language,
        title=draft.title,
        file_name=draft.file_name,
        media_type=PDF,
        content=content,
        template=draft.template.relative_to(ROOT).as_posix(),
        template_sha256=hashlib.sha256(draft.template.read_bytes()).hexdigest(),
        input_sha256=input_sha256(data),
        dated=draft.dated,
        actor=actor,
        now=now,
    )


@transaction.atomic
def issue_file(
    *,
    series: str,
    subject: str,
    title: str,
    file_name: str,
    media_type: str,
    content: bytes,
    template: str,
    template_sha256: str,
    input_sha256: str,
    dated: dt.date,
    actor: Any,
    now: dt.datetime,
    language: str = "ja",
) -> Document:
    """Keep a file that was made elsewhere (an office file from a city's template); the stored one where it was issued before."""
    found = Document.objects.filter(series=series, subject=subject, language=language).first()
    if found is not None:
        return found
    last = Document.objects.filter(series=series).aggregate(last=models.Max("number"))["last"] or 0
    document = Document.objects.create(
        series=series,
        subject=subject,
        language=language,
        number=last + 1,
        title=title,
        file_name=file_name,
        media_type=media_type,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        template=template,
        template_sha256=template_sha256,
        input_sha256=input_sha256,
        generator=generator(),
        dated=dated,
        issued_at=now,
        issued_by=actor if getattr(actor, "is_authenticated", False) else None,
    )
    _record_issue(document, actor, now)
    return document


def _record_issue(document: Document, actor: Any, now: dt.datetime) -> None:
    after = {"series": document.series, "number": document.number, "sha256": document.sha256}
    record_event(actor=actor, verb="papers.issued", obj=document, now=now, after=after)


def input_sha256(data: Mapping[str, Any]) -> str:
    """Hash of the canonical input: regeneration compares it, the template's hash and the generator's version."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()

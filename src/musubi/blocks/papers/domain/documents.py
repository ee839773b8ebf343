"""Issue documents once and serve them again byte for byte."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import IntegrityError, models, transaction

from musubi.blocks.audit.domain.trail import record_events
from musubi.blocks.kernel.pages.media_types import PDF
from musubi.blocks.papers.domain.pdf import ROOT, generator, render_pdf
from musubi.blocks.papers.models import Document


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


@dataclass(frozen=True)
class MadeFile:
    """A file that was made elsewhere (an office file from a city's template) and is to be kept as issued."""

    series: str
    subject: str
    title: str
    file_name: str
    media_type: str
    content: bytes
    template: str
    template_sha256: str
    input_sha256: str
    dated: dt.date
    language: str = "ja"


def issue_file(*, actor: Any, now: dt.datetime, **made: Any) -> Document:
    """Keep one `MadeFile`, given by its fields; the stored document where it was issued before."""
    return issue_files(files=[MadeFile(**made)], actor=actor, now=now)[0]


@transaction.atomic
def issue_files(*, files: Sequence[MadeFile], actor: Any, now: dt.datetime) -> list[Document]:
    """Keep files of one series in their order, in few queries whatever their number; stored ones where they were issued before."""
    if not files:
        return []
    series = {file.series for file in files}
    if len(series) > 1:
        raise ValueError("files of one series are issued together")
    name = series.pop()
    subjects = [file.subject for file in files]
    known = {(each.subject, each.language): each for each in Document.objects.filter(series=name, subject__in=subjects)}
    last = Document.objects.filter(series=name).aggregate(last=models.Max("number"))["last"] or 0
    new = [
        Document(
            number=last + place,
            sha256=hashlib.sha256(file.content).hexdigest(),
            generator=generator(),
            issued_at=now,
            issued_by=actor if getattr(actor, "is_authenticated", False) else None,
            **vars(file),
        )
        for place, file in enumerate((file for file in files if (file.subject, file.language) not in known), 1)
    ]
    Document.objects.bulk_create(new)
    told = [(each, {"series": each.series, "number": each.number, "sha256": each.sha256}) for each in new]
    record_events(actor=actor, verb="papers.issued", changes=told, now=now)
    known |= {(each.subject, each.language): each for each in new}
    return [known[file.subject, file.language] for file in files]


@transaction.atomic
def erase_contents(*, documents: Iterable[Document], on: dt.date, actor: Any, now: dt.datetime) -> int:
    """Erase the bytes of issued documents after their retention period; number, title, days and hash stay. Returns how many."""
    gone = [each for each in documents if each.erased_on is None]
    for each in gone:
        Document.objects.filter(pk=each.pk).update(content=b"", erased_on=on)
    record_events(actor=actor, verb="papers.content_erased", changes=[(each, {"sha256": each.sha256, "erased_on": on}) for each in gone], now=now)
    return len(gone)


def input_sha256(data: Mapping[str, Any]) -> str:
    """Hash of the canonical input: regeneration compares it, the template's hash and the generator's version."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()

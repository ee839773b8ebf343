"""Papers of a meeting as they were issued: the minutes once they are published, and what papers there are."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.pages.media_types import DOCX, PDF
from musubi.blocks.meetings.enums import PaperFormat
from musubi.blocks.meetings.models import AgendaItem, Meeting, Minutes, PaperFile
from musubi.blocks.papers.domain.composed.model import Paper
from musubi.blocks.papers.domain.composed.pdf import TEMPLATE, to_pdf
from musubi.blocks.papers.domain.composed.word import to_word
from musubi.blocks.papers.domain.documents import issue_file

SERIES = "minutes"
READING_FIRST = (PaperFormat.HTML, PaperFormat.PDF, PaperFormat.WORD, PaperFormat.EXCEL)


def paper_titles(meeting: Meeting, *, public: bool = False) -> list[str]:
    """The papers of the meeting's last set, by number: 資料1 進捗状況一覧 …; `public` leaves out those for members only."""
    last = meeting.paper_sets.order_by("-number").first()
    if last is None:
        return []
    found = PaperFile.objects.filter(papers=last, confidential=False) if public else PaperFile.objects.filter(papers=last)
    rows = found.order_by("order").values_list("order", "label", "title").distinct()
    return [f"{label} {title}".strip() for _order, label, title in rows]


def latest_papers(meeting: Meeting, agenda: Sequence[AgendaItem], *, reader: Any, shown: bool = True) -> list[dict[str, Any]]:
    """The papers of the last set, each with one file to open; nothing where papers are not `shown`, none that the reader is kept from.

    The file is the page, or what was brought along. The items of `agenda` learn the numbers of theirs as `papers`.
    """
    last = meeting.paper_sets.order_by("-number").first()
    files = list(visible_to(reader, PaperFile).filter(papers=last).order_by("order", "format")) if last is not None and shown else []
    label_items(agenda, files)
    return [{**each, "file": next((file for file in each["files"] if file.format == PaperFormat.HTML), each["files"][0])} for each in by_paper(files)]


def label_items(agenda: Iterable[AgendaItem], files: Iterable[PaperFile]) -> None:
    """Give each item the numbers of its papers, as `papers`: 資料1、資料2."""
    labels: dict[int | None, list[str]] = defaultdict(list)
    for file in files:
        if file.label and file.label not in labels[file.agenda_id]:
            labels[file.agenda_id].append(file.label)
    for item in agenda:
        item.papers = "、".join(labels[item.pk])  # type: ignore[attr-defined] # shown beside the item


def by_paper(files: Iterable[PaperFile]) -> list[dict[str, Any]]:
    """One entry a paper, with its formats."""
    papers: dict[int, dict[str, Any]] = {}
    for file in files:
        entry = papers.setdefault(file.order, {"label": file.label, "title": file.title, "confidential": file.confidential, "files": []})
        entry["files"].append(file)
    for entry in papers.values():
        entry["files"].sort(key=lambda file: READING_FIRST.index(file.format))
    return [papers[order] for order in sorted(papers)]


def issue_minutes(*, minutes: Minutes, paper: Paper, actor: Any) -> None:
    """Keep the published minutes as PDF and Word; later readers get these bytes. Raises MissingGlyphsError."""
    sha256 = hashlib.sha256(TEMPLATE.read_bytes()).hexdigest()
    meeting = minutes.meeting
    stem = f"{meeting.body.code}-{meeting.fiscal_year}-{meeting.number}-minutes"
    for ending, media_type, content in (("pdf", PDF, to_pdf(paper)), ("docx", DOCX, to_word(paper))):
        document = issue_file(
            series=SERIES,
            subject=f"{minutes.uid}-{ending}",
            title=paper.title,
            file_name=f"{stem}.{ending}",
            media_type=media_type,
            content=content,
            template="composed",
            template_sha256=sha256,
            input_sha256=hashlib.sha256(content).hexdigest(),
            dated=paper.dated,
            actor=actor,
            now=clock.now(),
        )
        minutes.documents.add(document)

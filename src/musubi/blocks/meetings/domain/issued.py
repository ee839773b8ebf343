"""Papers of a meeting as they were issued: the minutes once they are published, and what papers there are."""

from __future__ import annotations

import hashlib
from typing import Any

from musubi.blocks.kernel import clock
from musubi.blocks.meetings.models import Meeting, Minutes, PaperFile
from musubi.blocks.papers.domain.composed.model import Paper
from musubi.blocks.papers.domain.composed.pdf import TEMPLATE, to_pdf
from musubi.blocks.papers.domain.composed.word import to_word
from musubi.blocks.papers.domain.documents import PDF, issue_file

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SERIES = "minutes"


def paper_titles(meeting: Meeting) -> list[str]:
    """The papers of the meeting's last set, by number: 資料1 進捗状況一覧 …"""
    last = meeting.paper_sets.order_by("-number").first()
    if last is None:
        return []
    rows = PaperFile.objects.filter(papers=last).order_by("order").values_list("order", "label", "title").distinct()
    return [f"{label} {title}".strip() for _order, label, title in rows]


def issue_minutes(*, minutes: Minutes, paper: Paper, actor: Any) -> None:
    """Keep the published minutes as PDF and Word; later readers get these bytes. Raises MissingGlyphsError."""
    sha256 = hashlib.sha256(TEMPLATE.read_bytes()).hexdigest()
    meeting = minutes.meeting
    stem = f"{meeting.body.code}-{meeting.fiscal_year}-{meeting.number}-minutes"
    for ending, media_type, content in (("pdf", PDF, to_pdf(paper)), ("docx", WORD, to_word(paper))):
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

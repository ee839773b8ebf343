"""Papers of a selection as Word, Excel or PDF."""

from __future__ import annotations

from django.http import Http404, HttpResponse

from musubi.blocks.kernel.pages.downloads import as_download
from musubi.blocks.kernel.pages.media_types import DOCX, PDF, XLSX
from musubi.blocks.papers.domain.composed.excel import to_excel
from musubi.blocks.papers.domain.composed.model import Paper
from musubi.blocks.papers.domain.composed.pdf import to_pdf
from musubi.blocks.papers.domain.composed.word import to_word

MAKERS = {
    "pdf": (to_pdf, PDF),
    "docx": (to_word, DOCX),
    "xlsx": (to_excel, XLSX),
}


def paper_file(paper: Paper, ending: str) -> HttpResponse:
    """The paper as a download. Raises Http404 for other endings, MissingGlyphsError."""
    if ending not in MAKERS:
        raise Http404
    make, media_type = MAKERS[ending]
    return as_download(make(paper), f"{paper.title}.{ending}", media_type)

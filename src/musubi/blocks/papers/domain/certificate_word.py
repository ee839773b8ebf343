"""A certificate as Word, in the order of `typst/certificate.typ`, for certificate paper with a printed frame."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt, RGBColor

from musubi.blocks.papers.domain.canonical import canonical
from musubi.blocks.papers.domain.composed.model import Paper
from musubi.blocks.papers.domain.composed.word import set_fonts, set_page

MARGIN, LABELS = 26, 38  # millimetres


def certificate_word(data: Mapping[str, Any], *, dated: dt.date) -> bytes:
    """The file; equal certificates are equal bytes. `data` is that of the certificate's PDF."""
    document = docx.Document()
    width = set_page(document, Paper(title=data["title"], parts=(), dated=dated, foot="", language=data["language"]), margin=MARGIN)
    set_fonts(document)
    document.styles["Normal"].font.size = Pt(12)
    right, centre = WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.CENTER
    _lines(document, data["number"], right)
    heading = document.add_heading(data["heading"], level=1)
    heading.alignment = centre
    heading.runs[0].font.size, heading.runs[0].font.color.rgb = Pt(34), RGBColor(0, 0, 0)
    _lines(document, [data["subject"]], centre, size=20)
    _lines(document, data["to"], right, size=15)
    _lines(document, data["text"], None)
    table = document.add_table(rows=0, cols=2)
    shares = [Mm(LABELS), Mm(width - LABELS)]
    for label, value in data["facts"]:
        for cell, text, share in zip(table.add_row().cells, (label, value), shares, strict=True):
            cell.text, cell.width = text, share
    for column, share in zip(table.columns, shares, strict=True):
        column.width = share
    _lines(document, ["", data["day"]], None)
    _lines(document, data["sender"], right, size=16)
    target = io.BytesIO()
    document.save(target)
    return canonical(target.getvalue())


def _lines(document: Any, lines: Any, alignment: Any, *, size: int = 12) -> None:
    for line in lines:
        paragraph = document.add_paragraph(line)
        paragraph.alignment = alignment
        for run in paragraph.runs:
            run.font.size = Pt(size)

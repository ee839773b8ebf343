"""A letter of the office as Word, laid out as `typst/formal_letter.typ` does, so that a clerk can go on writing."""

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

INDENT = 8  # millimetres: with the margin of 14 the addressee stands 22 from the edge, in the window of an envelope
MARGIN = 14


def letter_word(data: Mapping[str, Any], *, dated: dt.date) -> bytes:
    """The file; equal letters are equal bytes. `data` is that of the formal letter; what is left out is empty."""
    document = docx.Document()
    paper = Paper(title=data["title"], parts=(), dated=dated, foot=data["foot"], language=data["language"])
    width = set_page(document, paper, margin=MARGIN)
    set_fonts(document)
    document.styles["Normal"].font.size = Pt(11)
    document.styles["Normal"].paragraph_format.space_after = Pt(2)
    _lines(document, data["number"], right=True)
    for paragraph in _lines(document, data["to"]):
        paragraph.paragraph_format.left_indent = Mm(INDENT)
    _lines(document, data["sender"], right=True)
    heading = document.add_heading(data["heading"], level=1)
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    heading.style.font.color.rgb = RGBColor(0, 0, 0)
    for paragraph in _lines(document, data["text"]):
        paragraph.paragraph_format.first_line_indent = Pt(11)
    facts = data.get("facts", ())
    if facts:
        document.add_paragraph("記").alignment = WD_ALIGN_PARAGRAPH.CENTER
        table = document.add_table(rows=0, cols=2)
        shares = [Mm(38), Mm(width - 38)]
        for label, value in facts:
            for cell, text, share in zip(table.add_row().cells, (label, value), shares, strict=True):
                cell.text, cell.width = text, share
        for column, share in zip(table.columns, shares, strict=True):
            column.width = share
    _lines(document, data.get("closing", ()), right=True)
    _lines(document, data.get("below", ()))
    target = io.BytesIO()
    document.save(target)
    return canonical(target.getvalue())


def _lines(document: Any, lines: Any, *, right: bool = False) -> list[Any]:
    made = [document.add_paragraph(line) for line in lines]
    for paragraph in made:
        if right:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return made

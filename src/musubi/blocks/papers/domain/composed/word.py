"""A composed paper as a Word file: real headings and tables with repeated heads, so that a clerk can go on writing."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from musubi.blocks.papers.domain.canonical import canonical
from musubi.blocks.papers.domain.composed.model import Cell, Facts, Grid, Paper, text_of
from musubi.blocks.papers.domain.fonts import GOTHIC

PAGE, MARGIN = (210, 297), 18  # millimetres


def to_word(paper: Paper) -> bytes:
    """The file; equal papers are equal bytes."""
    document = docx.Document()
    width = set_page(document, paper)
    set_fonts(document)
    if paper.label:
        document.add_paragraph(paper.label).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.add_heading(paper.title, level=1)
    for line in paper.above:
        document.add_paragraph(line)
    for part in paper.parts:
        if part.title:
            document.add_heading(part.title, level=2)
        if isinstance(part, Facts):
            _table(document, None, [3, 9], [list(row) for row in part.rows], width)
        elif isinstance(part, Grid):
            if part.rows:
                _table(document, [*part.head], [*part.widths], [list(row) for row in part.rows], width)
            else:
                document.add_paragraph(part.empty)
        else:
            lines = part.lines or [part.empty]
            for number, line in enumerate(lines, 1):
                document.add_paragraph(f"{number}. {line}" if part.numbered and part.lines else line)
    target = io.BytesIO()
    document.save(target)
    return canonical(target.getvalue())


def set_page(document: Any, paper: Paper, *, margin: int = MARGIN) -> float:
    """Size, margins, foot and properties; returns the width between the margins in millimetres."""
    section = document.sections[0]
    short, long = PAGE
    if paper.landscape:
        section.orientation, short, long = WD_ORIENT.LANDSCAPE, long, short
    section.page_width, section.page_height = Mm(short), Mm(long)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(margin)
    section.footer.paragraphs[0].text = paper.foot
    moment = dt.datetime.combine(paper.dated, dt.time(), tzinfo=dt.UTC)
    properties = document.core_properties
    properties.title, properties.author, properties.comments, properties.language = paper.title, "", "", paper.language
    properties.created = properties.modified = moment
    return short - 2 * margin


def set_fonts(document: Any) -> None:
    """The house's font in every style that papers use."""
    for name, size in (("Normal", 10), ("Heading 1", 16), ("Heading 2", 12), ("Footer", 8)):
        style = document.styles[name]
        style.font.name, style.font.size = GOTHIC, Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in list(fonts.attrib):
            if attribute.endswith(("Theme", "theme")):  # a theme's font would win over the named one
                del fonts.attrib[attribute]
        for kind in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            fonts.set(qn(kind), GOTHIC)


def _table(document: Any, head: list[str] | None, widths: list[int], rows: list[list[Cell]], width: float) -> None:
    table = document.add_table(rows=0, cols=len(widths), style="Table Grid")
    table.autofit = False
    shares = [Mm(width * share / sum(widths)) for share in widths]
    if head is not None:
        row = table.add_row()
        properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no public way to repeat a head
        properties.append(OxmlElement("w:tblHeader"))
        for cell, text in zip(row.cells, head, strict=True):
            cell.text = ""
            cell.paragraphs[0].add_run(text).bold = True
    for values in rows:
        cells = table.add_row().cells
        for cell, value in zip(cells, values, strict=True):
            cell.text = text_of(value)
            if isinstance(value, int):
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for column, share in zip(table.columns, shares, strict=True):  # the grid, which LibreOffice reads
        column.width = share
    for row in table.rows:  # the cells, which Word reads
        for cell, share in zip(row.cells, shares, strict=True):
            cell.width = share

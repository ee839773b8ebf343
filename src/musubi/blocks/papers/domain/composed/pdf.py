"""A composed paper as PDF/A-2a."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from musubi.blocks.papers.domain.composed.model import Facts, Grid, Paper, Part, text_of
from musubi.blocks.papers.domain.pdf import render_pdf

TEMPLATE = Path(__file__).resolve().parents[2] / "typst" / "composed.typ"


def to_pdf(paper: Paper) -> bytes:
    """The file; equal papers are equal bytes. Raises MissingGlyphsError."""
    data = {
        "title": paper.title,
        "label": paper.label,
        "above": [*paper.above],
        "parts": [_part(part) for part in paper.parts],
        "landscape": paper.landscape,
        "foot": paper.foot,
        "language": paper.language,
        "photos": [photo.caption for photo in paper.photos],
    }
    return render_pdf(template=TEMPLATE, data=data, dated=paper.dated, images=[photo.content for photo in paper.photos])


def _part(part: Part) -> dict[str, Any]:
    if isinstance(part, Facts):
        return {"kind": "facts", "title": part.title, "rows": [list(row) for row in part.rows]}
    if isinstance(part, Grid):
        rows = [[{"text": text_of(cell), "number": isinstance(cell, int)} for cell in row] for row in part.rows]
        return {"kind": "grid", "title": part.title, "head": [*part.head], "widths": [*part.widths], "rows": rows, "empty": part.empty}
    return {"kind": "lines", "title": part.title, "lines": [*part.lines], "empty": part.empty, "numbered": part.numbered}

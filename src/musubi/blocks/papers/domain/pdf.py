"""PDF from a typst template and data: PDF/A-2a and PDF/UA-1, fonts embedded, equal input gives equal bytes."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

import typst

from musubi.blocks.papers.domain.fonts import FOLDER, MissingGlyphsError, missing_glyphs

STANDARDS: list[Literal["a-2a", "ua-1"]] = ["a-2a", "ua-1"]
# Templates may include one another from here on ("/blocks/papers/typst/base.typ").
ROOT = Path(__file__).resolve().parents[3]


def generator() -> str:
    """What renders: kept with an issued document, since another version may draw other bytes."""
    return f"typst {version('typst')}"


def render_pdf(*, template: Path, data: Mapping[str, Any], dated: dt.date, images: Sequence[bytes] = ()) -> bytes:
    """Render `template` with `data` (as JSON in sys.inputs.data), `dated` as the document's date, and pictures as data.images.

    Raises MissingGlyphsError when the data holds characters that the committed fonts cannot draw. System fonts are
    never used, so every machine draws the same.
    """
    missing = missing_glyphs(_texts(data))
    if missing:
        raise MissingGlyphsError(missing)
    day = {"year": dated.year, "month": dated.month, "day": dated.day}
    inputs = {
        "data": json.dumps(
            {**data, "dated": day, **({"images": [list(image) for image in images]} if images else {})}, ensure_ascii=False, sort_keys=True
        )
    }
    made = typst.compile(
        str(template),
        root=str(ROOT),
        font_paths=[str(FOLDER)],
        ignore_system_fonts=True,
        sys_inputs=inputs,
        pdf_standards=[*STANDARDS],
        timestamp=int(dt.datetime(dated.year, dated.month, dated.day, tzinfo=dt.UTC).timestamp()),
    )
    return bytes(made)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)

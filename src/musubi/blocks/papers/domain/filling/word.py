"""Fill and check Word files with tags."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table
from docx.text.paragraph import Paragraph
from docxtpl import DocxTemplate

from musubi.blocks.papers.domain.canonical import canonical
from musubi.blocks.papers.domain.filling.tags import Finding, Place, Vocabulary, check, environment


def check_word(content: bytes, vocabulary: Vocabulary) -> list[Finding]:
    """What could not be filled in the file; [] when it can be used."""
    try:
        document = Document(io.BytesIO(content))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError):
        return [Finding(_("ファイル"), _("Wordのファイル(.docx)として開けません。Wordで開いて保存し直してから選んでください"))]
    return check(_places(document), vocabulary)


def fill_word(content: bytes, values: Mapping[str, Any]) -> bytes:
    """The file with its tags filled; equal input gives equal bytes."""
    template = DocxTemplate(io.BytesIO(content))
    template.render(dict(values), jinja_env=environment(), autoescape=True)
    buffer = io.BytesIO()
    template.save(buffer)
    return canonical(buffer.getvalue())


def _places(document: Any) -> Iterator[Place]:
    for section in document.sections:
        for paragraph in section.header.paragraphs:
            yield Place(_("ヘッダー"), paragraph.text)
    yield from _body(document)
    for section in document.sections:
        for paragraph in section.footer.paragraphs:
            yield Place(_("フッター"), paragraph.text)


def _body(document: Any) -> Iterator[Place]:
    paragraphs = tables = 0
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            paragraphs += 1
            yield Place(_("%(number)d番目の段落") % {"number": paragraphs}, block.text)
        elif isinstance(block, Table):
            tables += 1
            yield from _table(block, tables)


def _table(table: Table, number: int) -> Iterator[Place]:
    for row_number, row in enumerate(table.rows, start=1):
        seen = set()
        for cell in row.cells:
            if id(cell._tc) in seen:  # noqa: SLF001 - a merged cell comes once per column it spans
                continue
            seen.add(id(cell._tc))  # noqa: SLF001 - as above
            where = _("表%(table)dの%(row)d行目") % {"table": number, "row": row_number}
            for paragraph in cell.paragraphs:
                yield Place(where, paragraph.text)

"""Fill and check Word files with tags."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from docxtpl import DocxTemplate
from lxml.etree import XMLSyntaxError

from musubi.blocks.papers.domain.canonical import canonical
from musubi.blocks.papers.domain.filling.tags import STRAY, TAG, Finding, Place, Vocabulary, check, environment

ALONE = frozenset({"tr", "p", "tc"})  # Word drops whatever else stands in the row, paragraph or cell of such a statement


def check_word(content: bytes, vocabulary: Vocabulary) -> list[Finding]:
    """What could not be filled in the file; [] when it can be used."""
    try:
        document = Document(io.BytesIO(content))
        places = list(_places(document))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, AttributeError, XMLSyntaxError):
        return [Finding(_("ファイル"), _("Wordのファイル(.docx)として開けません。Wordで開いて保存し直してから選んでください"))]
    return [*check(places, vocabulary), *_not_alone(places), *_hidden(document, places), *_never_filled(document)]


def fill_word(content: bytes, values: Mapping[str, Any]) -> bytes:
    """The file with its tags filled; equal input gives equal bytes."""
    template = DocxTemplate(io.BytesIO(content))
    template.render(dict(values), jinja_env=environment(), autoescape=True)
    buffer = io.BytesIO()
    template.save(buffer)
    return canonical(buffer.getvalue())


def _places(document: Any) -> Iterator[Place]:
    headers = [part for section in document.sections for part in _parts(section, "header")]
    footers = [part for section in document.sections for part in _parts(section, "footer")]
    for number, part in enumerate(headers):
        yield from _blocks(part, _("ヘッダー"), f"header {number}")
    yield from _blocks(document, "", "body")
    for number, part in enumerate(footers):
        yield from _blocks(part, _("フッター"), f"footer {number}")


def _parts(section: Any, kind: str) -> Iterator[Any]:
    """The section's own headers or footers: of every page, of the first, of even ones."""
    for name in (kind, f"first_page_{kind}", f"even_page_{kind}"):
        part = getattr(section, name)
        if not part.is_linked_to_previous:
            yield part


def _blocks(container: Any, name: str, inside: str, table: str = "") -> Iterator[Place]:
    """Paragraphs and tables in their order; `name` stands for the place where it is not the text itself."""
    paragraphs = tables = 0
    for block in container.iter_inner_content():
        if isinstance(block, Paragraph):
            paragraphs += 1
            label = name or _("%(number)d番目の段落") % {"number": paragraphs}
            yield Place(label, block.text, inside, table)
            yield from _boxes(block, label)
        elif isinstance(block, Table):
            tables += 1
            yield from _table(block, name, tables, inside)


def _boxes(paragraph: Paragraph, label: str) -> Iterator[Place]:
    """Text boxes anchored in a paragraph; Word writes each twice, for itself and for older versions."""
    for number, box in enumerate(paragraph._p.iter(qn("w:txbxContent"))):  # noqa: SLF001 - python-docx knows no text boxes
        where = _("%(place)sのテキストボックス") % {"place": label}
        for inner in box.iter(qn("w:p")):
            yield Place(where, "".join(text.text or "" for text in inner.iter(qn("w:t"))), f"{label} box {number}")


def _table(table: Table, name: str, number: int, inside: str) -> Iterator[Place]:
    here = f"{inside} table {number}"
    for row_number, row in enumerate(table.rows, start=1):
        seen = set()
        for column, cell in enumerate(row.cells):
            if id(cell._tc) in seen:  # noqa: SLF001 - a merged cell comes once per column it spans
                continue
            seen.add(id(cell._tc))  # noqa: SLF001 - as above
            where = _("表%(table)dの%(row)d行目") % {"table": number, "row": row_number}
            yield from _blocks(cell, f"{name}{where}", f"{here} row {row_number} cell {column}", here)


def _not_alone(places: list[Place]) -> list[Finding]:
    """A statement on rows, paragraphs or cells stands alone there: Word would drop the rest without a word."""
    found = []
    for place in places:
        statements = [match["unit"] for match in TAG.finditer(place.text) if match["statement"] is not None]
        alone = [unit for unit in statements if unit in ALONE]
        if alone and (len(statements) > 1 or TAG.sub("", place.text).strip() or len(list(TAG.finditer(place.text))) > 1):
            found.append(Finding(place.label, _("繰り返しと条件の指定は、1か所に1つだけ、ほかに何もないところへ書いてください")))
    rows: dict[tuple[str, str], list[Place]] = {}
    for place in places:
        if place.table and place.text.strip():
            rows.setdefault((place.table, place.label), []).append(place)
    for (_around, label), there in rows.items():
        if len(there) > 1 and any(match["unit"] == "tr" for place in there for match in TAG.finditer(place.text)):
            found.append(Finding(label, _("{%tr … %} の行には、ほかに何も書かないでください。この行は印刷されません")))
    return found


def _hidden(document: Any, places: list[Place]) -> list[Finding]:
    """Tags in tracked changes and content controls, which the check by place does not reach."""
    parts = [document.element.body]
    for section in document.sections:
        parts += [part._element for kind in ("header", "footer") for part in _parts(section, kind)]  # noqa: SLF001 - python-docx has no walk
    written = Counter(match.group() for part in parts for text in _paragraphs(part) for match in TAG.finditer(text))
    reached = Counter(match.group() for place in places for match in TAG.finditer(place.text))
    message = _("「%(what)s」は埋められません。変更履歴は確定し、コンテンツ コントロールは外して、本文か表へ直接書いてください")
    return [Finding(_("変更履歴などの中"), message % {"what": tag}) for tag in written - reached]


def _paragraphs(part: Any) -> Iterator[str]:
    texts: dict[Any, str] = {}
    for text in part.iter(qn("w:t")):
        paragraph = next(text.iterancestors(qn("w:p")))
        texts[paragraph] = texts.get(paragraph, "") + (text.text or "")
    yield from texts.values()


def _never_filled(document: Any) -> list[Finding]:
    """Tags outside of text and tables: in comments, notes and the file's properties."""
    found = []
    names = {"comments": _("コメント"), "footnotes": _("脚注"), "endnotes": _("文末脚注")}
    for relation in document.part.rels.values():
        name = names.get(relation.reltype.rpartition("/")[2])
        if name and not relation.is_external and STRAY.search(relation.target_part.blob.decode("utf-8", "replace")):
            found.append(Finding(name, _("ここの項目は埋められません。本文か表の中へ書いてください")))
    properties = document.core_properties
    if any(STRAY.search(getattr(properties, name) or "") for name in ("title", "subject", "author", "comments", "keywords", "category")):
        found.append(Finding(_("ファイルのプロパティ"), _("ここの項目は埋められません。本文か表の中へ書いてください")))
    return found

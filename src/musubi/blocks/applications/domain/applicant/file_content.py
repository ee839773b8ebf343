"""Look inside a document that was handed in: a PDF's scripts and embedded files, and 12 digits that may be a My Number (個人番号)."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

MOST_OBJECTS = 20_000
MOST_PAGES = 40
MOST_TEXT = 4_000_000
MOST_PART = 20_000_000
ACTIVE_KEYS = {"/JS", "/JavaScript", "/EmbeddedFiles", "/RichMedia", "/XFA"}
ACTIVE_KINDS = {"/JavaScript", "/Launch", "/EmbeddedFile", "/RichMedia", "/ImportData", "/SubmitForm"}
_ACTIVE_BYTES = (b"/JavaScript", b"/JS ", b"/JS(", b"/JS<", b"/Launch", b"/EmbeddedFile")
_TWELVE_DIGITS = re.compile(r"(?<![0-9])([0-9]{4})[ -]?([0-9]{4})[ -]?([0-9]{4})(?![0-9])")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９－　", "0123456789- ")
_TAG = re.compile(r"<[^>]*>")
_UNREADABLE = (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError, NotImplementedError, AssertionError)


def is_my_number(digits: str) -> bool:
    """Whether 12 digits bear the check digit of a 個人番号 (番号法施行令等に基づく総務省令第85号 第5条)."""
    if len(digits) != 12 or not digits.isdigit() or len(set(digits)) == 1:
        return False
    total = sum(int(digit) * (n + 1 if n <= 6 else n - 5) for n, digit in zip(range(1, 12), reversed(digits[:11]), strict=True))
    rest = total % 11
    return int(digits[11]) == (0 if rest <= 1 else 11 - rest)


def names_my_number(text: str) -> bool:
    """Whether the text holds 12 digits in a row, or in groups of four, with a My Number's check digit."""
    return any(is_my_number("".join(match.groups())) for match in _TWELVE_DIGITS.finditer(text.translate(_FULL_WIDTH)))


def pdf_warnings(content: bytes) -> list[str]:
    """`active_pdf`, `locked_pdf`, `my_number` or `unread_pdf` for what can be seen inside, compressed parts too."""
    found = ["active_pdf"] if any(mark in content for mark in _ACTIVE_BYTES) else []
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            return [*found, "locked_pdf"]
        if not found and any(_is_active(each) for each in _objects(reader)):
            found.append("active_pdf")
        if names_my_number(_text(reader)):
            found.append("my_number")
    except _UNREADABLE:
        found.append("unread_pdf")
    return found


def _objects(reader: PdfReader) -> Iterator[Any]:
    """Every object that the document leads to, whatever compressed stream it lies in."""
    todo: list[Any] = [reader.trailer]
    seen: set[tuple[int, int]] = set()
    count = 0
    while todo and count < MOST_OBJECTS:
        each = todo.pop()
        if isinstance(each, IndirectObject):
            place = (each.idnum, each.generation)
            if place in seen:
                continue
            seen.add(place)
            each = each.get_object()
        count += 1
        yield each
        if isinstance(each, DictionaryObject):
            todo.extend(each.values())
        elif isinstance(each, ArrayObject):
            todo.extend(each)


def _is_active(each: Any) -> bool:
    if not isinstance(each, DictionaryObject):
        return False
    return bool(ACTIVE_KEYS & set(each)) or str(each.get("/S", "")) in ACTIVE_KINDS or str(each.get("/Type", "")) in ACTIVE_KINDS


def _text(reader: PdfReader) -> str:
    parts: list[str] = []
    length = 0
    for page in reader.pages[:MOST_PAGES]:
        parts.append(page.extract_text())
        length += len(parts[-1])
        if length > MOST_TEXT:
            break
    return "\n".join(parts)


def office_names_my_number(content: bytes) -> bool:
    """Whether a Word, Excel or PowerPoint file holds one: texts joined as they are read, cells kept apart."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return any(names_my_number(_part_text(archive, entry)) for entry in archive.infolist() if _is_text_part(entry))
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError):
        return False


def _is_text_part(entry: zipfile.ZipInfo) -> bool:
    named = entry.filename.startswith(("word/", "xl/sharedStrings", "xl/worksheets/", "ppt/slides/"))
    return named and entry.filename.endswith(".xml") and entry.file_size <= MOST_PART


def _part_text(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> str:
    text = archive.read(entry).decode("utf-8", "replace")
    if entry.filename.startswith("xl/worksheets/"):
        return _TAG.sub(" ", text)
    text = re.sub(r"</(?:w:p|w:tc|a:p|si)>", "\n", text)
    return _TAG.sub("", text)

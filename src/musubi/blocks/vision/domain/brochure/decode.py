"""From a file's bytes to its text: UTF-8, UTF-16, CP932 (Shift_JIS) and the text layer of a PDF."""

from __future__ import annotations

import io
import logging

import pypdf

from musubi.blocks.kernel.messages import gettext_noop
from musubi.blocks.vision.domain.brochure.draft import NotAVision

MAX_BYTES = 20 * 1024 * 1024
MAX_CHARACTERS = 2_000_000
MAX_PAGES = 300
_KNOWN = (
    (b"PK\x03\x04", "Word・Excel・ZIP"),
    (b"\xd0\xcf\x11\xe0", "Word・Excel(旧形式)"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"{\\rtf", "RTF"),
)
_TELLING = "のにをはと、。事業"  # characters that any Japanese text of some length has


def decode(data: bytes) -> str:
    """Return the text of ``data``; raises ``NotAVision`` with what to do when there is none."""
    if not data.strip():
        raise NotAVision("empty", gettext_noop("ファイルが空です。文字の入ったファイルを選んでください。"))
    if len(data) > MAX_BYTES:
        raise NotAVision(
            "too_large",
            gettext_noop("ファイルが大きすぎます(%(limit)dMBまで)。概要版のページだけにして選び直してください。"),
            limit=MAX_BYTES // (1024 * 1024),
        )
    if data.lstrip()[:5] == b"%PDF-":
        return _check_length(_decode_pdf(data))
    for magic, kind in _KNOWN:
        if data.startswith(magic):
            raise NotAVision(
                "unsupported_type",
                gettext_noop("%(kind)s のファイルは読めません。テキスト(.txt)か文字の入ったPDFにして選び直してください。"),
                kind=kind,
            )
    return _check_length(_decode_text(data))


def _check_length(text: str) -> str:
    if len(text) > MAX_CHARACTERS:
        raise NotAVision(
            "too_long",
            gettext_noop("文字が多すぎます(%(limit)d文字まで)。概要版のページだけにして選び直してください。"),
            limit=MAX_CHARACTERS,
        )
    return text


def _decode_text(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if b"\x00" in data[:4096]:
        return _decode_utf16_without_mark(data)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp932")
    except UnicodeDecodeError:
        text = max((data.decode(name, errors="replace") for name in ("utf-8-sig", "cp932", "euc_jp")), key=_score)
    if text.count("\ufffd") > max(5, len(text) // 20):
        raise _binary()
    return text


def _decode_utf16_without_mark(data: bytes) -> str:
    best = max((data.decode(name, errors="replace") for name in ("utf-16-le", "utf-16-be")), key=_score)
    if _score(best) <= 0:
        raise _binary()
    return best


def _score(text: str) -> int:
    """Count signs of Japanese text against signs of a wrong encoding."""
    return sum(text.count(c) for c in _TELLING) - 3 * text.count("\ufffd") - 3 * text.count("\x00")


def _binary() -> NotAVision:
    return NotAVision(
        "binary",
        gettext_noop("文字のファイルではありません。テキスト(.txt)か文字の入ったPDFを選んでください。"),
    )


def _decode_pdf(data: bytes) -> str:
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its remarks on broken files are not for the person's screen
    try:
        text = _text_of_pages(pypdf.PdfReader(io.BytesIO(data)))
    except NotAVision:
        raise
    except Exception as error:
        # A broken or hostile file makes the parser raise anything; the person is told one thing.
        raise NotAVision("broken_pdf", gettext_noop("PDFが壊れていて読めません。保存し直したものを選んでください。")) from error
    if len(text.strip()) < 20:
        raise NotAVision(
            "no_text_layer",
            gettext_noop("このPDFには文字がありません(画像だけです)。文字認識(OCR)をかけたものを選んでください。"),
        )
    return text


def _text_of_pages(reader: pypdf.PdfReader) -> str:
    if reader.is_encrypted and not reader.decrypt(""):
        raise NotAVision("encrypted", gettext_noop("PDFにパスワードがかかっています。外したものを選び直してください。"))
    if len(reader.pages) > MAX_PAGES:
        raise NotAVision(
            "too_many_pages",
            gettext_noop("PDFのページが多すぎます(%(limit)dページまで)。概要版のページだけにして選び直してください。"),
            limit=MAX_PAGES,
        )
    return "\n".join(page.extract_text() for page in reader.pages)

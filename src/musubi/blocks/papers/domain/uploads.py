"""Look at an uploaded file by its content: what it is, whether it may be kept, and what of it is kept.

Photos are decoded and encoded anew, so that position, camera and preview (EXIF, XMP, maker notes) do not stay.
"""

from __future__ import annotations

import io
import unicodedata
import warnings
import zipfile
from dataclasses import dataclass
from pathlib import PurePath

from django.utils.translation import gettext as _
from pi_heif import register_heif_opener
from PIL import Image, ImageOps, UnidentifiedImageError

from musubi.blocks.kernel.pages.media_types import DOCX, PDF, XLSX

register_heif_opener()

MEGABYTE = 1024 * 1024
LARGEST = 25 * MEGABYTE
MOST_UNPACKED = 100 * MEGABYTE
MOST_PIXELS = 80_000_000
LONGEST_SIDE = 2560  # enough for an A4 page at 220 dpi
JPEG_QUALITY = 85
PHOTO_FORMATS = ("JPEG", "PNG", "HEIF", "WEBP")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OFFICE = {
    "xl/workbook.xml": (XLSX, ".xlsx"),
    "word/document.xml": (DOCX, ".docx"),
    "ppt/presentation.xml": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", ".pptx"),
}
TEXTS = {".csv": "text/csv", ".txt": "text/plain", ".md": "text/plain"}


class FileRefusedError(Exception):
    """The file cannot be kept; the message says why and what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class CheckedFile:
    """What is kept of an upload."""

    content: bytes
    name: str
    media_type: str
    is_photo: bool


def check_size(size: int) -> None:
    """Refuse by size alone, before anything is read."""
    if size > LARGEST:
        message = _("%(size)dMBあります。%(limit)dMBまでにしてください(写真は、撮影の設定や共有のときの「中」で小さくできます)")
        raise FileRefusedError("too_large", message % {"size": -(-size // MEGABYTE), "limit": LARGEST // MEGABYTE})
    if size == 0:
        raise FileRefusedError("empty", _("ファイルが空です。保存し直してから選んでください"))


def check_file(data: bytes, name: str) -> CheckedFile:
    """What is kept of the file. Raises FileRefusedError."""
    check_size(len(data))
    photo = _photo(data, name)
    if photo is not None:
        return photo
    if b"%PDF-" in data[:1024]:
        return CheckedFile(data, clean_name(name, ".pdf"), PDF, is_photo=False)
    if data.startswith(b"PK"):
        return _office(data, name)
    if data.startswith(OLE):
        raise FileRefusedError(
            "old_format", _("古い形式か、パスワードの付いた文書です。パスワードを外し、新しい形式(.xlsx、.docx、.pptx)かPDFで保存し直してください")
        )
    return _text(data, name)


def _photo(data: bytes, name: str) -> CheckedFile | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=PHOTO_FORMATS)
        too_many = image.width * image.height > MOST_PIXELS
        checked = None if too_many else _encode(image, name)
    except UnidentifiedImageError:
        return None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except (OSError, ValueError, SyntaxError, EOFError, RuntimeError) as error:
        raise FileRefusedError("broken_image", _("画像が壊れています。撮り直すか、開いて保存し直してから選んでください")) from error

    if checked is None:
        raise _too_many_pixels()
    return checked


def _too_many_pixels() -> FileRefusedError:
    return FileRefusedError("too_many_pixels", _("画素が多すぎる画像です。8,000万画素までに縮めてから選んでください"))


def _encode(image: Image.Image, name: str) -> CheckedFile:
    is_png = image.format == "PNG"
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    mode = "RGBA" if is_png and ("A" in upright.getbands() or "transparency" in upright.info) else "RGB"
    plain = Image.new(mode, upright.size)  # a new image knows nothing of the old one's marks
    plain.paste(upright.convert(mode))
    buffer = io.BytesIO()
    if is_png:
        plain.save(buffer, "PNG", optimize=False)
        return CheckedFile(buffer.getvalue(), clean_name(name, ".png"), "image/png", is_photo=True)
    plain.save(buffer, "JPEG", quality=JPEG_QUALITY)
    return CheckedFile(buffer.getvalue(), clean_name(name, ".jpg"), "image/jpeg", is_photo=True)


def _office(data: bytes, name: str) -> CheckedFile:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise FileRefusedError("broken", _("ファイルが壊れています。開いて保存し直してから選んでください")) from error
    if unpacked > MOST_UNPACKED:
        raise FileRefusedError("unpacked", _("開くと大きくなりすぎるファイルです。大きい画像を減らして保存し直してください"))
    if any(part.endswith("vbaProject.bin") for part in names):
        raise FileRefusedError("macro", _("マクロが入っています。マクロなしの形式で保存し直してください"))
    for part, (media_type, suffix) in OFFICE.items():
        if part in names:
            return CheckedFile(data, clean_name(name, suffix), media_type, is_photo=False)
    raise FileRefusedError("archive", _("ZIPなどのまとめたファイルは受け取れません。中のファイルを1つずつ選んでください"))


def _text(data: bytes, name: str) -> CheckedFile:
    suffix = PurePath(name).suffix.lower()
    for encoding in ("utf-8-sig", "cp932") if suffix in TEXTS else ():
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(unicodedata.category(char) == "Cc" and char not in "\r\n\t\f" for char in text):
            return CheckedFile(data, clean_name(name, suffix), TEXTS[suffix], is_photo=False)
    message = _("この形式のファイルは受け取れません。写真(JPEG、PNG、HEIC)、PDF、Excel・Word・PowerPoint、CSV、テキストのどれかにしてください")
    raise FileRefusedError("unknown_type", message)


def clean_name(name: str, suffix: str) -> str:
    """The file's own name without folders, invisible marks and a suffix that is not its content's."""
    plain = "".join(c for c in name.replace("\\", "/").rpartition("/")[2] if unicodedata.category(c)[0] != "C")
    stem = PurePath(plain).stem.strip(" .") or "file"
    return f"{stem[:150]}{suffix}"

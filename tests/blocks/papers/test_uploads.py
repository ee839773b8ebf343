"""Uploads: known and checked by content, photos without position."""

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from musubi.blocks.papers.domain.uploads import LARGEST, FileRefusedError, check_file, check_size, clean_name

PDF = b"%PDF-1.7\n%%EOF"
HEIC = Path(__file__).resolve().parents[2] / "fixtures" / "phone-photo.heic"


def photo(kind="JPEG", size=(640, 480), *, turned=1) -> bytes:
    """A photo with a position and an orientation in its marks."""
    image = Image.new("RGB", size, "red")
    exif = Image.Exif()
    exif[0x0112] = turned
    exif[0x010F] = "SecretPhone"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (35.0, 48.0, 1.0)
    buffer = io.BytesIO()
    image.save(buffer, kind, exif=exif)
    return buffer.getvalue()


def office(*parts) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for part in ("[Content_Types].xml", *parts):
            archive.writestr(part, "<x/>")
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_photo_loses_position_and_maker(kind):
    before = photo(kind)
    assert b"SecretPhone" in before
    checked = check_file(before, "IMG.jpg")
    assert b"SecretPhone" not in checked.content
    kept = Image.open(io.BytesIO(checked.content))
    assert dict(kept.getexif()) == {}
    assert checked.is_photo


def test_photo_stands_upright_and_is_made_smaller():
    kept = Image.open(io.BytesIO(check_file(photo(size=(4000, 2000), turned=6), "a.jpg").content))
    assert kept.size == (1280, 2560)


def test_phone_photo_in_heic_becomes_jpeg():
    heic = HEIC.read_bytes()
    assert b"SecretPhone" in heic
    checked = check_file(heic, "IMG_0001.HEIC")
    assert (checked.name, checked.media_type) == ("IMG_0001.jpg", "image/jpeg")
    assert Image.open(io.BytesIO(checked.content)).size == (64, 64)
    assert b"SecretPhone" not in checked.content


@pytest.mark.parametrize(
    ("data", "name", "kept", "media_type"),
    [
        (PDF, "議事録.PDF", "議事録.pdf", "application/pdf"),
        (PDF, "virus.exe", "virus.pdf", "application/pdf"),
        (office("word/document.xml"), "a.docx", "a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("件数,1\n".encode("cp932"), "表.csv", "表.csv", "text/csv"),
    ],
)
def test_document_is_known_by_its_content(data, name, kept, media_type):
    checked = check_file(data, name)
    assert (checked.name, checked.media_type, checked.content) == (kept, media_type, data)


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.pdf", "empty"),
        (b"MZ\x90\x00", "a.exe", "unknown_type"),
        (b"<script>alert(1)</script>", "a.html", "unknown_type"),
        (b"a\x00b", "a.txt", "unknown_type"),
        (b"PK\x03\x04broken", "a.xlsx", "broken"),
        (office("xl/workbook.xml", "xl/vbaProject.bin"), "a.xlsm", "macro"),
        (office("other.txt"), "a.zip", "archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old", "a.doc", "old_format"),
        (photo()[:400], "a.jpg", "broken_image"),
    ],
)
def test_other_content_is_refused_with_words(data, name, code):
    with pytest.raises(FileRefusedError) as caught:
        check_file(data, name)
    assert caught.value.code == code
    assert str(caught.value)


def test_picture_of_too_many_pixels_is_refused_before_it_is_unpacked():
    buffer = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(buffer, "PNG")
    with pytest.raises(FileRefusedError) as caught:
        check_file(buffer.getvalue(), "a.png")
    assert caught.value.code == "too_many_pixels"


def test_size_is_told_in_megabytes():
    check_size(LARGEST)
    with pytest.raises(FileRefusedError, match="50MBあります。25MBまで"):
        check_size(50 * 1024 * 1024)


@pytest.mark.parametrize(
    ("name", "kept"), [("../../etc/passwd", "passwd.pdf"), ("C:\\写真\\a.b.pdf", "a.b.pdf"), ("\u202egpj.exe", "gpj.pdf"), ("", "file.pdf")]
)
def test_names_lose_folders_and_invisible_marks(name, kept):
    assert clean_name(name, ".pdf") == kept

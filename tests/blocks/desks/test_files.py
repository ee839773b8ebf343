"""Files of a desk: checked by content, photos without position, served only to those who see the desk."""

import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image
from tests.blocks.desks.conftest import enter
from tests.factories.accounts import organization, person
from tests.factories.desks import activity
from tests.queries import queries_of

from musubi.blocks.accounts.enums import Role
from musubi.blocks.audit.domain.trail import history_of
from musubi.blocks.desks.domain.attachments import add_attachment, restore_attachment, withdraw_attachment
from musubi.blocks.desks.domain.files import LARGEST, FileRefusedError, check_file, check_size, clean_name
from musubi.blocks.desks.models import Attachment

pytestmark = pytest.mark.django_db
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


def test_same_content_is_stored_once_and_told_once(item, clerk):
    made = activity(item)
    first = add_attachment(item=item, activity=made, file_name="a.pdf", data=PDF, actor=clerk, now=timezone.now())
    again = add_attachment(item=item, activity=made, file_name="b.pdf", data=PDF, actor=clerk, now=timezone.now())
    elsewhere = add_attachment(item=item, file_name="c.pdf", data=PDF, actor=clerk, now=timezone.now())
    assert first == again != elsewhere
    assert first.file.name == elsewhere.file.name
    assert [event.verb for event in history_of(first)] == ["attachment.added"]


def test_photo_for_the_public_needs_consent(item, clerk):
    with pytest.raises(FileRefusedError, match="同意"):
        add_attachment(item=item, file_name="a.jpg", data=photo(), actor=clerk, now=timezone.now(), visibility="public")
    assert add_attachment(item=item, file_name="a.jpg", data=photo(), actor=clerk, now=timezone.now(), visibility="public", consent=True).consent


def test_photo_of_a_public_activity_without_consent_stays_inside(item, clerk):
    made = activity(item, visibility="public")
    photos = [
        add_attachment(item=item, activity=made, file_name="a.jpg", data=photo(size=(9, 9 + n)), actor=clerk, now=timezone.now(), consent=bool(n))
        for n in (0, 1)
    ]
    assert [kept.visibility for kept in photos] == ["partners", "public"]


def test_taken_back_file_is_not_served_and_comes_back(client, item, clerk):
    made = add_attachment(item=item, file_name="a.pdf", data=PDF, actor=clerk, now=timezone.now())
    path = f"/staff/desk/A-P1/files/{made.uid}/"
    assert withdraw_attachment(attachment=made, actor=clerk, now=timezone.now())
    assert client.get(path).status_code == 404
    made.refresh_from_db()
    assert restore_attachment(attachment=made, actor=clerk, now=timezone.now())
    assert b"".join(client.get(path).streaming_content) == PDF


def test_files_come_to_an_activity_and_refused_ones_are_told_by_name(client, item, clerk):
    made = activity(item)
    files = [SimpleUploadedFile("現場.jpg", photo(), "image/jpeg"), SimpleUploadedFile("悪い.exe", b"MZ", "application/pdf")]
    page = client.post(f"/staff/desk/A-P1/journal/{made.uid}/files/", {"files": files, "consent": "on"}).content.decode()
    assert "「悪い.exe」" in page
    kept = Attachment.objects.get()
    assert (kept.title, kept.consent, kept.activity, kept.fiscal_year) == ("現場.jpg", True, made, 2020)


def test_fifty_megabyte_photo_is_refused_in_words(client, item, clerk):
    made = activity(item)
    huge = SimpleUploadedFile("大きい.jpg", b"\xff\xd8\xff" + b"0" * (50 * 1024 * 1024), "image/jpeg")
    answer = client.post(f"/staff/desk/A-P1/journal/{made.uid}/files/", {"files": [huge]})
    assert answer.status_code == 200
    assert "51MBあります。25MBまで" in answer.content.decode()
    assert Attachment.objects.count() == 0


def test_photo_is_shown_and_document_is_downloaded_with_safe_headers(client, item, clerk):
    shown = add_attachment(item=item, file_name="a.jpg", data=photo(), actor=clerk, now=timezone.now())
    kept = add_attachment(item=item, file_name="資料.pdf", data=PDF, actor=clerk, now=timezone.now())
    first, second = (client.get(f"/staff/desk/A-P1/files/{made.uid}/") for made in (shown, kept))
    assert first.headers["Content-Disposition"].startswith("inline")
    assert second.headers["Content-Disposition"].startswith("attachment")
    for answer in (first, second):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert b"".join(answer.streaming_content)


def test_file_is_kept_from_those_who_do_not_see_it(client, item, clerk):
    made = add_attachment(item=item, file_name="a.pdf", data=PDF, actor=clerk, now=timezone.now())
    path = f"/staff/desk/A-P1/files/{made.uid}/"
    body = organization("JA", "架空農業協同組合")
    enter(client, person(Role.PARTNER, body=body))
    assert client.get(path).status_code == 403
    item.assignments.create(vision=item.vision, organization=body, role="partner")
    assert client.get(path).status_code == 404  # internal to the city
    client.logout()
    assert client.get(path).status_code == 302


def test_documents_page_adds_searches_and_stays_constant(client, item, clerk):
    path = "/staff/desk/A-P1/documents/"
    assert "この年度の資料はまだありません" in client.get(path).content.decode()
    files = {"files": [SimpleUploadedFile("規約.pdf", PDF)], "title": "協議会の規約", "visibility": "internal"}
    assert client.post(f"{path}?year=2020", files).status_code == 302
    assert "協議会の規約" in client.get(f"{path}?year=2020&q=規約").content.decode()
    one = queries_of(client, f"{path}?year=2020")
    for number in range(29):
        add_attachment(item=item, file_name=f"{number}.txt", data=b"%d" % number, actor=clerk, now=timezone.now(), fiscal_year=2020)
    assert queries_of(client, f"{path}?year=2020") == one
    assert "ファイルを選んでください" in client.post(path, {"visibility": "internal"}).content.decode()

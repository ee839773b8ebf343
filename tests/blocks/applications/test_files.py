"""Files of an application: looked at inside, kept whole or not at all, sent in parts that go on where they broke off."""

import io
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, TextStringObject
from tests.factories import applications as factory
from tests.factories.vision import small_plan

from musubi.blocks.applications.domain import files
from musubi.blocks.applications.domain.applicant.file_content import is_my_number, office_names_my_number, pdf_warnings
from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.models import ApplicationFile, Upload
from musubi.blocks.papers.domain.uploads import FileRefusedError

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
NOW = factory.NOW
MY_NUMBER = "123456789018"  # fictional: only its check digit is right


@pytest.fixture
def made(settings):
    settings.DEMO = True
    vision, _document = small_plan()
    return factory.draft(factory.open_call(vision.items.get(code="A-P1")))


def pdf(change=None, *, packed=False):
    """A PDF of one page; `change` works on its writer; `packed` hides the objects in compressed streams."""
    writer = PdfWriter()
    writer.add_blank_page(width=100, height=100)
    if change is not None:
        change(writer)
    target = io.BytesIO()
    writer.write(target)
    content = target.getvalue()
    return _packed(content) if packed else content


def _packed(content):
    """The same document with its catalogue's action written with escaped names, which a search for bytes does not find."""
    return content.replace(b"/JavaScript", b"/Java#53cript").replace(b"/JS ", b"/#4aS ")


def with_script(writer):
    action = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert('x')")})
    writer.root_object[NameObject("/OpenAction")] = action


def with_launch(writer):
    action = DictionaryObject({NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("cmd.exe")})
    writer.root_object[NameObject("/OpenAction")] = action


def write(writer, text):
    """Put a line of text on the page."""
    font = DictionaryObject(
        {NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"), NameObject("/BaseFont"): NameObject("/Helvetica")}
    )
    stream = DecodedStreamObject()
    stream.set_data(f"BT /F1 12 Tf 10 50 Td ({text}) Tj ET".encode())
    page = writer.pages[0]
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})})
    page[NameObject("/Contents")] = writer._add_object(stream.flate_encode())


def add(made, content, name="見積書.pdf"):
    return files.add_file(application=made, stage="application", requirement="estimate", file_name=name, data=content, actor=made.applicant, now=NOW)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (pdf(with_script), "active_pdf"),
        (pdf(with_script, packed=True), "active_pdf"),
        (pdf(with_launch), "active_pdf"),
        (pdf(lambda writer: writer.add_attachment("a.exe", b"MZ")), "active_pdf"),
        (pdf(lambda writer: writer.encrypt("secret", algorithm="RC4-128")), "locked_pdf"),
        (b"", "empty"),
        (b"MZ\x90\x00" * 100, "unknown_type"),
    ],
    ids=["script", "hidden script", "launch", "attachment", "password", "empty", "program"],
)
def test_dangerous_or_unreadable_file_is_refused(made, content, code):
    with pytest.raises(FileRefusedError) as raised:
        add(made, content)
    assert raised.value.code == code
    assert not ApplicationFile.objects.exists()


def test_plain_pdf_is_kept_and_broken_one_is_marked(made):
    assert add(made, pdf()).warnings == []
    assert add(made, b"%PDF-1.7\nnothing of a PDF", "壊れた.pdf").warnings == ["unread_pdf"]


def bomb():
    """An Excel file that says that it unpacks to 200 MB."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (200 * 1024 * 1024))
    return target.getvalue()


def test_zip_bomb_is_refused(made):
    with pytest.raises(FileRefusedError) as raised:
        add(made, bomb(), "表.xlsx")
    assert raised.value.code == "unpacked"


def word(text):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("word/document.xml", f"<w:p><w:r>{text[:5]}</w:r><w:r>{text[5:]}</w:r></w:p>")
    return target.getvalue()


def test_my_number_is_flagged_wherever_it_stands(made):
    assert is_my_number(MY_NUMBER)
    assert not is_my_number("123456789012")
    assert add(made, f"番号,{MY_NUMBER[:4]}-{MY_NUMBER[4:8]}-{MY_NUMBER[8:]}\r\n".encode("cp932"), "名簿.csv").warnings == ["my_number"]
    assert add(made, word(MY_NUMBER), "名簿.docx").warnings == ["my_number"]
    assert not office_names_my_number(word("1234567890123"))
    assert pdf_warnings(pdf(lambda writer: write(writer, MY_NUMBER))) == ["my_number"]
    assert pdf_warnings(pdf(lambda writer: write(writer, "1234567890123"))) == []


def test_equal_content_at_one_place_is_kept_once(made):
    assert add(made, pdf()).pk == add(made, pdf()).pk
    assert ApplicationFile.objects.count() == 1


CONTENT = "番号,名称\r\n".encode() + b"1,a\r\n" * 500_000  # 2.5 MB: three parts


def start(made, **more):
    values = {"stage": "application", "requirement": "estimate", "file_name": "表.csv", "size": len(CONTENT), "now": NOW}
    return files.start_upload(application=made, **{**values, **more})


def send(upload, data=CONTENT, *, until=None):
    while upload.received < (until or len(data)):
        upload.received = files.append_part(upload=upload, offset=upload.received, data=data[upload.received : upload.received + files.PART])


def test_upload_goes_on_where_it_broke_off(made):
    first = start(made)
    send(first, until=files.PART)
    again = start(made)
    assert (again.pk, again.received) == (first.pk, files.PART)
    files.append_part(upload=again, offset=0, data=CONTENT[: files.PART])  # a part sent twice counts once
    with pytest.raises(ApplicationError):
        files.append_part(upload=again, offset=files.PART + 1, data=b"x")
    send(again)
    kept = files.finish_upload(upload=again, actor=made.applicant, now=NOW)
    with kept.file.open() as stored:
        assert stored.read() == CONTENT
    assert not Upload.objects.exists()


def test_another_file_of_the_same_name_and_size_is_not_mixed_in(made):
    assert start(made, stamp="1").pk != start(made, stamp="2").pk


def test_part_that_the_disk_lost_is_asked_for_again(made):
    upload = start(made)
    send(upload, until=files.PART)
    with (Path(settings.MEDIA_ROOT) / upload.part_file).open("r+b") as file:
        file.truncate(1000)
    assert start(made).received == 1000


def test_refused_file_leaves_no_parts(made):
    data = pdf(with_script)
    upload = start(made, file_name="a.pdf", size=len(data))
    send(upload, data)
    with pytest.raises(FileRefusedError):
        files.finish_upload(upload=upload, actor=made.applicant, now=NOW)
    assert not Upload.objects.exists()


def test_pages_take_a_file_without_script_and_in_parts(client, made):
    client.force_login(made.applicant, backend=BACKEND)
    base = f"/my/applications/{made.uid}"
    sent = {"requirement": "estimate", "cost": "", "file": SimpleUploadedFile("絵.pdf", pdf(with_script))}
    answer = client.post(f"{base}/files/", sent)
    assert answer["Location"].endswith("#file-estimate")
    assert "スクリプトか別のファイルが埋め込まれたPDF" in client.get(f"{base}/form/").content.decode()
    begun = client.post(f"{base}/uploads/", {"requirement": "estimate", "cost": "", "name": "表.csv", "size": "9", "stamp": "1"}).json()
    part = f"{base}/uploads/{begun['upload']}/"
    told = client.post(part, b"a,b\r\n", content_type="application/octet-stream", headers={"Upload-Offset": "0"})
    assert told.json() == {"received": 5}
    assert "9 バイトのうち5 バイト" in client.get(f"{base}/form/").content.decode().replace("\xa0", " ")
    client.post(part, b"1,2\n", content_type="application/octet-stream", headers={"Upload-Offset": "5"})
    fragment = client.post(f"{part}finish/", {"cost": ""}).content.decode()
    kept = ApplicationFile.objects.get()
    assert kept.sha256[:16] in fragment
    assert b"".join(client.get(f"{base}/files/{kept.uid}/").streaming_content) == b"a,b\r\n1,2\n"
    client.post(f"{base}/files/{kept.uid}/remove/")
    kept.refresh_from_db()
    assert kept.removed_at is not None

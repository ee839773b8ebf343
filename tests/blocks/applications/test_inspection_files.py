"""Photos and files of inspections: no position stays, captions, taken off and put back, in the 検査調書, out of reach of others."""

import datetime as dt
import io

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader
from tests.factories import applications as factory
from tests.factories.accounts import organization, person
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Organization
from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.domain.keeping.erasing import erase_application
from musubi.blocks.applications.domain.settling import inspection_files
from musubi.blocks.applications.models import Application, InspectionFile, SiteInspection
from musubi.blocks.audit.models import Event

pytestmark = pytest.mark.django_db
GPS = 0x8825


@pytest.fixture
def inspection():
    vision, _document = small_plan()
    made = factory.granted(factory.open_call(vision.items.get(code="A-P1")))
    return SiteInspection.objects.create(application=made, inspected_on=factory.TODAY, inspector="検査員(架空)", passed=True)


@pytest.fixture
def office(client, inspection):
    client.force_login(person(Role.DIVISION_STAFF, body=Organization.objects.get(code="D1")))
    return client


def photo(colour="red", *, form="JPEG"):
    """A picture that says where it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "CAMERA-MAKER"
    exif.get_ifd(GPS)[1], exif.get_ifd(GPS)[2] = "N", (35.0, 47.0, 58.0)
    buffer = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(buffer, form, exif=exif)
    return buffer.getvalue()


def add(client, inspection, *files, caption="機械の前面(架空)"):
    sent = [SimpleUploadedFile(f"IMG_{number}.jpg", data) for number, data in enumerate(files)]
    return client.post(page(inspection), {"files": sent, "caption": caption, "add": "yes"})


def page(inspection):
    return reverse("applications:inspection-files", args=[inspection.uid])


def test_photos_lose_position_and_camera_share_a_caption_and_stand_in_the_record(office, inspection):
    data = photo()
    assert b"CAMERA-MAKER" in data
    assert add(office, inspection, data, photo("blue")).status_code == 302
    kept = list(inspection.files.all())
    assert [each.caption for each in kept] == ["機械の前面(架空)(1)", "機械の前面(架空)(2)"]
    for each in kept:
        shown = office.get(reverse("applications:inspection-file", args=[each.uid]))
        assert (shown["Content-Type"], shown["X-Content-Type-Options"], shown["Content-Disposition"][:6]) == ("image/jpeg", "nosniff", "inline")
        assert b"CAMERA-MAKER" not in shown.content
        assert dict(Image.open(io.BytesIO(shown.content)).getexif()) == {}
    html = office.get(page(inspection)).content.decode()
    assert 'alt="機械の前面(架空)(1)"' in html
    assert "写真・ファイル 2件" in office.get(reverse("applications:application", args=[inspection.application.uid])).content.decode()
    pdf = PdfReader(io.BytesIO(office.get(reverse("applications:inspection", args=[inspection.uid])).content))
    assert sum(len(each.images) for each in pdf.pages) == 2
    text = "".join(each.extract_text() for each in pdf.pages).replace(" ", "")
    assert ("機械の前面(架空)(2)" in text, "2枚" in text) == (True, True)


def test_other_files_are_listed_in_the_record_with_their_hash(office, inspection):
    office.post(
        page(inspection), {"files": [SimpleUploadedFile("計測.csv", "時刻,値\n9:00,1\n".encode())], "caption": "計測の記録(架空)", "add": "yes"}
    )
    kept = inspection.files.get()
    assert office.get(reverse("applications:inspection-file", args=[kept.uid]))["Content-Disposition"].startswith("attachment")
    pdf = PdfReader(io.BytesIO(office.get(reverse("applications:inspection", args=[inspection.uid])).content))
    assert kept.sha256[:16] in "".join(each.extract_text() for each in pdf.pages).replace("\n", "").replace(" ", "")


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"caption": "説明"}, "写真かファイルを選んでください"),
        ({"files": b"MZ\x00\x01", "caption": "説明"}, "この形式のファイルは受け取れません"),
        ({"files": b"", "caption": "説明"}, "ファイルが空です"),
        ({"files": b"%PDF-1.4\n1 0 obj<</OpenAction<</S/JavaScript/JS(a)>>>>endobj", "caption": "説明"}, "スクリプトか別のファイル"),
        ({"files": "photo", "caption": " "}, "何が写っているか"),
    ],
)
def test_bad_input_is_told_at_its_field_and_nothing_is_kept(office, inspection, sent, words):
    fields = {"add": "yes", "caption": sent["caption"]}
    if "files" in sent:
        fields["files"] = [SimpleUploadedFile("a.pdf", photo() if sent["files"] == "photo" else sent["files"])]
    answer = office.post(page(inspection), fields)
    body = answer.content.decode()
    assert (answer.status_code, words in body, 'aria-invalid="true"' in body) == (422, True, True)
    assert sent["caption"] in body
    assert not InspectionFile.objects.exists()


def test_one_wrong_file_of_several_keeps_none(office, inspection):
    assert add(office, inspection, photo(), b"MZ").status_code == 422
    assert not InspectionFile.objects.exists()


def test_captions_are_mended_and_an_empty_one_is_told_in_its_row(office, inspection):
    one = factory.inspection_photo(inspection)
    answer = office.post(page(inspection), {f"caption-{one.uid}": " "})
    assert (answer.status_code, f'id="e-{one.uid}"' in answer.content.decode()) == (422, True)
    office.post(page(inspection), {f"caption-{one.uid}": "銘板(架空)"})
    one.refresh_from_db()
    assert one.caption == "銘板(架空)"
    told = Event.objects.get(object_id=one.uid, verb="inspection.file_captioned")
    assert "銘板" not in str(told.after)  # personal values stand apart from the trail


def test_taken_off_and_put_back_and_the_same_file_once(office, inspection):
    one = factory.inspection_photo(inspection)
    move = [reverse("applications:inspection-file-move", args=[one.uid, name]) for name in ("remove", "restore", "other")]
    assert "外したもの" in office.post(move[0], follow=True).content.decode()
    assert inspection.files.filter(removed_at__isnull=True).count() == 0
    office.post(move[1])
    assert inspection.files.filter(removed_at__isnull=True).count() == 1
    office.post(move[0])
    factory.inspection_photo(inspection)  # chosen again
    assert (inspection.files.count(), inspection.files.filter(removed_at__isnull=True).count()) == (1, 1)
    assert office.post(move[2]).status_code == 404
    with pytest.raises(IntegrityError), transaction.atomic():
        InspectionFile.objects.filter(pk=one.pk).update(caption="")


def test_nothing_changes_once_the_sum_rests_on_it(office, inspection):
    one = factory.inspection_photo(inspection)
    Application.objects.filter(pk=inspection.application_id).update(confirmed=1)
    inspection.application.refresh_from_db()
    assert "額の確定の後は" in add(office, inspection, photo()).content.decode()
    with pytest.raises(ApplicationError):
        inspection_files.take_off(record=one, actor=None, now=factory.NOW)
    assert 'name="add"' not in office.get(page(inspection)).content.decode()


def test_number_of_files_has_an_end(inspection, monkeypatch):
    monkeypatch.setattr(inspection_files, "MOST", 1)
    factory.inspection_photo(inspection)
    with pytest.raises(ApplicationError, match="1件まで"):
        factory.inspection_photo(inspection, colour=9)


def test_neither_the_applicant_nor_another_division_reaches_them(client, inspection):
    one = factory.inspection_photo(inspection)
    for user in (inspection.application.applicant, person(Role.DIVISION_STAFF, body=organization())):
        client.force_login(user)
        for address in (reverse("applications:inspection-file", args=[one.uid]), page(inspection)):
            assert client.get(address).status_code in {403, 404}
        assert client.post(reverse("applications:inspection-file-move", args=[one.uid, "remove"])).status_code in {403, 404}


def test_erasure_takes_files_and_bytes(inspection, django_capture_on_commit_callbacks):
    one = factory.inspection_photo(inspection)
    path = one.file.name
    assert default_storage.exists(path)
    Application.objects.filter(pk=inspection.application_id).update(status="renounced")
    day = dt.date(2030, 4, 1)
    inspection.application.obligations.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        erase_application(application=inspection.application, actor=None, now=factory.NOW, today=day, reason="期間満了(架空)")
    assert (InspectionFile.objects.exists(), default_storage.exists(path)) == (False, False)

"""Files of a desk: kept once, photos with consent, served only to those who see the desk."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.blocks.desks.conftest import enter
from tests.blocks.papers.test_uploads import photo
from tests.factories.accounts import organization, person
from tests.factories.desks import activity
from tests.queries import queries_of

from musubi.blocks.accounts.enums import Role
from musubi.blocks.audit.domain.trail import history_of
from musubi.blocks.desks.domain.attachments import add_attachment, restore_attachment, withdraw_attachment
from musubi.blocks.desks.models import Attachment
from musubi.blocks.papers.domain.uploads import FileRefusedError

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n%%EOF"


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

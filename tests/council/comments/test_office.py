"""The office prepares a call, the head publishes it, letters are typed in, personal data goes in the end."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.blocks.desks.conftest import enter
from tests.factories.council import opinion

from musubi.blocks.notifications.models import Task
from musubi.council.models import CommentCall, Opinion, OpinionAuthor

pytestmark = pytest.mark.django_db
BASE = "/staff/council/comments/"
CALL = {
    "title": "中間見直しの案",
    "text": "案について意見を聞く",
    "starts_on": "R2.10.14",
    "ends_on": "R2.11.13",
    "result_due_on": "R2.12.25",
    "organization": "K",
    "other_ways": "FAX 04-0000-0001",
}


def test_call_is_prepared_published_by_the_head_and_answered(client, office, head, division):
    assert client.post(f"{BASE}new/", {**CALL, "ends_on": "R2.10.1"}).context["form"].errors["ends_on"]
    client.post(f"{BASE}new/", CALL)
    call = CommentCall.objects.get()
    assert (call.slug, call.status) == ("2020-1", "draft")
    here = f"{BASE}{call.uid}/"
    bad = client.post(f"{here}step/material/", {"file": SimpleUploadedFile("a.exe", b"MZ\x00\x01")})
    assert "この形式のファイルは受け取れません" in bad.content.decode()
    client.post(f"{here}step/material/", {"file": SimpleUploadedFile("案.pdf", b"%PDF-1.7 an"), "title": "中間見直し(案)"})
    client.post(f"{here}step/items/", {"items": "A-P1"})
    assert client.post(f"{here}step/publish/").status_code == 403
    assert client.get(f"/comments/{call.slug}/").status_code == 404
    enter(client, head)
    client.post(f"{here}step/publish/")
    task = Task.objects.get(object_id=call.uid)
    assert (task.due_on, task.organization) == (dt.date(2020, 12, 25), division)
    client.logout()
    page = client.get(f"/comments/{call.slug}/").content.decode()
    for words in ("中間見直し(案)", "FAX 04-0000-0001", "A-P1", "このサイトで意見を書く"):
        assert words in page
    document = call.documents.get()
    assert client.get(f"/comments/{call.slug}/materials/{document.uid}/").content == b"%PDF-1.7 an"


def test_call_without_a_draft_to_read_is_not_published(client, office, head, division):
    client.post(f"{BASE}new/", CALL)
    enter(client, head)
    answer = client.post(f"{BASE}{CommentCall.objects.get().uid}/step/publish/")
    assert "資料がありません" in answer.content.decode()


def test_letters_are_typed_one_after_the_other(client, office, call, over):
    here = f"{BASE}{call.uid}/typing/"
    letter = {"channel": "fax", "received_on": "R2.10.13", "text": "手書きの意見", "author_class": "citizen", "name": "架空 三郎"}
    answer = client.post(here, letter, follow=True)
    page = answer.content.decode()
    assert "2020-1-0001" in page
    assert answer.context["form"]["channel"].value() == "fax"
    assert Opinion.objects.get().author.name == "架空 三郎"
    early = client.post(here, {**letter, "received_on": "R2.9.30"})
    assert "募集が始まる前の日" in early.context["form"].errors["received_on"][0]
    late = {**letter, "received_on": "R2.10.12"}
    there = f"{BASE}{over.uid}/typing/"
    assert "理由" in client.post(there, late).context["form"].errors["late_reason"][0]
    client.post(there, {**late, "late_reason": "消印が締切日"})
    assert Opinion.objects.get(comment_call=over).origin == "締切後に受付: 消印が締切日"


def test_personal_data_goes_after_the_result_and_the_words_stay(client, office, over):
    made = opinion("残る言葉", comment_call=over, source="public_comment")
    OpinionAuthor.objects.create(opinion=made, name="架空 太郎")
    here = f"{BASE}{over.uid}/step/erase/"
    assert "結果を公表してから" in client.post(here).content.decode()
    CommentCall.objects.filter(pk=over.pk).update(status="result", result_at=dt.datetime(2020, 10, 14, tzinfo=dt.UTC))
    client.post(here)
    assert not OpinionAuthor.objects.exists()
    assert Opinion.objects.get().text == "残る言葉"


def test_two_people_editing_see_both_versions(client, office, call):
    here = f"{BASE}{call.uid}/edit/"
    form = client.get(here).context["form"]
    assert form["organization"].value() == "K"
    shown = form.fields["shown"].initial
    CommentCall.objects.filter(pk=call.pk).update(title="先の題", version=2)
    data = {**CALL, "starts_on": "R2.10.1", "ends_on": "R2.11.30", "result_due_on": "", "title": "あとの題", "text": "案", "shown": shown}
    answer = client.post(here, data)
    assert answer.status_code == 409
    assert "先の題" in answer.content.decode()

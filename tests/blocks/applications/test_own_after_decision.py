"""After the decision on the applicant's pages: letters to open, reports that are owed, evidence by line, prints; a discarded draft leaves nothing behind."""

import datetime as dt
from pathlib import Path

import pytest
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.factories import applications as factory
from tests.factories.vision import small_plan

from musubi.blocks.applications.domain import drafts, files
from musubi.blocks.applications.domain.letters import issue_letters
from musubi.blocks.applications.enums import DecisionKind
from musubi.blocks.applications.models import Application
from musubi.blocks.audit.models import Event
from musubi.blocks.kernel import clock
from musubi.blocks.notifications.models import Task

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
OWED = [
    {"key": "report", "label": "実績報告", "kind": "report", "anchor": "completed", "days": 30},
    {"key": "status", "label": "遂行状況報告", "kind": "status", "anchor": "decided", "days": 60},
]


@pytest.fixture
def item(settings):
    settings.DEMO = True
    vision, _document = small_plan()
    return vision.items.get(code="A-P1")


@pytest.fixture
def call(item):
    now = clock.now()
    terms = {**factory.TERMS, "obligations": OWED}
    return factory.open_call(item, terms=terms, opens_at=now - dt.timedelta(days=2), closes_at=now + dt.timedelta(days=3))


@pytest.fixture
def made(client, call):
    user, party = factory.applicant()
    client.force_login(user, backend=BACKEND)
    return factory.granted(call, user=user, party=party, now=clock.now())


def letter(item):
    """A letter of a decision as it would be kept; its bytes do not matter here."""
    return {
        "series": "letter",
        "subject": item.uid,
        "language": "ja",
        "title": "交付決定通知書（架空）",
        "file_name": "notice.pdf",
        "media_type": "application/pdf",
        "content": b"%PDF-1.7 fictional",
        "template": "t",
        "template_sha256": "0" * 64,
        "input_sha256": "0" * 64,
        "dated": item.decision.decided_on,
    }


@pytest.mark.django_db
def test_letter_is_opened_once_and_the_day_is_kept(client, made):
    decision = made.call.decisions.get(kind=DecisionKind.GRANT)
    notice = issue_letters(decision=decision, make=letter, with_appeal=lambda _item: False, actor=None, now=clock.now())[0]
    address = f"/my/applications/{made.uid}/"
    assert "まだ開いていません" in client.get(address).content.decode()
    assert client.get(f"{address}notices/{notice.uid}/").content == b"%PDF-1.7 fictional"
    client.get(f"{address}notices/{notice.uid}/")
    assert Event.objects.filter(verb="notice.opened", object_id=notice.uid).count() == 1
    assert "まだ開いていません" not in client.get(address).content.decode()


@pytest.mark.django_db
def test_owed_report_is_handed_in_with_a_paper_or_not_at_all(client, made):
    owed = made.obligations.get(kind="status")
    address = f"/my/applications/{made.uid}/obligations/{owed.uid}/"
    assert "遂行状況報告" in client.get(f"/my/applications/{made.uid}/").content.decode()
    bad = client.post(address, {"content": "順調（架空）", "file": SimpleUploadedFile("a.exe", b"MZ")})
    owed.refresh_from_db()
    assert (bad.status_code, owed.done_on, "順調（架空）" in bad.content.decode()) == (422, None, True)
    client.post(address, {"content": "順調（架空）", "amount": "12万円", "file": SimpleUploadedFile("写真.csv", b"a,b\n")})
    owed.refresh_from_db()
    assert (owed.done_on, owed.content["amount"], owed.content["file"]["name"]) == (clock.today(), 120_000, "写真.csv")
    assert Task.objects.filter(object_id=owed.uid).count() == 1
    assert client.post(address, {"content": "二度目（架空）"}).status_code == 422
    own_form = made.obligations.get(kind="report")
    assert "専用の様式" in client.post(f"/my/applications/{made.uid}/obligations/{own_form.uid}/", {"content": "a"}).content.decode()


@pytest.mark.django_db
def test_evidence_stands_at_its_cost_line_in_form_receipt_and_print(client, made):
    sent = {"q-result": "できた（架空）", "page": "p", "shown": "", "lane-shown": made.lane, "costs": ["real0000000001"]}
    sent |= {"costs-real0000000001-category": "material", "costs-real0000000001-label": "茶葉（架空）", "costs-real0000000001-amount": "700000"}
    client.post(f"/my/applications/{made.uid}/form/", sent)
    line = made.costs.get(stage="report")
    evidence = {"requirement": "evidence", "cost": line.uid, "file": SimpleUploadedFile("領収書.csv", b"a,b\n")}
    assert client.post(f"/my/applications/{made.uid}/files/", evidence)["Location"].endswith(f"#file-evidence-{line.uid}")
    assert line.evidence.get().file_name == "領収書.csv"
    client.post(f"/my/applications/{made.uid}/check/", {"completed_on": clock.today().isoformat()})
    content = made.receipts.get(stage="report").content
    assert [(row["name"], row["for"]) for row in content["files"]] == [("領収書.csv", "茶葉（架空）")]
    paper = client.get(f"/my/applications/{made.uid}/print/?stage=report").content.decode()
    assert all(words in paper for words in ("茶葉（架空）", "700,000円", "領収書.csv", "できた（架空）"))


@pytest.mark.django_db(transaction=True)
def test_discarded_draft_leaves_no_bytes_behind_but_keeps_those_of_others(item, settings):
    call = factory.open_call(item)
    one, other = factory.draft(call), factory.draft(call)

    def add(application, data):
        return files.add_file(
            application=application, stage="application", requirement="estimate", file_name="a.csv", data=data, actor=None, now=factory.NOW
        )

    own, theirs = add(one, b"a,1\n"), add(other, b"a,1\n")
    upload = files.start_upload(application=one, stage="application", requirement="estimate", file_name="b.csv", size=9, now=factory.NOW)
    files.append_part(upload=upload, offset=0, data=b"a,b\n")
    part = Path(site.MEDIA_ROOT) / upload.part_file
    assert [own.file.storage.exists(own.file.name), part.exists()] == [True, True]
    drafts.discard_draft(application=one, actor=one.applicant, now=factory.NOW)
    there = [own.file.storage.exists(own.file.name), part.exists(), theirs.file.storage.exists(theirs.file.name)]
    assert there == [False, False, True]
    assert [row.pk for row in Application.objects.all()] == [other.pk]

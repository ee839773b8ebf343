"""What the erasure reaches beside the file itself: bytes of letters and packs, reasons in the trail; hashes and numbers stay."""

import datetime as dt
import hashlib

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from tests.factories import applications as factory
from tests.factories.accounts import person
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Organization
from musubi.blocks.applications.domain import filings
from musubi.blocks.applications.domain.keeping.erasing import erase_application
from musubi.blocks.applications.domain.letters import issue_letters, keep_pack
from musubi.blocks.applications.enums import DecisionKind, Outcome
from musubi.blocks.applications.interfaces.approval_file import pack_document
from musubi.blocks.applications.interfaces.notices import has_appeal_notice, letter_document
from musubi.blocks.applications.models import Application, DecisionNotice
from musubi.blocks.audit.models import Event, PersonalValue
from musubi.blocks.papers.models import Document

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 4, 1)
WHY = "家族の病気のため(架空)"


@pytest.fixture
def call():
    vision, _document = small_plan()
    return factory.open_call(vision.items.get(code="A-P1"))


def refused(call, rows):
    """Refused in one decision whose pack went round, with a letter each."""
    proposed = [factory.Proposed(row, Outcome.REFUSED, reason=WHY) for row in rows]
    made = factory.decisions.prepare_decision(
        call=call, kind=DecisionKind.REFUSAL, title="不交付", proposed=proposed, drafted_on=factory.TODAY, actor=None, now=factory.NOW
    )
    keep_pack(decision=made, values=pack_document(made, b"%PDF-pack"), actor=None, now=factory.NOW)
    made = factory.decisions.record_decision(
        decision=made, decided_on=factory.TODAY, decided_by="課長", document_number="1", actor=None, now=factory.NOW, today=factory.TODAY
    )
    issue_letters(decision=made, make=letter_document, with_appeal=has_appeal_notice, actor=None, now=factory.NOW)
    made.refresh_from_db()
    return made


def erase(row):
    erase_application(application=row, actor=None, now=factory.NOW, today=DAY, reason="廃棄の決裁 第9号(架空)")


def test_letters_lose_their_bytes_and_the_pack_with_its_last_application(call, client):
    one, other = (factory.accept(factory.submitted(call)) for _number in range(2))
    decision = refused(call, [one, other])
    letter = DecisionNotice.objects.select_related("document").get(application=one)
    before = letter.document
    assert hashlib.sha256(bytes(before.content)).hexdigest() == before.sha256
    erase(one)
    after = Document.objects.get(pk=before.pk)
    assert (bytes(after.content), after.erased_on) == (b"", DAY)
    assert (after.sha256, after.title, after.number, after.dated) == (before.sha256, before.title, before.number, before.dated)
    assert Event.objects.get(verb="papers.content_erased").after["sha256"] == before.sha256
    assert bytes(Document.objects.get(pk=decision.approval_file_id).content) == b"%PDF-pack"  # the other one's content is still kept
    client.force_login(person(Role.DIVISION_STAFF, body=Organization.objects.get(code="D1")))
    told = client.get(reverse("applications:notice", args=[letter.uid]), follow=True).content.decode()
    assert ("消去しました" in told, before.sha256 in told) == (True, True)
    assert client.get(reverse("applications:notice", args=[other.notices.get().uid])).content.startswith(b"%PDF")
    erase(other)
    assert bytes(Document.objects.get(pk=decision.approval_file_id).content) == b""
    gone = client.get(reverse("applications:decision-pack", args=[decision.uid, "pdf"]), follow=True).content.decode()
    assert "保存期間の満了により" in gone


@pytest.mark.parametrize(
    "change",
    [{"content": b"other"}, {"content": b""}, {"erased_on": DAY}, {"content": b"", "erased_on": DAY, "sha256": "0"}, {"title": "別"}],
)
def test_database_lets_nothing_but_the_whole_erasure_change_a_document(call, change):
    refused(call, [factory.accept(factory.submitted(call))])
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Document.objects.all().update(**change)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Document.objects.all()._raw_delete("default")  # past the protected keys, to the trigger


def test_erased_document_does_not_come_back(call):
    row = factory.accept(factory.submitted(call))
    refused(call, [row])
    erase(row)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Document.objects.filter(pk=row.notices.get().document_id).update(content=b"", erased_on=DAY + dt.timedelta(days=1))


def test_reasons_in_the_trail_stand_apart_show_in_the_history_and_go(call, client):
    made = factory.submitted(call)
    filings.withdraw(application=made, reason=WHY, actor=made.applicant, now=factory.NOW)
    made = Application.objects.get(pk=made.pk)
    event = Event.objects.get(verb="application.withdraw")
    assert (event.reason, event.personal_values.get(field="reason").after) == ("", WHY)
    client.force_login(person(Role.DIVISION_STAFF, body=Organization.objects.get(code="D1")))
    page = reverse("applications:application", args=[made.uid])
    assert WHY in client.get(page).content.decode()
    erase(made)
    assert not PersonalValue.objects.filter(after__contains=WHY).exists()
    assert not Event.objects.filter(reason__contains=WHY).exists()
    assert Event.objects.get(verb="application.erased").after["basis"] == "廃棄の決裁 第9号(架空)"
    told = client.get(page).content.decode()
    assert (WHY in told, "廃棄の決裁 第9号" in told) == (False, True)


def test_head_is_told_what_goes_and_what_stays_before_the_button(call, client, settings):
    settings.DEMO = True
    made = factory.submitted(call)
    filings.withdraw(application=made, reason=WHY, actor=made.applicant, now=factory.NOW)
    Application.objects.filter(pk=made.pk).update(submitted_at=dt.datetime(2010, 5, 1, tzinfo=factory.ZONE))
    made.status_changes.update(at=dt.datetime(2010, 5, 1, tzinfo=factory.ZONE))
    made.refresh_from_db()
    client.force_login(person(Role.DIVISION_HEAD, body=Organization.objects.get(code="D1")))
    page = client.get(reverse("applications:retention")).content.decode()
    assert page.index("消えるもの") < page.index("残るもの") < page.index('name="reason"')
    for words in ("発行した通知書の内容", "審査委員の意見", "ハッシュ値", made.number):
        assert words in page, words

"""Letters bear 〒, address and name of the recipient, in PDF and Word, by mail's letter too; without an address the clerk is told."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from django.utils import translation
from docx import Document
from pypdf import PdfReader
from tests.factories import applications as factory
from tests.factories.accounts import person
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Organization
from musubi.blocks.applications.domain import corrections
from musubi.blocks.applications.domain.decisions import Proposed, prepare_decision
from musubi.blocks.applications.domain.letters import issue_letters
from musubi.blocks.applications.domain.settling.ladder import remind_grantees
from musubi.blocks.applications.enums import DecisionKind, Outcome
from musubi.blocks.applications.interfaces.notices import has_appeal_notice, letter_data, letter_document, letter_docx
from musubi.blocks.applications.models import Application, DecisionNotice
from musubi.blocks.notifications.domain.letters import letter_of
from musubi.blocks.notifications.models import OutboxMessage
from musubi.blocks.parties.domain.addressing import addressee_of
from musubi.blocks.parties.models import BusinessPlace, LegalEntity, Party, PartyOfficer
from musubi.blocks.places.models import Address

pytestmark = pytest.mark.django_db
PLACE = {"postcode": "3590000", "text": "所沢市架空一丁目2番3号", "building": "架空ビル2階"}
LINES = ["〒359-0000", "所沢市架空一丁目2番3号", "架空ビル2階"]


@pytest.fixture
def call():
    vision, _document = small_plan()
    return factory.open_call(vision.items.get(code="A-P1"))


def settle(party, **fields):
    party.address = Address.objects.create(**PLACE, **fields)
    party.save()


def drafted(call, row):
    proposed = [Proposed(row, Outcome.GRANTED, amount=row.requested)]
    made = prepare_decision(
        call=call, kind=DecisionKind.GRANT, title="交付決定", proposed=proposed, drafted_on=factory.TODAY, actor=None, now=factory.NOW
    )
    return made.items.get()


@pytest.mark.parametrize(
    ("kind", "make", "names"),
    [
        ("person", None, ["架空 花子 様"]),
        ("legal_entity", None, ["架空 花子", "代表者 様"]),
        (
            "legal_entity",
            lambda p: LegalEntity.objects.create(party=p, representative_title="代表取締役", representative_name="架空 一"),
            ["架空 花子", "代表取締役 架空 一 様"],
        ),
        ("group", lambda p: PartyOfficer.objects.create(party=p, post="会長", name="架空 二"), ["架空 花子", "会長 架空 二 様"]),
        (
            "group",
            lambda p: PartyOfficer.objects.create(party=p, post="会長", name="前任", ends_before=dt.date(2000, 1, 1)),
            ["架空 花子", "代表者 様"],
        ),
    ],
)
def test_names_stand_as_letters_have_them(kind, make, names):
    party = Party.objects.create(kind=kind, name="架空 花子")
    if make is not None:
        make(party)
    assert addressee_of(party).block() == names
    settle(party)
    assert addressee_of(party).block() == LINES + names


def test_head_office_stands_in_where_the_party_has_no_address_of_its_own():
    party = Party.objects.create(kind="legal_entity", name="架空工業")
    BusinessPlace.objects.create(
        party=party, name="旧本社", kind="head_office", address=Address.objects.create(text="昔の所"), ends_before=dt.date(2001, 1, 1)
    )
    BusinessPlace.objects.create(party=party, name="工場", kind="factory", address=Address.objects.create(text="工場の所"))
    assert not addressee_of(party).is_reachable
    BusinessPlace.objects.create(party=party, name="本社", kind="head_office", address=Address.objects.create(**PLACE))
    assert addressee_of(party).address == (PLACE["text"], PLACE["building"])


def test_letter_of_a_decision_bears_the_address_in_pdf_and_word(call):
    row = factory.accept(factory.submitted(call))
    settle(row.party)
    item = drafted(call, row)
    with translation.override("en"):  # a clerk who reads English issues the same official letter
        data = letter_data(item)
        pdf = letter_document(item)
    assert data["to"] == [*LINES, row.party.trade_name, "架空 太郎 様"]
    assert (data["title"], pdf["title"]) == ("補助金等交付決定通知書", f"補助金等交付決定通知書 {row.number}")
    page = PdfReader(io.BytesIO(pdf["content"])).pages[0]
    placed = {}
    page.extract_text(visitor_text=lambda text, cm, _tm, _font, _size: placed.setdefault(text.strip(), (cm[4], cm[5])))
    x, y = next(at for text, at in placed.items() if text.startswith("〒359-0000"))
    assert 20 < x / 72 * 25.4 < 25  # in the window of a 長形3号 envelope
    assert 15 < (842 - y) / 72 * 25.4 < 45
    word = Document(io.BytesIO(letter_docx(item)))
    texts = [paragraph.text for paragraph in word.paragraphs]
    assert texts[texts.index(LINES[0]) :][:5] == data["to"]
    assert ["交付決定額", "400,000円"] in [[cell.text for cell in line.cells] for line in word.tables[0].rows]
    assert letter_docx(item) == letter_docx(item)


def test_clerk_is_told_of_a_missing_address_before_the_letter_goes_and_may_issue_it(call, client):
    row = factory.accept(factory.submitted(call))
    client.force_login(person(Role.DIVISION_STAFF, body=Organization.objects.get(code="D1")))
    item = drafted(call, row)
    address = reverse("applications:decision", args=[item.decision.uid])
    page = client.get(address).content.decode()
    assert "通知書に郵便番号と住所が載りません" in page
    assert reverse("parties:address", args=[row.party.uid]) in page
    assert client.get(reverse("applications:letter-word", args=[item.uid])).status_code == 200
    decision = item.decision
    decision.decided_on, decision.decided_by, decision.document_number = factory.TODAY, "課長", "第1号"
    decision.save()
    issue_letters(decision=decision, make=letter_document, with_appeal=has_appeal_notice, actor=None, now=factory.NOW)
    assert DecisionNotice.objects.count() == 1
    assert "通知書に郵便番号と住所が載りません" not in client.get(address).content.decode()


def test_mail_printed_as_a_letter_goes_to_the_address_of_today(call, client, settings):
    settings.DEMO = True  # the secretariat without a second factor
    row = factory.accept(factory.submitted(call))
    row.party.mail = ""
    row.party.save()
    Application.objects.filter(pk=row.pk).update(channel="post", applicant=None)
    row.refresh_from_db()
    points = [corrections.Point("plan", "詳しく")]
    corrections.ask_correction(application=row, points=points, due_on=dt.date(2020, 6, 1), actor=None, now=factory.NOW, today=factory.TODAY)
    message = OutboxMessage.objects.get(purpose="application_correction")
    client.force_login(person(Role.SECRETARIAT))
    page = reverse("notifications:letter", args=[message.uid])
    assert "郵便番号と住所が載りません" in client.get(page).content.decode()
    settle(row.party)
    told = client.get(page).content.decode()
    assert ("郵便番号と住所が載りません" in told, "〒359-0000" in told, "架空ビル2階" in told) == (False, True, True)
    word = Document(io.BytesIO(client.get(reverse("notifications:letter-word", args=[message.uid])).content))
    assert [paragraph.text for paragraph in word.paragraphs][1:4] == LINES
    message.language = "en"
    assert letter_of(message).addressee[-1] == "359-0000"  # the other way round, as English letters do


def test_reminder_to_a_grantee_bears_the_address(call):
    row = factory.granted(call)
    settle(row.party)
    due = row.obligations.get(kind="report")
    due.due_on = dt.date(2020, 7, 1)
    due.save()
    remind_grantees(dt.date(2020, 7, 1), factory.NOW)
    assert letter_of(OutboxMessage.objects.get(purpose="obligation")).addressee[:3] == LINES


def test_letter_to_an_agent_does_not_bear_the_applicants_address(call):
    row = factory.accept(factory.submitted(call))
    settle(row.party)
    agent = person()
    factory.appointed(row, agent, confirmed_at=factory.NOW, basis="委任状(架空)")
    points = [corrections.Point("plan", "詳しく")]
    corrections.ask_correction(application=row, points=points, due_on=dt.date(2020, 6, 1), actor=None, now=factory.NOW, today=factory.TODAY)
    told = OutboxMessage.objects.filter(purpose="application_correction")
    assert {(mail.recipient_uid == agent.uid, mail.addressee_uid == row.party.uid) for mail in told} == {(True, False), (False, True)}

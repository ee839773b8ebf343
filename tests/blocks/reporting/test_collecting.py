"""取りまとめ担当 and 課長確認: who lets an answer leave the 課; and a link's address that is shown once."""

import datetime as dt

import pytest
from tests.blocks.reporting.test_calls import full, reply_of, sent, sign_in
from tests.factories.accounts import organization, person
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import OrganizationKind, Role
from musubi.blocks.accounts.models import Organization
from musubi.blocks.kernel import clock
from musubi.blocks.reporting.domain.answers import NotCollectorError, answer_of, save_answer, submit_answer
from musubi.blocks.reporting.enums import AnswerChannel, ReplyStatus
from musubi.blocks.vision.enums import AssignmentRole
from musubi.blocks.vision.models import Assignment

pytestmark = pytest.mark.django_db


@pytest.fixture
def vision(settings):
    settings.DEMO = True
    vision, _document = small_plan(programs=3)
    chamber = organization("CH", "商工団体", kind=OrganizationKind.CHAMBER, mailbox="chamber@example.jp")
    for code in ("A-P2", "A-P3"):
        Assignment.objects.create(vision=vision, item=vision.items.get(code=code), organization=chamber, role=AssignmentRole.LEAD, primary=True)
    return vision


@pytest.fixture
def reply(vision):
    found = reply_of(sent(vision, due_on=clock.today() + dt.timedelta(days=14)), "D1")
    save_answer(reply=found, answer=full(found), actor=None, now=clock.now())
    return found


def sending(reply, actor):
    given = {"reply": reply, "answer": answer_of(reply), "channel": AnswerChannel.SIGN_IN, "now": clock.now(), "today": clock.today()}
    submit_answer(actor=actor, **given)


def test_staff_write_and_the_collector_sends_to_the_head(reply):
    division = Organization.objects.get(code="D1")
    staff, collector = person(Role.DIVISION_STAFF, body=division), person(Role.COORDINATOR, body=division)
    with pytest.raises(NotCollectorError, match=str(collector)):
        sending(reply, staff)
    reply.refresh_from_db()
    assert reply.status == ReplyStatus.DRAFT
    sending(reply, collector)
    reply.refresh_from_db()
    assert reply.status == ReplyStatus.COLLECTED


def test_without_a_collector_whoever_writes_sends_to_the_head(reply):
    sending(reply, person(Role.DIVISION_STAFF, body=Organization.objects.get(code="D1")))
    reply.refresh_from_db()
    assert reply.status == ReplyStatus.COLLECTED


def test_new_links_address_stands_on_the_page_only(vision, client):
    found = reply_of(sent(vision, due_on=clock.today() + dt.timedelta(days=14)), "CH")
    sign_in(client, person(Role.SECRETARIAT))
    page = client.post(f"/staff/replies/{found.uid}/act/link/")
    assert page.status_code == 200
    address = page.context["new_address"]
    assert address in page.content.decode()
    token = address.rstrip("/").rsplit("/", 1)[-1]
    assert token not in str(dict(client.session))
    assert token not in client.get(f"/staff/replies/{found.uid}/").content.decode()

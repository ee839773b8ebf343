"""The office's pages: what they show, to whom, at what cost, and that their steps do what they say."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.factories import applications as factory
from tests.factories.accounts import person
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Organization
from musubi.blocks.applications.enums import ApplicationStatus
from musubi.blocks.audit.models import PersonalDataView

pytestmark = pytest.mark.django_db


@pytest.fixture
def item():
    vision, _document = small_plan()
    return vision.items.get(code="A-P1")


@pytest.fixture
def call(item):
    return factory.open_call(item)


@pytest.fixture
def clerk(client, item):
    user = person(Role.DIVISION_STAFF, body=Organization.objects.get(code="D1"))
    client.force_login(user)
    return user


def page(client, name, *args, **query):
    return client.get(reverse(name, args=args), query)


def test_queue_shows_who_waits_and_costs_the_same_for_many(client, clerk, call):
    factory.submitted(call)
    page(client, "applications:queue")  # warm caches
    with CaptureQueriesContext(
        connection,
    ) as few:
        page(client, "applications:queue", call=call.uid)
    for _number in range(4):
        factory.submitted(call)
    with CaptureQueriesContext(connection) as many:
        shown = page(client, "applications:queue", call=call.uid)
    assert len(few) == len(many) <= 17
    assert shown.context["page"].paginator.count == 5
    assert "審査中の申請" in shown.content.decode()


def test_other_divisions_and_partners_see_nothing_of_it(client, call, item):
    made = factory.submitted(call)
    other = person(Role.DIVISION_STAFF, body=Organization.objects.create(code="ZZ", name="別の課"))
    client.force_login(other)
    assert page(client, "applications:queue").context["page"].paginator.count == 0
    assert page(client, "applications:application", made.uid).status_code == 404
    client.force_login(person(Role.PARTNER, body=Organization.objects.get(code="D1")))
    assert page(client, "applications:queue").status_code == 403


def test_reading_a_file_is_noted(client, clerk, call):
    made = factory.submitted(call)
    assert page(client, "applications:application", made.uid).status_code == 200
    assert PersonalDataView.objects.filter(object_id=made.uid, actor_id=clerk.uid).count() == 1


def test_accept_check_and_ask_for_correction(client, clerk, call):
    made = factory.submitted(call)
    step = lambda name: reverse("applications:application-step", args=[made.uid, name])  # noqa: E731 - short in a test
    client.post(step("accept"))
    refused = client.post(step("checks"), {"outcome-tax": "not_met", "note-tax": ""})
    assert refused.status_code == 422
    assert "理由を書いてください" in refused.content.decode()
    client.post(step("checks"), {"outcome-tax": "met", "note-tax": "納税課の証明"})
    empty = client.post(step("correction"), {"due_on": "令和30年12月1日"})
    assert empty.status_code == 422
    client.post(step("correction"), {"due_on": "令和30年12月1日", "point-plan": "材料の産地を書いてください"})
    made.refresh_from_db()
    assert made.status == ApplicationStatus.CORRECTION
    assert made.checks.get().outcome == "met"
    assert "材料の産地" in page(client, "applications:application", made.uid).content.decode()


def test_bulk_accept_tells_what_was_left(client, clerk, call):
    rows = [factory.submitted(call), factory.accept(factory.submitted(call))]
    answer = client.post(reverse("applications:queue-bulk"), {"application": [row.uid for row in rows], "step": "accept"}, follow=True)
    told = answer.content.decode()
    assert "1件を受け付けました" in told
    assert rows[1].number in told


@pytest.mark.parametrize("face", ["moving", "mine", "applicant", "late", "repaying", "ended", "all"])
def test_counts_of_faces_equal_their_lists(client, clerk, call, face):
    factory.submitted(call)
    factory.granted(call)
    shown = page(client, "applications:queue", face=face)
    counts = {name: count for name, _label, count in shown.context["faces"]}
    assert counts[face] == shown.context["page"].paginator.count


def test_excel_holds_what_the_filters_leave(client, clerk, call):
    factory.submitted(call)
    answer = page(client, "applications:queue-export", call=call.uid, face="all")
    assert answer.content.startswith(b"PK")

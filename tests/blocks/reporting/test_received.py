"""Calls that the office receives: logged with a task, answered from records, copied next year."""

import datetime as dt

import pytest
from django.utils import timezone
from tests.factories.accounts import organization, person
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import OrganizationKind, Role
from musubi.blocks.desks.domain.activities import record_activity
from musubi.blocks.indicators.domain.measures import measures
from musubi.blocks.notifications.enums import TaskStatus
from musubi.blocks.notifications.models import Task
from musubi.blocks.reporting.domain.received import ReceivedStateError, answer_received
from musubi.blocks.reporting.enums import ReceivedStatus
from musubi.blocks.reporting.models import ReceivedCall

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def clerk(client, settings):
    settings.DEMO = True
    vision, _document = small_plan()
    organization("D7", "商工課", kind=OrganizationKind.DIVISION)
    item = vision.items.get(code="A-P1")
    for year in (2019, 2019, 2020):
        record_activity(item=item, happened_on=dt.date(year, 6, 5), kind="visit", title="訪問", actor=None, now=NOW)
    user = person(Role.DIVISION_STAFF)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return user


def typed(**values):
    given = {
        "source": "prefecture",
        "source_name": "県 産業支援課",
        "title": "企業誘致の取組状況について",
        "document_number": "産支第10号",
        "question": "",
    }
    return {**given, "fiscal_year": "R元", "received_on": "R2.10.1", "due_on": "R2.10.20", "organization": "D7", **values}


def visits():
    return next(each.key for each in measures() if each.key.startswith("desks.") and "visit" in each.key)


def test_a_call_is_received_answered_from_records_and_kept(client, clerk):
    client.post("/staff/received/new/", typed())
    received = ReceivedCall.objects.get()
    task = Task.objects.get(object_id=received.uid)
    assert (task.due_on, task.organization.code) == (dt.date(2020, 10, 20), "D7")
    address = f"/staff/received/{received.uid}/"
    figure = {"what": "figure", "label": "企業訪問の件数", "fiscal_year": "R元", "measure": visits(), "item": "A-P1", "value": "", "unit": ""}
    client.post(address, figure)
    assert received.figures.get().value == 2
    client.post(address, {"what": "answer", "answer": "2件訪問した", "answered_on": "R2.10.19", "answer_number": "所産振第5号"})
    received.refresh_from_db()
    assert (received.status, received.answered_on, received.answered_by) == (ReceivedStatus.ANSWERED, dt.date(2020, 10, 19), clerk)
    assert Task.objects.get(object_id=received.uid).status == TaskStatus.DONE
    client.post(f"{address}copy/", typed(fiscal_year="R2", due_on="R3.10.20", received_on="R3.10.1"))
    copied = ReceivedCall.objects.exclude(pk=received.pk).get()
    assert [(figure.label, figure.fiscal_year, figure.value) for figure in copied.figures.all()] == [("企業訪問の件数", 2020, 1)]
    assert "2件訪問した" in client.get(address).content.decode()


def test_wrong_days_and_figures_are_told_and_typing_is_kept(client, clerk):
    page = client.post("/staff/received/new/", typed(due_on="R2.9.1")).content.decode()
    assert "受付日より前です" in page
    assert "企業誘致の取組状況について" in page
    client.post("/staff/received/new/", typed())
    address = f"/staff/received/{ReceivedCall.objects.get().uid}/"
    figure = {"what": "figure", "label": "件数", "fiscal_year": "R元", "measure": visits(), "item": "", "value": "", "unit": ""}
    assert "集計する事業等を選んでください" in client.post(address, figure).content.decode()
    assert "値を入力してください" in client.post(address, {**figure, "measure": ""}).content.decode()


def test_answer_is_recorded_once_and_may_be_taken_back(client, clerk):
    client.post("/staff/received/new/", typed())
    received = ReceivedCall.objects.get()
    given = {"answer": "なし", "answered_on": dt.date(2020, 10, 19), "answer_number": "", "actor": clerk, "now": NOW}
    answer_received(received=received, needed=False, **given)
    with pytest.raises(ReceivedStateError):
        answer_received(received=received, **given)
    client.post(f"/staff/received/{received.uid}/reopen/")
    received.refresh_from_db()
    assert received.status == ReceivedStatus.OPEN
    assert Task.objects.filter(object_id=received.uid, status=TaskStatus.OPEN).count() == 1


def test_list_finds_by_words_and_costs_the_same(client, clerk, django_assert_max_num_queries):
    for number in range(12):
        client.post("/staff/received/new/", typed(title=f"照会{number}"))
    with django_assert_max_num_queries(12):
        page = client.get("/staff/received/?q=照会11").content.decode()
    assert "照会11" in page
    assert "照会10<" not in page
    assert "当てはまる照会はありません" in client.get("/staff/received/?status=answered").content.decode()

"""The day's page and the outbox."""

import datetime as dt

import pytest
from django.utils import timezone
from tests.factories.accounts import organization, person

from musubi.blocks.accounts.enums import Role
from musubi.blocks.audit.models import PersonalDataView
from musubi.blocks.kernel import clock
from musubi.blocks.notifications.domain.outbox import queue_mail
from musubi.blocks.notifications.domain.tasks import open_task
from musubi.blocks.notifications.models import OutboxMessage, Task

pytestmark = pytest.mark.django_db


def sign_in(client, user):
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return user


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.DEMO = True


def some_task(days=2, **fields):
    return open_task(title=f"仕事{days}", due_on=clock.today() + dt.timedelta(days=days), today=clock.today(), now=timezone.now(), **fields)


def test_mine_and_my_sections(client):
    division, other = organization("A", "甲課"), organization("B", "乙課")
    me = sign_in(client, person(Role.DIVISION_STAFF, body=division))
    some_task(1, assignee=me)
    some_task(2, organization=division)
    some_task(3, organization=division, assignee=person(Role.DIVISION_STAFF, body=division))
    hidden = some_task(4, organization=other)
    mine = client.get("/staff/today/").content.decode()
    section = client.get("/staff/today/?whose=section").content.decode()
    assert [f"仕事{n}" in mine for n in (1, 2, 3, 4)] == [True, True, False, False]
    assert [f"仕事{n}" in section for n in (1, 2, 3, 4)] == [True, True, True, False]
    assert client.post(f"/staff/today/{hidden.uid}/done/").status_code == 404


def test_done_and_undone(client):
    me = sign_in(client, person(Role.DIVISION_STAFF))
    task = some_task(1, assignee=me)
    client.post(f"/staff/today/{task.uid}/done/")
    assert Task.objects.get().done_by == me
    assert client.post(f"/staff/today/{task.uid}/done/", follow=True).status_code == 200
    client.post(f"/staff/today/{task.uid}/reopen/")
    assert Task.objects.get().status == "open"


@pytest.mark.parametrize("count", [1, 30])
def test_queries_do_not_grow_with_tasks(client, count, django_assert_max_num_queries):
    me = sign_in(client, person(Role.DIVISION_STAFF))
    for number in range(count):
        some_task(number + 3, assignee=me)
    with django_assert_max_num_queries(9):
        client.get("/staff/today/")


def mail(**fields):
    return queue_mail(to="a@example.jp", subject="件名です", body="本文\n二行目", purpose="test", now=timezone.now(), recipient_name="宛名", **fields)


@pytest.mark.parametrize("role", [Role.SECRETARIAT, Role.ADMINISTRATOR])
def test_outbox_shows_mail_and_logs_who_read_it(client, role):
    sign_in(client, person(role))
    message = mail()
    assert "件名です" in client.get("/staff/outbox/").content.decode()
    assert client.get("/staff/outbox/?status=failed&q=x").status_code == 200
    for path in ("", "letter/"):
        page = client.get(f"/staff/outbox/{message.uid}/{path}").content.decode()
        assert "二行目" in page
    assert PersonalDataView.objects.filter(object_id=message.uid).count() == 2


@pytest.mark.parametrize("role", [Role.DIVISION_STAFF, Role.PARTNER, Role.COUNCIL_MEMBER, Role.AUDITOR])
def test_others_do_not_see_the_outbox(client, role):
    sign_in(client, person(role))
    message = mail()
    for path in ("", "reminders/", f"{message.uid}/", f"{message.uid}/letter/"):
        assert client.get(f"/staff/outbox/{path}").status_code == 403
    assert "送信箱" not in client.get("/staff/").content.decode()


def test_reminders_stop_with_a_reason_only(client):
    sign_in(client, person(Role.SECRETARIAT))
    assert "止める理由" in client.post("/staff/outbox/reminders/", {"stopped": "on"}).content.decode()
    client.post("/staff/outbox/reminders/", {"stopped": "on", "reason": "移行中"})
    assert "止めてあります" in client.get("/staff/outbox/").content.decode()


def test_demo_mail_is_shown_and_never_queued(settings):
    settings.SMTP_CONFIGURED = True
    assert mail().status == "shown"
    settings.DEMO = False
    assert mail().status == "queued"
    settings.SMTP_CONFIGURED = False
    assert mail().status == "shown"


def test_header_lines_cannot_be_smuggled_into_a_subject():
    assert "\n" not in queue_mail(to="a@example.jp", subject="a\r\nBcc: b@example.jp", body="", purpose="t", now=timezone.now()).subject
    assert OutboxMessage.objects.count() == 1

"""The day's page and the outbox."""

import datetime as dt
from io import BytesIO

import pytest
from django.utils import timezone
from pypdf import PdfReader
from tests.factories.accounts import organization, person

from musubi.blocks.accounts.domain.demo import load_demo_people
from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Membership, OfficeSettings
from musubi.blocks.audit.models import Event, PersonalDataView
from musubi.blocks.kernel import clock
from musubi.blocks.notifications.domain.demo import TASKS, load_demo_tasks
from musubi.blocks.notifications.domain.letters import letter_of
from musubi.blocks.notifications.domain.outbox import queue_mail
from musubi.blocks.notifications.domain.tasks import close_task, open_task
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


def test_new_task_for_somebody_of_the_section(client):
    division = organization("A", "甲課")
    me, colleague = sign_in(client, person(Role.COORDINATOR, body=division)), person(Role.DIVISION_STAFF, body=division)
    data = {"title": "報告をまとめる", "due_on": "2020年10月30日", "organization": division.pk, "assignee": colleague.pk}
    assert client.post("/staff/today/new/", data).status_code == 302
    task = Task.objects.get()
    assert (task.assignee, task.organization, task.due_on) == (colleague, division, dt.date(2020, 10, 30))
    assert Event.objects.get(verb="task.opened").actor_id == me.uid


def test_new_task_keeps_what_was_typed_and_says_what_is_wrong(client):
    division = organization("A", "甲課")
    sign_in(client, person(Role.DIVISION_STAFF, body=division))
    stranger = person(Role.DIVISION_STAFF, body=organization("B", "乙課"))
    data = {"title": "残す題", "due_on": "そのうち", "organization": stranger.memberships.get().organization_id, "assignee": stranger.pk}
    page = client.post("/staff/today/new/", data).content.decode()
    assert "残す題" in page
    assert page.count('class="error"') == 3
    assert Task.objects.count() == 0


def test_assignee_must_work_in_the_chosen_organization(client):
    one, two = organization("A", "甲課"), organization("B", "乙課")
    me = person(Role.DIVISION_STAFF, body=one)
    Membership.objects.create(user=me, organization=two, role=Role.DIVISION_STAFF, starts_on=dt.date(2018, 4, 1))
    sign_in(client, me)
    only_one = person(Role.DIVISION_STAFF, body=one)
    data = {"title": "題", "due_on": "2020-10-30", "organization": two.pk, "assignee": only_one.pk}
    assert "選んだ組織にいません" in client.post("/staff/today/new/", data).content.decode()


def test_taking_a_task_of_the_section(client):
    division = organization("A", "甲課")
    me = sign_in(client, person(Role.DIVISION_STAFF, body=division))
    task = some_task(1, organization=division)
    answer = client.post(f"/staff/today/{task.uid}/take/", {"whose": "section"})
    assert answer.headers["Location"] == "/staff/today/?whose=section"
    assert Task.objects.get().assignee == me
    page = client.post(f"/staff/today/{task.uid}/take/", follow=True).content.decode()
    assert "すでに担当がいるか" in page


def test_reopening_beside_the_same_work_opened_anew(client):
    me = sign_in(client, person(Role.DIVISION_STAFF))
    same = {"assignee": me, "object_type": "x", "object_id": "1"}
    first = some_task(5, **same)
    close_task(task=first, actor=me, now=timezone.now())
    some_task(5, **same)
    page = client.post(f"/staff/today/{first.uid}/reopen/", follow=True).content.decode()
    assert "同じ仕事がすでに未了です" in page


def test_many_tasks_come_in_pages(client):
    me = sign_in(client, person(Role.DIVISION_STAFF))
    Task.objects.bulk_create(Task(title=f"仕事{n}", due_on=clock.today(), assignee=me) for n in range(101))
    assert "1 / 2 ページ" in client.get("/staff/today/").content.decode()
    assert client.get("/staff/today/?page=2").content.decode().count("完了にする") == 1


def test_day_in_english(client):
    sign_in(client, person(Role.DIVISION_STAFF))
    for page in ("/en/staff/today/", "/en/staff/today/new/"):
        text = client.get(page).content.decode()
        assert "仕事" not in text.split("<main", 1)[1].split("</main>")[0].replace("試験課", "")


@pytest.mark.parametrize("count", [1, 30])
def test_queries_do_not_grow_with_tasks(client, count, django_assert_max_num_queries):
    me = sign_in(client, person(Role.DIVISION_STAFF))
    for number in range(count):
        some_task(number + 3, assignee=me)
    with django_assert_max_num_queries(10):
        client.get("/staff/today/")


def mail(**fields):
    given = {"purpose": "test", "recipient_name": "宛名", **fields}
    return queue_mail(to="a@example.jp", subject="件名です", body="本文\n二行目", now=timezone.now(), **given)


def test_letters_name_people_and_organisations_as_letters_do(client):
    OfficeSettings.objects.create(municipality_name="架空市", division_name="産業振興課", postal_code="359-0000", phone="04-0000-0001")
    body, someone = organization("A", "甲課"), person(name="山田（架空）")
    letters = [
        letter_of(mail(recipient_uid=uid, recipient_name=name, language=language))
        for uid, name, language in ((body.uid, "", "ja"), (someone.uid, "", "ja"), ("", "宛名", "ja"), ("", "", "ja"), ("", "A. Person", "en"))
    ]
    assert [letter.addressee for letter in letters] == [["甲課 御中"], ["山田（架空） 様"], ["宛名 様"], ["a@example.jp 様"], ["A. Person"]]
    assert letters[0].sender == ["架空市 産業振興課", "〒359-0000", "04-0000-0001"]
    assert letters[0].day.startswith("令和")


def test_letter_as_pdf_is_the_same_each_time_and_holds_the_text(client):
    sign_in(client, person(Role.SECRETARIAT))
    message = mail(recipient_name="宛名")
    first, second = (client.get(f"/staff/outbox/{message.uid}/letter.pdf").content for _turn in range(2))
    assert first == second
    text = PdfReader(BytesIO(first)).pages[0].extract_text()
    assert [part in text for part in ("宛名 様", "件名です", "二行目")] == [True] * 3


def test_letter_with_characters_no_font_has_says_so(client):
    sign_in(client, person(Role.SECRETARIAT))
    message = mail(recipient_name="\U0001f600")
    page = client.get(f"/staff/outbox/{message.uid}/letter.pdf", follow=True).content.decode()
    assert "U+1F600" in page


@pytest.mark.parametrize(
    ("role", "status", "readable"),
    [
        (Role.SECRETARIAT, "shown", False),
        (Role.ADMINISTRATOR, "shown", True),
        (Role.ADMINISTRATOR, "sent", False),
        (Role.ADMINISTRATOR, "failed", False),
    ],
)
def test_mail_that_opens_an_account_is_not_for_others(client, role, status, readable):
    sign_in(client, person(role))
    message = mail(purpose="account/email/password_reset_key")
    OutboxMessage.objects.update(status=status, sent_at=timezone.now() if status == "sent" else None)
    assert ("二行目" in client.get(f"/staff/outbox/{message.uid}/").content.decode()) is readable
    for path in ("letter/", "letter.pdf"):
        assert client.get(f"/staff/outbox/{message.uid}/{path}").status_code == (200 if readable else 403)


def test_sending_again_where_mail_does_not_leave_says_so(client):
    sign_in(client, person(Role.SECRETARIAT))
    page = client.post(f"/staff/outbox/{mail().uid}/resend/", follow=True).content.decode()
    assert "手紙として印刷して渡してください" in page


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


def test_demo_tasks_are_made_once_and_stay_done(settings):
    load_demo_people(now=timezone.now())
    assert load_demo_tasks(today=clock.today(), now=timezone.now()) == len(TASKS)
    one = Task.objects.first()
    close_task(task=one, actor=one.assignee, now=timezone.now())
    assert load_demo_tasks(today=clock.today(), now=timezone.now()) == 0
    assert all("（架空）" in task.title for task in Task.objects.all())

"""Days by which the city's own papers go to the state and the prefecture: tasks with the day, done when paper or day is kept."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document as WordDocument
from tests.factories import applications as factory
from tests.factories.accounts import person
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Organization
from musubi.blocks.applications.domain.settling.upstream import change_upstream, keep_upstream
from musubi.blocks.applications.models import UpstreamGrant
from musubi.blocks.audit.models import Event
from musubi.blocks.desks.domain.next_steps import lead_of
from musubi.blocks.notifications.domain.reminders import tick
from musubi.blocks.notifications.models import OutboxMessage, Task
from musubi.blocks.papers.models import Document

pytestmark = pytest.mark.django_db
DAY = dt.date(2021, 4, 9)


@pytest.fixture
def item():
    vision, _document = small_plan()
    return vision.items.get(code="A-P1")


def keep(item, **fields):
    values = {
        "fiscal_year": 2020,
        "tier": "prefecture",
        "name": "県補助(架空)",
        "applied": 500_000,
        "decided": 500_000,
        "report_due_on": DAY,
        **fields,
    }
    return keep_upstream(grant=UpstreamGrant(item=item, **values), actor=None, now=factory.NOW)


def change(grant, **values):
    return change_upstream(grant=grant, values=values, unchanged=lambda _name, _value: True, actor=None, now=factory.NOW)


def tasks(grant):
    return {(task.title, task.due_on, task.status) for task in Task.objects.filter(object_id=grant.uid)}


def test_task_opens_with_the_day_moves_with_it_and_ends_with_the_day_the_paper_went(item):
    grant = keep(item, apply_due_on=dt.date(2020, 5, 29), advance_due_on=dt.date(2020, 9, 30))
    names = ["県に交付申請書を出す: 県補助(架空)", "県に概算払請求書を出す: 県補助(架空)", "県に実績報告書を出す: 県補助(架空)"]
    days = [dt.date(2020, 5, 29), dt.date(2020, 9, 30), DAY]
    assert tasks(grant) == {(name, day, "open") for name, day in zip(names, days, strict=True)}
    task = Task.objects.get(title=names[2])
    assert (task.organization, task.address) == (lead_of(item), reverse("applications:upstream-edit", args=[grant.uid]))
    change(grant, report_due_on=dt.date(2021, 4, 12), note="期限が延びた(架空)")
    change(grant, note="もう一度保存しても増えない(架空)")
    assert {row for row in tasks(grant) if row[0] == names[2]} == {(names[2], DAY, "cancelled"), (names[2], dt.date(2021, 4, 12), "open")}
    change(grant, applied_on=dt.date(2020, 5, 25), report_due_on=None)
    assert (names[0], days[0], "done") in tasks(grant)
    assert not [row for row in tasks(grant) if row[0] == names[2] and row[2] == "open"]


def test_without_a_day_or_after_the_paper_went_nothing_is_asked(item):
    assert tasks(keep(item, report_due_on=None)) == set()
    assert tasks(keep(item, name="国補助(架空)", reported_on=DAY)) == set()


def test_day_stands_among_todays_tasks_and_in_the_digest(item, client):
    body = lead_of(item)
    clerk = person(Role.DIVISION_STAFF, body=body)
    keep(item)
    client.force_login(clerk)
    assert "県に実績報告書を出す" in client.get(reverse("notifications:today")).content.decode()
    tick(today=DAY, now=dt.datetime(2021, 4, 9, 7, tzinfo=factory.ZONE))
    assert "県に実績報告書を出す" in OutboxMessage.objects.get(kind="reminder", recipient_uid=clerk.uid).body


@pytest.fixture
def clerk(client, item):
    user = person(Role.DIVISION_HEAD, body=Organization.objects.get(code="D1"))
    client.force_login(user)
    return user


def test_paper_that_went_is_kept_with_its_day_and_ends_the_task(item, client, clerk):
    grant = keep(item)
    address = reverse("applications:upstream-keep", args=[grant.uid, "report"])
    later = client.post(address, {"sent_on": "令和99年4月1日"})
    assert (later.status_code, "先の日付" in later.content.decode()) == (422, True)
    client.post(address, {"sent_on": "令和2年5月1日"})
    grant.refresh_from_db()
    assert (grant.reported_on, Task.objects.get(object_id=grant.uid).status) == (dt.date(2020, 5, 1), "done")
    kept = Document.objects.get(series="upstream-paper")
    assert "500,000円" in {cell.text for table in WordDocument(io.BytesIO(bytes(kept.content))).tables for row in table.rows for cell in row.cells}
    told = Event.objects.get(object_id=grant.uid, verb="upstream.paper_kept")
    assert told.after["sha256"] == kept.sha256
    page = reverse("applications:upstream-edit", args=[grant.uid])
    link = reverse("applications:upstream-kept", args=[grant.uid, kept.uid])
    assert link in client.get(page).content.decode()
    assert client.get(link).content == bytes(kept.content)
    assert client.get(reverse("applications:upstream-kept", args=[keep(item, name="別(架空)").uid, kept.uid])).status_code == 404


def test_file_that_was_written_on_is_kept_as_it_went(item, client, clerk):
    grant = keep(item, applied=None, decided=None, apply_due_on=DAY)
    address = reverse("applications:upstream-keep", args=[grant.uid, "application"])
    assert client.get(address).status_code == 404  # nothing to tell yet
    change(grant, applied=400_000)
    wrong = client.post(address, {"sent_on": "R2.5.1", "file": SimpleUploadedFile("a.exe", b"MZ\x00")})
    assert (wrong.status_code, "受け取れません" in wrong.content.decode()) == (422, True)
    client.post(address, {"sent_on": "R2.5.1", "file": SimpleUploadedFile("申請書.txt", "県知事様(架空)".encode())})
    kept = Document.objects.get(series="upstream-paper")
    assert (kept.file_name, bytes(kept.content).decode()) == ("申請書.txt", "県知事様(架空)")

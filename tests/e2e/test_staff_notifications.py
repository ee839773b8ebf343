"""The day's tasks and the outbox in a real browser: both sizes, both languages, no findings."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from tests.e2e.conftest import axe_findings, overflow
from tests.factories.accounts import organization, person

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import OfficeSettings
from musubi.blocks.kernel import clock
from musubi.blocks.notifications.domain.outbox import queue_mail
from musubi.blocks.notifications.domain.tasks import open_task

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def secretary(settings):
    settings.DEMO = True  # no second factor
    OfficeSettings.objects.create(municipality_name="架空市", division_name="産業振興課", address="架空市一丁目1番1号")
    body, today = organization("A", "産業振興課（架空）"), clock.today()
    user = person(Role.SECRETARIAT, body=body)
    for days in (-3, 0, 2, 30):
        open_task(
            title="重点事業の実績見込みを確かめ、取りまとめ担当へ知らせる（架空）",
            due_on=today + dt.timedelta(days=days),
            today=today,
            now=timezone.now(),
            organization=body,
            assignee=user if days else None,
            address="/staff/",
            program_code="A-P1",
        )
    return user


@pytest.mark.parametrize("size", ["phone", "desk"])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_pages_have_no_findings(open_page, secretary, size, prefix):
    mail = queue_mail(to="a@example.jp", subject="期限のお知らせ", body="本文です", purpose="test", now=timezone.now(), recipient_name="宛名")
    paths = (
        "today/",
        "today/?whose=section",
        "today/new/",
        "outbox/",
        "outbox/reminders/",
        f"outbox/{mail.uid}/",
        f"outbox/{mail.uid}/letter/",
    )
    page = open_page("/", user=secretary, size=size)
    found = {}
    for path in paths:
        page.goto(f"{prefix}/staff/{path}")
        found[path] = [*axe_findings(page), *overflow(page)]
    assert [finding for findings in found.values() for finding in findings] == []


def test_task_is_added_taken_and_done_by_keyboard(open_page, secretary):
    page = open_page("/staff/today/new/", user=secretary)
    page.get_by_label("仕事").focus()
    page.keyboard.type("会議の資料を作る")
    page.get_by_label("期限").focus()
    page.keyboard.type("R12.4.1")
    page.get_by_label("担当者").select_option("")
    page.get_by_role("button", name="加える").press("Enter")
    page.get_by_role("link", name="課の仕事").press("Enter")
    page.get_by_role("button", name="わたしが担当する 会議の資料を作る").press("Enter")
    expect(page.get_by_role("button", name="わたしが担当する 会議の資料を作る")).to_have_count(0)
    page.get_by_role("button", name="完了にする 会議の資料を作る").press("Enter")
    page.get_by_role("button", name="未了に戻す 会議の資料を作る").wait_for()

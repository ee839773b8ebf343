"""An applicant appoints an agent, who accepts by the link and files; the office confirms and decides; every page without findings."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect
from tests.e2e.conftest import axe_findings, overflow
from tests.factories import applications as factory
from tests.factories.accounts import organization, person
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import OfficeSettings
from musubi.blocks.applications.domain.corrections import Point, ask_correction
from musubi.blocks.applications.models import Agent, Receipt
from musubi.blocks.kernel import clock
from musubi.blocks.notifications.models import OutboxMessage
from musubi.blocks.vision.domain.editions import confirm_edition

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def call(settings):
    settings.DEMO = True
    OfficeSettings.objects.create(municipality_name="架空市", division_name="産業振興課", phone="04-0000-0001")
    vision, _document = small_plan()
    confirm_edition(vision=vision, actor=None, now=timezone.now(), label="初版")
    now = clock.now()
    return factory.open_call(vision.items.get(code="A-P1"), opens_at=now - dt.timedelta(days=9), closes_at=now + dt.timedelta(days=3))


def looked_at(page):
    """Nothing that axe finds, nothing that sticks out."""
    assert axe_findings(page) == []
    assert overflow(page) == []


def test_agent_files_and_the_office_confirms(call, open_page):
    owner, party = factory.applicant()
    made = factory.draft(call, user=owner, party=party, now=clock.now())
    page = open_page(f"/my/applications/{made.uid}/", user=owner, size="phone")
    page.get_by_role("link", name="代理人に頼む").click()
    looked_at(page)
    page.get_by_label("代理人の氏名・名称").fill("行政 書子（架空）")
    page.get_by_label("代理人のメールアドレス").fill("agent@example.jp")
    page.get_by_role("button", name="この人に頼む").click()
    page.get_by_text("承諾待ち").first.wait_for()
    looked_at(page)
    page.goto("/my/applications/agents/")
    looked_at(page)
    body = OutboxMessage.objects.filter(to="agent@example.jp").latest("pk").body
    helper = open_page(re.search(r"/my/applications/agents/open/\S+/", body).group(), user=person(), size="phone")
    looked_at(helper)
    helper.get_by_role("button", name="承諾する").click()
    looked_at(helper)
    helper.get_by_role("link", name="頼まれた手続を開く").click()
    looked_at(helper)
    helper.get_by_role("link", name=call.name).click()
    helper.get_by_role("link", name="確かめて提出する").click()
    helper.get_by_role("button", name="この内容で提出する").click()
    helper.get_by_role("heading", name="受付票").wait_for()
    assert Receipt.objects.get().content["agent"] == "行政 書子（架空）"
    clerk = open_page(reverse("applications:agents"), user=person(Role.SECRETARIAT, body=organization("D1")))
    looked_at(clerk)
    clerk.get_by_role("link", name="行政 書子（架空）").click()
    looked_at(clerk)
    clerk.get_by_role("link", name="委任を確認する").click()
    looked_at(clerk)
    clerk.get_by_label("確認した書類").fill("委任状（架空）")
    clerk.get_by_role("button", name="確認したことを記録する").click()
    clerk.get_by_text("有効(市の確認済み)").wait_for()
    assert Agent.objects.get().confirmed_at is not None


def test_only_what_is_asked_for_is_open_in_a_correction(call, open_page):
    owner, party = factory.applicant()
    made = factory.submitted(call, user=owner, party=party, now=clock.now())
    due = clock.today() + dt.timedelta(days=7)
    ask_correction(application=made, points=[Point("plan", "具体的に（架空）")], due_on=due, actor=None, now=clock.now(), today=clock.today())
    page = open_page(f"/my/applications/{made.uid}/form/", user=owner, size="phone")
    looked_at(page)
    expect(page.locator("#q-plan")).to_be_visible()
    expect(page.locator("#q-employees, #q-title, input[type=file]")).to_have_count(0)
    page.locator("#q-plan").fill("焼き菓子（架空）")
    page.get_by_role("button", name="確かめて提出へ").click()
    page.get_by_role("button", name="補正して出し直す").click()
    page.get_by_role("heading", name="受付票").wait_for()
    made.refresh_from_db()
    assert (made.status, made.answers["plan"], made.answers["employees"]) == ("screening", "焼き菓子（架空）", 3)

"""After the payment, on a telephone: an asset is to be sold, the tax that came back is reported; the clerk reads both; no findings."""

import datetime as dt

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
from musubi.blocks.applications.domain.settling.settlement import record_asset
from musubi.blocks.applications.models import Application, Obligation
from musubi.blocks.kernel import clock
from musubi.blocks.vision.domain.editions import confirm_edition

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def paid(settings):
    """400,000 yen were paid for a machine of 800,000 yen, whose disposal is restricted; the tax report is owed."""
    settings.DEMO = True
    OfficeSettings.objects.create(municipality_name="架空市", division_name="産業振興課", phone="04-0000-0001")
    vision, _document = small_plan()
    confirm_edition(vision=vision, actor=None, now=timezone.now(), label="初版")
    made, today = factory.granted(factory.open_call(vision.items.get(code="A-P1")), amount=400_000), clock.today()
    Application.objects.filter(pk=made.pk).update(status="paid", confirmed=400_000, paid=400_000)
    bought = today - dt.timedelta(days=400)
    machine = {"name": "機械（架空）", "cost": 800_000, "subsidy": 400_000, "acquired_on": bought, "restricted_years": 5}
    record_asset(application=made, values=machine, actor=None, now=clock.now())
    Obligation.objects.create(application=made, kind="tax", key="tax", label="消費税仕入控除税額の報告", due_on=today + dt.timedelta(days=60))
    made.refresh_from_db()
    return made


def looked_at(page):
    """Nothing that axe finds, nothing that sticks out."""
    assert axe_findings(page) == []
    assert overflow(page) == []


def test_grantee_asks_to_sell_and_reports_the_tax(paid, open_page):
    own = reverse("filings:application", args=[paid.uid])
    page = open_page(own, user=paid.applicant, size="phone")
    page.get_by_role("link", name="財産処分の承認を申請する").click()
    page.get_by_role("group", name="処分の種類").get_by_label("取壊し・廃棄").check()
    page.get_by_label("処分の予定日").fill(str(clock.today() + dt.timedelta(days=20)))
    page.get_by_role("button", name="この内容で申請する").click()
    page.get_by_text("赤い文字のところを直してください").wait_for()
    expect(page.get_by_label("取壊し・廃棄")).to_be_checked()
    looked_at(page)
    page.get_by_label("処分の理由").fill("壊れて直せない（架空）")
    page.get_by_role("button", name="この内容で申請する").click()
    page.get_by_text("残り4年 ÷ 処分制限期間5年").wait_for()
    looked_at(page)
    page.get_by_role("link", name="消費税を報告する").click()
    page.get_by_label("免税事業者").check()
    looked_at(page)
    page.get_by_role("button", name="この内容で報告する").click()
    page.get_by_text("消費税の報告を受け付けました").wait_for()
    clerk = open_page(reverse("applications:application", args=[paid.uid]), user=person(Role.SECRETARIAT, body=organization("D1")))
    clerk.get_by_text("残り4年 ÷ 処分制限期間5年").wait_for()
    looked_at(clerk)

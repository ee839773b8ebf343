"""Certified brands in a real browser: a clerk closes a stage, a visitor finds a product, a holder begins the renewal."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from tests.e2e.conftest import axe_findings, overflow
from tests.factories import local_brands as factory
from tests.factories.accounts import organization, person

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Organization
from musubi.blocks.kernel import clock
from musubi.packs.loading import load_city
from musubi.programs.brand.local_brands.models import BrandStage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def item(settings):
    settings.DEMO = True
    return load_city(name="tokorozawa", now=timezone.now()).items.get(code="C-4")


def test_a_clerk_judges_a_visitor_reads_a_holder_renews(open_page, item):
    clerk = person(Role.SECRETARIAT, body=organization("industrial-promotion"))
    office = Organization.objects.get(code="industrial-promotion")
    call = factory.call(item, organization=office)
    filed, other = factory.filed(call), factory.filed(call)
    stage = factory.stage(call, 1)
    page = open_page(f"/staff/brands/rounds/{call.uid}/", user=clerk, size="phone")
    assert [*axe_findings(page), *overflow(page)] == []
    page.get_by_role("link", name="書類審査の結果を入れる").click()
    page.get_by_label(f"{filed.number} の結果").select_option("yes")
    page.get_by_label(f"{other.number} の結果").select_option("no")
    assert [*axe_findings(page), *overflow(page)] == []
    page.get_by_role("button", name="結果を保存する").click()
    page.get_by_role("link", name="結果を確定する").click()
    page.get_by_role("button", name="結果を確定する").click()
    expect(page.get_by_text("1件が通過")).to_be_visible()
    assert BrandStage.objects.get(pk=stage.pk).closed_at is not None

    made = factory.product(factory.certificate(filed, on=clock.today()), maker_agreed_on=clock.today())
    factory.licence(made, today=clock.today())
    for path in (f"/staff/brands/{made.uid}/", "/staff/brands/"):
        page.goto(path)
        assert [*axe_findings(page), *overflow(page)] == []
    for size, path in (("phone", "/brands/"), ("desk", "/en/brands/"), ("phone", f"/en/brands/{made.uid}/"), ("desk", f"/brands/{made.uid}/")):
        public = open_page(path, size=size)
        assert [*axe_findings(public), *overflow(public)] == []
    public = open_page("/brands/", size="phone")
    public.get_by_label("商品・原料").fill("狭山茶")
    public.get_by_role("button", name="絞り込む").click()
    public.get_by_role("link", name="架空の狭山茶").click()
    expect(public.get_by_text(made.certificate.number)).to_be_visible()

    opens, closes = clock.now() - dt.timedelta(days=1), clock.now() + dt.timedelta(days=30)
    factory.call(item, organization=office, name="架空ブランドの認定(更新)", opens_at=opens, closes_at=closes)
    own = open_page("/my/brands/", user=filed.applicant, size="phone")
    assert [*axe_findings(own), *overflow(own)] == []
    own.get_by_role("button", name="更新を申請する").click()
    expect(own.get_by_text("前の申請の内容を写しました")).to_be_visible()

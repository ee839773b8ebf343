"""The desk's money in a real browser: nothing for axe, nothing sticks out, on a phone and at a desk, in both languages."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from tests.e2e.conftest import axe_findings, overflow
from tests.factories import money
from tests.factories.accounts import organization, person

from musubi.blocks.accounts.enums import Role
from musubi.blocks.money.models import BudgetImport, Contract, Envelope, Payment
from musubi.packs.loading import load_city

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def secretariat(settings):
    settings.DEMO = True
    vision = load_city(name="tokorozawa", now=timezone.now())
    money.one_of_each(vision.items.get(code="A-P2"))
    return person(Role.SECRETARIAT, body=organization("industrial-promotion"))


def pages():
    desk, of = "/staff/desk/A-P2/", f"?of={Contract.objects.get().uid}"
    return [
        desk,
        desk + "money/?year=2020",
        desk + "money/?year=2016",
        desk + "money/compare/?year=2020",
        desk + "money/envelope/new/?year=2020",
        desk + f"money/envelope/{Envelope.objects.get().uid}/close/",
        desk + "money/contract/new/?year=2020",
        desk + f"money/payment/{Payment.objects.get().uid}/",
        desk + f"money/payment/new/{of}",
        desk + "money/transfer/?year=2020",
        desk + "contracts/?year=2020",
        desk + f"contracts/{Contract.objects.get().uid}/",
        "/staff/money/",
        "/staff/money/contracts/",
        "/staff/money/import/",
        f"/staff/money/import/{BudgetImport.objects.get(state='open').uid}/",
        f"/staff/money/import/{BudgetImport.objects.get(state='open').uid}/layout/",
    ]


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("size", ["phone", "desk"])
def test_money_pages_are_sound(open_page, secretariat, size, prefix):
    page = open_page(f"{prefix}/staff/", user=secretariat, size=size)
    rows = []
    for path in pages():
        answer = page.goto(prefix + path)
        if answer.status != 200:
            rows.append(f"{path}: {answer.status}")
            continue
        found = [*overflow(page), *(axe_findings(page) if not prefix or size == "phone" else [])]
        rows += [f"{prefix}{path} at {size}: {finding}" for finding in found]
        if page.locator("html").get_attribute("lang") != ("en" if prefix else "ja"):
            rows.append(f"{path}: lang")
    assert rows == []


def test_a_clerk_pays_in_a_browser(open_page, secretariat):
    contract = Contract.objects.get()
    page = open_page(f"/staff/desk/A-P2/contracts/{contract.uid}/", user=secretariat, size="phone")
    page.get_by_role("link", name="支払を記録する").click()
    page.get_by_label("支払日").fill("令和2年10月1日")
    page.get_by_label("金額").fill("100万円")
    page.get_by_role("button", name="記録する").click()
    expect(page.locator(".has-error").first).to_contain_text("支払える額790,000円を510,000円超えます")
    page.get_by_label("金額").fill("49万円")
    page.get_by_role("button", name="記録する").click()
    page.locator(".messages").wait_for()
    assert sorted(Payment.objects.values_list("amount", flat=True)) == [300_000, 490_000]

"""Every staff page, once on a phone and once at a desk, in Japanese and English: nothing for axe, nothing sticks out."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from tests.e2e.conftest import axe_findings, overflow
from tests.factories.accounts import organization, person

from musubi.blocks.accounts.enums import Role
from musubi.blocks.kernel import clock
from musubi.blocks.notifications.domain.outbox import queue_mail
from musubi.blocks.notifications.domain.tasks import open_task
from musubi.blocks.vision.models import ScheduleMark
from musubi.packs.loading import load_city

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = [
    "/account/",
    "/staff/",
    "/staff/desk/A/",
    "/staff/desk/A-P2/",
    "/staff/organizations/",
    "/staff/organizations/new/",
    "/staff/office/",
    "/staff/office/holidays/",
    "/staff/outbox/",
    "/staff/outbox/reminders/",
    "/staff/people/",
    "/staff/people/moves/",
    "/staff/plan/",
    "/staff/plan/all/",
    "/staff/plan/brochure/",
    "/staff/plan/editions/",
    "/staff/plan/questions/",
    "/staff/plan/roadmap/",
    "/staff/plan/roadmap/A-P2/",
    "/staff/plan/revisions/",
    "/staff/plan/revisions/1/",
    "/staff/plan/rows/items/new/",
    "/staff/plan/unowned/",
    "/staff/plan/workbook/",
    "/staff/plan/workbook/new/",
    "/staff/today/",
]


@pytest.fixture
def secretariat(settings):
    settings.DEMO = True
    vision = load_city(name="tokorozawa", now=timezone.now())
    user = person(Role.SECRETARIAT, body=organization("industrial-promotion"))
    open_task(title="報告をまとめる", due_on=clock.today(), today=clock.today(), now=timezone.now(), assignee=user)
    message = queue_mail(to="a@example.jp", subject="件名", body="本文", purpose="p", now=timezone.now())
    item = vision.items.get(code="A-P2")
    more = [
        f"/staff/plan/rows/items/{item.uid}/",
        f"/staff/people/{user.uid}/",
        f"/staff/people/{user.uid}/edit/",
        f"/staff/outbox/{message.uid}/",
        f"/staff/outbox/{message.uid}/letter/",
    ]
    return user, more


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("size", ["phone", "desk"])
def test_staff_pages_are_sound(open_page, secretariat, size, prefix):
    user, more = secretariat
    page = open_page(f"{prefix}/staff/", user=user, size=size)
    rows = []
    for path in [*PAGES, *more]:
        answer = page.goto(prefix + path)
        if answer.status != 200:
            rows.append(f"{path}: {answer.status}")
            continue
        found = [*overflow(page), *(axe_findings(page) if not prefix or size == "phone" else [])]
        rows += [f"{prefix}{path} at {size}: {finding}" for finding in found]
        if page.locator("html").get_attribute("lang") != ("en" if prefix else "ja"):
            rows.append(f"{path}: lang")
    assert rows == []


def test_a_clerk_corrects_an_item_by_keyboard_alone(open_page, secretariat):
    user, _more = secretariat
    page = open_page("/staff/desk/A-P2/", user=user)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # past the menu, straight to the content
    for _press in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("() => (document.activeElement.textContent || '').includes('この項目を変える')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/rows/items/**")
    page.get_by_label("備考").focus()
    page.keyboard.type("確かめた")
    page.get_by_label("変更の理由").focus()
    page.keyboard.type("備考を足す")
    page.get_by_role("button", name="この内容で計画を変える").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/staff/desk/A-P2/")
    expect(page.locator(".messages")).to_contain_text("改定第")


def test_search_answers_without_script_and_swaps_with_it(open_page, secretariat):
    for script in (True, False):
        page = open_page("/search/", script=script)
        page.locator("#search-q").fill("承継")
        page.locator("#search-q").press("Enter")
        page.get_by_text("D-3").first.wait_for()
        expect(page.locator("#results li")).to_have_count(1)


def test_the_roadmap_is_edited_in_place(open_page, secretariat):
    user, _more = secretariat
    page = open_page("/staff/plan/roadmap/", user=user)
    page.get_by_role("link", name="工程を直す A-P1").click()
    row = page.locator(".edit-row")
    row.wait_for()
    row.locator("[name=new-add]").check()
    row.locator("[name=new-v-fiscal_year]").fill("令和2年度")
    row.locator("[name=reason]").fill("拡充が決まった")
    row.get_by_role("button", name="この行の工程を保存する").click()
    page.locator("#roadmap .messages").wait_for()
    expect(page.locator(".edit-row")).to_have_count(0)
    assert page.url.endswith("/staff/plan/roadmap/")
    assert ScheduleMark.objects.get(item__code="A-P1", kind="upgrade", fiscal_year=2020).certain

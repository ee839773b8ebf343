"""A selection in a real browser: from the ranking over a calculation and an exception to what the public reads; nothing for axe."""

import os
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from tests.e2e.conftest import axe_findings, overflow
from tests.factories import selections
from tests.factories.accounts import person
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Organization
from musubi.blocks.reviews.models import SelectionList, SelectionRun

pytestmark = pytest.mark.django_db(transaction=True)
PICTURES = os.environ.get("MUSUBI_PICTURES")


@pytest.fixture
def panel():
    vision, _document = small_plan()
    return selections.scored_panel(vision.items.get(code="A-P1"), selections.FOUR, publicity="named")


@pytest.fixture
def clerk(panel):
    return person(Role.DIVISION_STAFF, body=Organization.objects.get(code="D1"))


def sound(page, where):
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{where}.png", full_page=True)
    return [f"{where}: {finding}" for finding in [*overflow(page), *axe_findings(page)]]


def test_a_clerk_compares_records_an_exception_and_drafts_and_the_public_reads_the_result(open_page, panel, clerk):
    page = open_page(f"/staff/reviews/{panel.uid}/selection/", user=clerk)
    wrong = sound(page, "home")
    page.get_by_role("link", name="計算と比べる").click()
    wrong += sound(page, "rules")
    page.get_by_label("枠1の対象").select_option("lane=market")
    page.get_by_label("枠1の件数(以上)").fill("1")
    page.get_by_role("button", name="この決まりで計算する").click()
    wrong += sound(page, "run")
    assert SelectionRun.objects.get().explained_at is not None
    page.get_by_role("button", name="同じ結果になるかやり直す").click()
    expect(page.get_by_text("同じ結果になりました")).to_be_visible()

    page.get_by_role("link", name="選定", exact=True).click()
    page.get_by_role("link", name="選定案を作る").first.click()
    wrong += sound(page, "begin")
    page.get_by_role("button", name="この出発点で選定案を作る").click()
    page.get_by_role("link", name="決定を記す").nth(2).click()
    page.get_by_label("結果").select_option("selected")
    page.get_by_role("button", name="この申請の決定を記す").click()
    wrong += sound(page, "row")  # the reason is missing
    page.get_by_label("案と違う決定の理由").fill("地域に同じ店がない（架空）")
    page.get_by_role("button", name="この申請の決定を記す").click()
    wrong += sound(page, "list")
    page.get_by_role("link", name="審査会の決定を記録する").click()
    page.get_by_role("button", name="審査会がこのとおり決めたことを記録する").click()
    page.get_by_role("link", name="採択・補欠・不採択を起案する").click()
    page.get_by_role("button", name="この選定案で起案する").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"採択について$"))
    made = SelectionList.objects.get()

    page = open_page(f"/staff/reviews/{panel.uid}/selection/", user=clerk, size="phone")
    wrong += sound(page, "home-phone")
    for name, path in (
        ("run", f"runs/{made.panel.selection_runs.get().uid}/"),
        ("list", f"lists/{made.uid}/"),
        ("rules", f"{panel.uid}/selection/calculate/"),
    ):
        page.goto(f"/staff/reviews/{path}")
        wrong += sound(page, f"{name}-phone")

    today = timezone.localdate()
    selections.take_effect(made.decisions, on=today, now=timezone.now())
    page.goto(f"/support/{panel.call.uid}/")
    page.get_by_role("link", name="採択の結果を見る").click()
    wrong += sound(page, "public-phone")
    assert wrong == []

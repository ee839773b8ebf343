"""A visitor plans a day in a real browser: on a phone and at a desk, by keyboard, with the map and without script."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.e2e.conftest import axe_findings, overflow
from tests.factories.tours import many_stops, station

from musubi.programs.brand.tours.domain.engine import warm_up

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town():
    warm_up()
    station()
    return many_stops(25, spread=2)


def names(page):
    return page.locator("li.stop .stop-name").all_inner_texts()


def map_is_drawn(page):
    """The map comes late, with a landmark of its own: look at the page only then."""
    page.locator("#map-box").scroll_into_view_if_needed()
    page.wait_for_selector("[data-map][data-ready=yes]", state="attached")


def make_plans(page):
    page.get_by_label("自転車").check(force=True)
    page.get_by_role("button", name="3通りの回り方を作る").click()
    page.wait_for_selector(".plan-cards")


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_a_day_is_planned_changed_by_keyboard_and_printed(open_page, town, size):
    page = open_page("/tours/plan/", size=size)
    map_is_drawn(page)
    faults = [*overflow(page), *axe_findings(page)]
    make_plans(page)
    map_is_drawn(page)
    faults += [*overflow(page), *axe_findings(page)]
    expect(page.locator(".map-pin")).to_have_count(len(names(page)))

    first, second, *_rest = names(page)
    page.locator("li.stop").first.locator("[id^=down-]").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#cards-title:has-text('この回り方')", state="attached")
    after = names(page)
    assert after.index(second) < after.index(first)
    assert page.evaluate("document.activeElement.id").startswith("down-")
    expect(page.locator("#plan-said")).to_contain_text("か所の回り方です")
    page.wait_for_url("**r=**")

    gone = after[0]
    page.locator("li.stop").first.locator("[id^=remove-]").press("Enter")
    page.wait_for_function("name => ![...document.querySelectorAll('.stop-name')].some(one => one.innerText === name)", arg=gone)
    assert page.locator("[name=never]").count() >= 1
    page.go_back()
    page.wait_for_function("name => [...document.querySelectorAll('.stop-name')].some(one => one.innerText === name)", arg=gone)
    page.get_by_text("リンクとQRコード").click()
    faults += [*overflow(page), *axe_findings(page)]
    page.get_by_role("link", name="印刷").click()
    page.wait_for_selector(".sheet-t")
    assert [*faults, *overflow(page), *axe_findings(page)] == []


def test_a_stop_is_dragged_to_another_place(open_page, town):
    page = open_page("/tours/plan/", size="phone")
    make_plans(page)
    first, second, *_rest = names(page)
    handle = page.locator("li.stop .handle").nth(1)
    handle.scroll_into_view_if_needed()
    start, above = handle.bounding_box(), page.locator("li.stop").first.bounding_box()
    page.mouse.move(start["x"] + 10, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(start["x"] + 10, above["y"] + 2, steps=5)
    page.mouse.up()
    page.wait_for_selector("#cards-title:has-text('この回り方')", state="attached")
    after = names(page)
    assert after.index(second) < after.index(first)


def test_without_script_plans_and_edits_are_plain_pages(open_page, town):
    page = open_page("/ko/tours/plan/", size="phone", script=False)
    page.get_by_role("button", name="세 가지 코스 만들기").click()
    page.locator("svg.sketch").wait_for()
    before = page.locator("li.stop").count()
    expect(page.locator("svg.sketch .mp-pin")).to_have_count(before)
    assert before >= 2
    spot = page.locator("li.stop").first.get_attribute("data-spot")
    page.locator("li.stop").first.locator("[id^=remove-]").click()
    expect(page.locator(f"li.stop[data-spot='{spot}']")).to_have_count(0)
    assert overflow(page) == []

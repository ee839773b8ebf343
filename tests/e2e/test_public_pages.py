"""Every public page in a real browser: axe, overflow, keyboard, without script; the results feed the site's own page."""

import json
import os
from importlib.metadata import version
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from tests.e2e.conftest import SIZES, axe_findings, overflow

from musubi.packs.loading import load_city
from musubi.web.views.duties import RESULTS

pytestmark = pytest.mark.django_db(transaction=True)
PATHS = [
    "/",
    "/dashboard/",
    "/roadmap/",
    "/plan/A/",
    "/plan/A-1/",
    "/plan/A-P1/",
    "/plan/C-P2/",
    "/actors/",
    "/actors/industrial-promotion/",
    "/map/",
    "/editions/",
    "/editions/compare/",
    "/legend/",
    "/search/",
    "/search/?q=狭山茶",
    "/privacy/",
    "/accessibility/",
    "/accessibility/results/",
    "/contact/",
    "/sitemap/",
    "/plan/Z-9/",
    "/en/",
    "/en/dashboard/",
    "/en/roadmap/",
    "/en/plan/C-P2/",
]


@pytest.fixture
def city():
    load_city(name="tokorozawa", now=timezone.now())


def test_axe_and_overflow_find_nothing_on_public_pages(city, open_page):
    found = {path: [] for path in PATHS}
    for size in SIZES:
        page = open_page("/", size=size)
        for path in PATHS:
            page.goto(path)
            found[path] += [f"{size}: {line}" for line in (*axe_findings(page), *overflow(page))]
    if os.environ.get("MUSUBI_WRITE_RESULTS"):
        write_results(found)
    assert {path: faults for path, faults in found.items() if faults} == {}


def write_results(found):
    results = {
        "tested_on": timezone.localdate().isoformat(),
        "standard": "JIS X 8341-3:2016 AA (WCAG 2.1 A, AA)",
        "tools": [f"axe-core (axe-playwright-python {version('axe-playwright-python')})", "Chromium"],
        "widths": [width for width, _height in SIZES.values()],
        "findings": sum(map(len, found.values())),
        "pages": [{"path": path, "findings": faults} for path, faults in found.items()],
    }
    RESULTS.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def test_results_page_covers_the_pages_that_are_checked():
    results = json.loads(Path(RESULTS).read_text(encoding="utf-8"))
    assert [page["path"] for page in results["pages"]] == PATHS
    assert results["findings"] == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_hold_in_both_schemes(city, open_page, scheme):
    page = open_page("/", scheme=scheme)
    found = {path: axe_findings(page) for path in ("/", "/roadmap/", "/plan/A-P1/", "/en/editions/") if page.goto(path)}
    assert {path: faults for path, faults in found.items() if faults} == {}


def test_roadmap_is_narrowed_in_place_as_a_reload_shows_it(city, open_page):
    page = open_page("/roadmap/")
    page.select_option("#f-project", "B")
    page.wait_for_url("**/roadmap/?project=B&origin=**")
    page.wait_for_function("() => document.querySelectorAll('td.lane').length === 3")
    swapped = page.inner_text("#roadmap")
    page.reload()
    expect(page.locator("#roadmap")).to_have_text(swapped, use_inner_text=True)


def test_roadmap_is_narrowed_without_script(city, open_page):
    page = open_page("/roadmap/", script=False)
    page.select_option("#f-project", "C")
    page.click("form.filters button")
    expect(page.locator("td.lane")).to_have_count(5)


def test_keyboard_reaches_a_program_from_the_home_page(city, open_page):
    page = open_page("/")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.className") == "skip"
    for _ in range(60):
        if (page.evaluate("() => document.activeElement.getAttribute('href')") or "") == "/plan/A-P1/":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/plan/A-P1/")


def test_menu_opens_on_a_phone_without_script(city, open_page):
    page = open_page("/", size="phone", script=False)
    expect(page.locator("#menu")).to_be_hidden()
    page.click(".menu-btn")
    page.click("#menu >> text=工程表")
    page.wait_for_url("**/roadmap/")

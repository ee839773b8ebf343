"""The dashboard and the desk's indicators in a real browser: nothing for axe, nothing sticks out, usable without script."""

import datetime as dt
import os

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from tests.e2e.conftest import SIZES, axe_findings, overflow
from tests.factories.accounts import organization, person
from tests.factories.indicators import actual, indicator, target
from tests.factories.published import indicator_row, program_row, publish_year

from musubi.blocks.accounts.enums import Role
from musubi.blocks.indicators.domain.scales import load_scales
from musubi.blocks.reporting.domain.rows import YearRows
from musubi.blocks.reporting.enums import Progress
from musubi.blocks.vision.domain.editions import confirm_edition
from musubi.packs.loading import load_city

pytestmark = pytest.mark.django_db(transaction=True)
STATES = [Progress.ON_TRACK, Progress.SLIGHTLY_LATE, Progress.LATE, Progress.COMPLETED, Progress.ON_TRACK, Progress.ON_TRACK]


@pytest.fixture
def vision(settings):
    """The city's plan with fictional indicators, confirmed, and one confirmed year."""
    settings.DEMO = True
    plan = load_city(name="tokorozawa", now=timezone.now())
    codes = ["A-P1", "A-P2", "B-P1", "C-P3", "D-P2", "D-4"]
    for number, code in enumerate(codes):
        item = plan.items.get(code=code)
        one = indicator(
            item,
            f"{code}-a",
            name=f"架空の指標{number + 1}",
            unit="社",
            baseline_fiscal_year=2017,
            baseline_value=4 + number,
            basis="year_total" if number % 2 else "year_end",
            direction="down" if number == 4 else "up",
            suppress_below=3 if number == 5 else None,
        )
        for year in range(2018, 2023):
            target(one, year, 5 + number + 3 * (year - 2017))
        target(one, 2022, 12 + number, revision=1, reason="開設が半年遅れたため", revised_on=dt.date(2020, 4, 1))
        actual(one, 2018, 2 if number == 5 else 7 + number)
        actual(one, 2019, 11 + number, provisional=number == 2)
    confirm_edition(vision=plan, actor=None, now=timezone.now(), label="指標を加えた版")
    programs = [item.code for item in plan.items.filter(level__kind="program").order_by("code")]
    rows = [
        program_row(code, STATES[number % 6], mark="A", indicators=[indicator_row(f"{code}-a", "12")] if code in codes else [])
        for number, code in enumerate(programs[:-1])
    ]
    publish_year(plan, YearRows(plan="", plan_slug="", fiscal_year=2019, programs=tuple(rows)))
    return plan


def faults(page, name):
    if folder := os.environ.get("MUSUBI_SCREENSHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
    return [*axe_findings(page), *overflow(page)]


def test_dashboard_has_no_findings(vision, open_page):
    found = {}
    for size in SIZES:
        for path in ("/dashboard/", "/dashboard/?progress=late", "/dashboard/?q=ない言葉", "/plan/A-P1/", "/en/dashboard/"):
            page = open_page(path, size=size)
            for summary in page.locator("details.more > summary").all()[:2]:
                summary.click()
            found[size, path] = faults(page, f"{size}{path.replace('/', '_').replace('?', '_')}")
    assert {key: value for key, value in found.items() if value} == {}


def test_drawings_hold_in_the_dark(vision, open_page):
    assert faults(open_page("/dashboard/", scheme="dark"), "dark_dashboard") == []


def test_filters_work_by_keyboard_and_without_script(vision, open_page):
    page = open_page("/dashboard/", size="phone", script=False)
    page.get_by_label("進捗").select_option("late")
    page.get_by_role("button", name="絞り込む").press("Enter")
    page.wait_for_url("**progress=late**")
    listed = page.locator("#programs .proj-list > li").count()
    expect(page.locator(".tally dd").nth(2)).to_have_text(str(listed))


def test_desk_tab_has_no_findings_and_takes_an_actual(vision, open_page):
    user = person(Role.SECRETARIAT, body=organization("industrial-promotion"))
    load_scales(actor=None, now=timezone.now())
    found = {}
    for size in SIZES:
        page = open_page("/staff/desk/A-P1/indicators/?year=2019", user=user, size=size)
        found[size, "tab"] = faults(page, f"{size}_tab")
        page.get_by_role("link", name="実績を直す 2019年度").click()
        found[size, "entry"] = faults(page, f"{size}_entry")
        page.get_by_label("実績値").fill("１３")
        page.get_by_role("button", name="実績を保存する").click()
        expect(page.get_by_text("実績を保存しました")).to_be_visible()
        page.goto("/en/staff/desk/A-P1/indicators/?year=2019")
        found[size, "english"] = faults(page, f"{size}_english")
        uid = vision.indicators.get(code="A-P1-a").uid
        others = {
            "rated": "/staff/desk/A-P1/indicators/?year=2019&scale=nagayo-indicator",
            "target": f"/staff/desk/A-P1/indicators/{uid}/2021/target/",
            "scales": "/staff/rating-scales/",
            "list": "/staff/indicators/?year=2019",
            "first": "/staff/desk/A-P1/?year=2019",
        }
        for name, path in others.items():
            page.goto(path)
            found[size, name] = faults(page, f"{size}_{name}")
    assert {key: value for key, value in found.items() if value} == {}

"""A visitor reads the QR code of a place and collects stamps by touch; staff see where people go next; all pages are sound."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from tests.e2e.conftest import axe_findings, follow, overflow
from tests.factories.accounts import person
from tests.factories.visits import quarter, rally, site, survey

from musubi.blocks.accounts.enums import Role

pytestmark = pytest.mark.django_db(transaction=True)


def test_visitor_collects_stamps_and_staff_see_the_moves(open_page):
    today = timezone.localdate()
    made = rally(starts_on=today - dt.timedelta(days=1), ends_on=today + dt.timedelta(days=9))
    first, second, _third = made.points.all()
    page = open_page(f"/stamp/{first.code}/", size="phone")
    page.get_by_role("button", name="スタンプを押す").click()
    expect(page.get_by_text("いま1個。あと1個で達成です。")).to_be_visible()
    page.goto(f"/ko/stamp/{second.code}/")
    assert (overflow(page), axe_findings(page)) == ([], [])
    page.keyboard.press("Tab")
    follow(page.get_by_role("button", name="스탬프 찍기"), key="Enter")
    code = made.books.get().claim_code
    expect(page.get_by_text(code)).to_be_visible()
    assert (overflow(page), axe_findings(page)) == ([], [])
    base = site("所沢の広場（架空）", is_base=True)
    quarter(base)
    survey(base, goes_to=first.site)
    staff = person(Role.DIVISION_STAFF)
    page = open_page(f"/staff/visits/rallies/{made.uid}/claim/", user=staff)
    page.get_by_label("引換番号").fill(code)
    page.get_by_role("button", name="引き換える").click()
    expect(page.get_by_text("品物を渡してください")).to_be_visible()
    year = today.year - (today.month < 4)
    paths = [
        f"?year={year}", "?year=2020", "visitors/?year=2020", "sites/", f"sites/{base.uid}/", "sites/new/", "import/quarters/", "rallies/",
        f"rallies/{made.uid}/", f"rallies/{made.uid}/posters/", f"rallies/{made.uid}/points/new/",
    ]  # fmt: skip
    rows = []
    for size in ("phone", "desk"):
        page = open_page("/staff/visits/", user=staff, size=size)
        for path in paths:
            page.goto("/staff/visits/" + path)
            rows += [f"{path} at {size}: {finding}" for finding in [*overflow(page), *axe_findings(page)]]
    assert rows == []

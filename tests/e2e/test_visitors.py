"""Spots are kept, their hours looked at ahead and translated, a list is taken in, visitors read; pages are sound on a phone and at a desk."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from tests.e2e.conftest import axe_findings, overflow
from tests.factories.accounts import organization, person
from tests.factories.inbound import work_order
from tests.factories.places import closed, event, sign, spot, town, wifi
from tests.factories.translations import translation

from musubi.blocks.accounts.enums import Role
from musubi.blocks.opendata.domain.importing import keep_file
from musubi.blocks.places.domain.hours import describe
from musubi.blocks.translations.enums import TranslationState
from musubi.packs.loading import load_city

pytestmark = pytest.mark.django_db(transaction=True)
LIST = "名称,住所,緯度,経度,料金(基本)\n風の丘,所沢市並木1,139.47,35.80,ただ\n,,,,\n名なし,,,,\n,所沢市,,,\n".encode()


@pytest.fixture
def secretariat(settings):
    settings.DEMO = True
    load_city(name="tokorozawa", now=timezone.now())
    return person(Role.SECRETARIAT, body=organization("industrial-promotion"))


def test_keeping_translating_taking_in_and_reading(open_page, secretariat):
    town()
    hill = spot(summary="風の通る丘", address="埼玉県所沢市東所沢二丁目1", fee=300)
    closed(hill, weekdays="0")
    market, board = event(spot=hill, starts_minute=600, ends_minute=900, summary="市"), sign()
    wifi(spot=hill)
    work_order(board)
    translation(hill, "summary", text="A windy hill", status=TranslationState.REVIEW, translated_by=person(Role.PARTNER))
    options = {"owner_code": "11208", "licence": "", "year": None, "publish": False}
    kept = keep_file(code="tourism", data=LIST, file_name="所沢.csv", options=options, actor=None, now=timezone.now())

    page = open_page(f"/staff/visitors/spots/{hill.uid}/hours/", user=secretariat, size="phone")
    page.get_by_label("最終入場").first.fill("16:30")
    page.get_by_role("button", name="これからの14日を見る").click()
    expect(page.get_by_role("heading", name="入力した行で見た14日")).to_be_visible()
    assert (overflow(page), axe_findings(page)) == ([], [])
    page.get_by_role("button", name="営業時間を保存する").click()
    expect(page.get_by_text("営業時間を保存しました")).to_be_visible()
    assert [describe(line) for line in hill.opening_rules.all()] == ["毎日 9:00〜17:00(最終入場16:30)", "月 休み"]

    paths = [
        "/staff/visitors/", f"/staff/visitors/spots/{hill.uid}/", f"/staff/visitors/spots/{hill.uid}/edit/", "/staff/visitors/events/new/",
        "/staff/signs/", f"/staff/signs/{board.uid}/", "/staff/signs/orders/", "/staff/translations/", f"/staff/translations/spot/en/{hill.uid}/",
        "/staff/translations/spot/ko/import/", "/staff/open-data/", "/staff/open-data/new/tourism/", f"/staff/open-data/{kept.uid}/",
        "/spots/", f"/spots/{hill.uid}/", "/events/", f"/events/{market.uid}/", "/open-data/",
    ]  # fmt: skip
    rows = []
    for size in ("phone", "desk"):
        page = open_page("/staff/visitors/", user=secretariat, size=size)
        for path in paths:
            assert page.goto(path).ok, path
            rows += [f"{path} at {size}: {finding}" for finding in [*overflow(page), *axe_findings(page)]]
    assert rows == []

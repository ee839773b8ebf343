"""Draws in a real browser: a clerk prepares and fixes one, a citizen finds the own ticket and replays the published file."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from tests.e2e.conftest import axe_findings, follow, overflow
from tests.factories import draws
from tests.factories.accounts import organization, person

from musubi.blocks.accounts.enums import Role
from musubi.blocks.draws.models import Draw
from musubi.blocks.kernel import clock
from musubi.packs.loading import load_city

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def item(settings):
    settings.DEMO = True
    return load_city(name="tokorozawa", now=timezone.now()).items.get(code="C-P4")


@pytest.fixture
def secretariat(item):
    return person(Role.SECRETARIAT, body=organization("industrial-promotion"))


def test_a_clerk_prepares_a_draw_and_fixes_its_list(open_page, secretariat, item):
    page = open_page("/staff/draws/new/", user=secretariat, size="phone")
    page.locator("#id_item").select_option(value=str(item.pk))
    page.locator("#id_organization").select_option(index=1)
    page.locator("#id_title").fill("架空の区画の抽選")
    page.locator("#id_value_name").fill("架空の終値")
    page.locator("#id_value_on").fill((clock.today() + dt.timedelta(days=1)).isoformat())
    page.locator("#id_fallback_name").fill("翌営業日の値")
    page.locator("#id_fallback_on").fill((clock.today() + dt.timedelta(days=2)).isoformat())
    assert axe_findings(page) == []
    page.get_by_role("button", name="抽選を用意する").click()
    page.get_by_role("link", name="希望先を加える").click()
    page.locator("#id_key").fill("A")
    page.locator("#id_name").fill("北の畑")
    page.locator("#id_places").fill("1")
    follow(page.get_by_role("button", name="保存する"))
    draw = Draw.objects.get()
    page.goto(f"/staff/draws/{draw.uid}/entries/take/paste/")
    page.get_by_label("表から写した行").fill("氏名・名称\t第1希望\n架空 一\t北の畑\n架空 二\t南の畑\n")
    page.get_by_role("button", name="確かめて入れる").click()
    expect(page.get_by_role("alert")).to_contain_text("3行目 第1希望")
    assert [*axe_findings(page), *overflow(page)] == []
    page.get_by_label("表から写した行").fill("氏名・名称\t第1希望\n架空 一\t北の畑\n架空 二\t北の畑\n")
    page.get_by_role("button", name="確かめて入れる").click()
    expect(page.locator(".messages")).to_contain_text("新しい申込2件")
    assert [*axe_findings(page), *overflow(page)] == []
    page.goto(f"/staff/draws/{draw.uid}/")
    assert [*axe_findings(page), *overflow(page)] == []
    page.get_by_role("link", name="名簿を確定する").click()
    page.get_by_role("button", name="確定してハッシュ値を公表する").click()
    expect(page.get_by_text("公表値が出るのを待っています")).to_be_visible()


def test_a_citizen_finds_the_own_ticket_and_replays_the_published_file(open_page, secretariat, item, tmp_path):
    made = draws.draw(item, organization("industrial-promotion"))
    draws.elders(made, release=True)
    draws.enter(made, 30)
    made = draws.held(made, secretariat, person(Role.SECRETARIAT))
    ticket = made.outcomes.get(position=5).ticket
    for path, size in (("/draws/", "phone"), (f"/draws/{made.uid}/", "phone"), (f"/en/draws/{made.uid}/", "desk")):
        page = open_page(path, size=size)
        assert [*axe_findings(page), *overflow(page)] == []
    page = open_page(f"/draws/{made.uid}/", size="desk")
    page.get_by_label("抽選番号").fill(ticket)
    page.get_by_role("button", name="結果を見る").click()
    expect(page.get_by_text("順番は5番でした")).to_be_visible()
    assert axe_findings(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="結果のファイル").click()
    file = tmp_path / "draw.txt"
    download.value.save_as(file)
    page.get_by_role("link", name="抽選の再現のページ").click()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="抽選を再現する").click()
    expect(page.locator("body")).to_contain_text("一致しました")
    page = open_page(f"/staff/draws/{made.uid}/waiting/", user=secretariat, size="phone")
    assert [*axe_findings(page), *overflow(page)] == []

"""A brochure becomes a draft plan on a phone, with and without script; drafts and the carry-over are sound pages."""

from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from tests.e2e.conftest import axe_findings, follow, overflow
from tests.factories.accounts import person

from musubi.blocks.accounts.enums import Role
from musubi.blocks.vision.domain.plans import NextPeriod, copy_for_next_period
from musubi.blocks.vision.models import BrochureReading, PlanItem, Succession, Vision
from musubi.packs.loading import load_city

BROCHURE = Path(__file__).resolve().parents[1] / "fixtures" / "vision-brochure.txt"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def user(settings):
    settings.DEMO = True
    load_city(name="tokorozawa", now=timezone.now())
    return person(Role.SECRETARIAT)


def sound(page):
    assert (overflow(page), axe_findings(page)) == ([], []), page.url


def choose_file(page, path):
    page.set_input_files("input[type=file]", str(path))
    follow(page.get_by_role("button", name="読み取る", exact=True))


def answer(page, number, label, text=""):
    card = page.locator(f"#card-{number}")
    card.get_by_role("radio", name=label).check()
    if text:
        card.get_by_role("textbox").fill(text)


def test_brochure_becomes_a_draft_on_a_phone(open_page, user, tmp_path):
    wrong = tmp_path / "minutes.txt"
    wrong.write_text("議事録\n出席者", encoding="utf-8")
    page = open_page("/staff/plan/brochure/", user=user, size="phone")
    choose_file(page, wrong)
    expect(page.locator(".field .error")).to_contain_text("概要版として読めませんでした")
    sound(page)
    choose_file(page, BROCHURE)
    sound(page)
    page.locator("main summary").click()
    answer(page, 1, "このとおり")
    follow(page.get_by_role("button", name="確かめ終えて先へ進む"))
    assert page.get_by_role("alert").inner_text().count("名称") == 1
    sound(page)
    follow(page.get_by_role("button", name="ここまでを保存する"))
    expect(page.locator("#card-1").get_by_role("radio", name="このとおり")).to_be_checked()
    answer(page, 2, "未確定のまま")
    answer(page, 3, "直す", "新規就農者増進推進事業")
    page.get_by_role("button", name="確かめ終えて先へ進む").click()
    sound(page)
    page.get_by_role("button", name="案の計画を作る").click()
    page.wait_for_url("**/staff/plan/all/vision-2018/")
    sound(page)
    assert PlanItem.objects.get(vision__slug="vision-2018", code="D-P2").name == "新規就農者増進推進事業"


def test_cards_are_answered_by_keyboard_alone_without_script(open_page, user):
    page = open_page("/staff/plan/brochure/", user=user, script=False)
    choose_file(page, BROCHURE)
    page.locator("#card-1 input[type=radio]").first.focus()
    for key in ("Space", "Tab", "Tab", "ArrowRight", "ArrowRight", "Tab", "Tab", "Space"):
        page.keyboard.press(key)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    answers = BrochureReading.objects.get().answers
    assert [answers[number]["choice"] for number in "123"] == ["as_read", "unsure", "as_read"]
    assert page.url.endswith("/result/")


@pytest.mark.parametrize(("prefix", "size"), [("", "phone"), ("", "desk"), ("/en", "phone")])
def test_drafts_and_carry_over_are_sound(open_page, user, prefix, size):
    old = Vision.objects.get()
    new = copy_for_next_period(
        vision=old, slug="next", title="次の計画", period=NextPeriod("後期", 2023, 2027), actor=None, now=timezone.now(), revision="写し"
    )
    Succession.objects.create(earlier=old.items.get(code="A-P1"), later=new.items.get(code="A-P2"), into=new, kind="merged")
    row = new.items.get(code="A-P1").uid
    page = open_page(f"{prefix}/staff/plan/carry-over/", user=user, size=size)
    sound(page)
    for path in (
        "carry-over/next/", "all/", "all/next/", "all/next/A-P1/", "all/next/rows/items/", "all/next/rows/marks/",
        f"all/next/rows/items/{row}/", "all/next/in-force/",
    ):  # fmt: skip
        assert page.goto(f"{prefix}/staff/plan/{path}").status == 200
        sound(page)


def test_code_that_ended_leads_on(open_page, user):
    old = Vision.objects.get()
    new = copy_for_next_period(
        vision=old, slug="next", title="次の計画", period=NextPeriod("後期", 2023, 2027), actor=None, now=timezone.now(), revision="写し"
    )
    for item in old.items.exclude(code="A-P1"):
        later = new.items.get(code=item.code)
        Succession.objects.create(earlier=item, later=later, into=new, kind="continued")
    Succession.objects.create(earlier=old.items.get(code="A-P1"), later=new.items.get(code="A-P3"), into=new, kind="merged")
    new.pairings.filter(program__code="A-P1").delete()  # what refers to a row is taken out first
    page = open_page("/staff/plan/all/next/", user=user)
    page.goto(f"/staff/plan/all/next/rows/items/{new.items.get(code='A-P1').uid}/remove/")
    page.get_by_label("変更の理由").fill("A-P3に統合したため")
    follow(page.get_by_role("button", name="この行を計画から取り除く"))
    page.goto("/staff/plan/all/next/in-force/")
    for label, text in {"公表する版の名称": "初版", "根拠とする市の決定(件名)": "策定について", "決裁日": "令和5年3月20日"}.items():
        page.get_by_label(label).fill(text)
    page.get_by_label("理由", exact=False).first.fill("期間満了")
    page.get_by_role("checkbox").check()
    follow(page.get_by_role("button", name="現行の計画にして公表する"))
    page.goto("/plan/A-P1/")
    expect(page.get_by_role("heading", level=1)).to_have_text("企業誘致推進事業")
    sound(page)
    page.get_by_role("link", name="A-P3").click()
    page.wait_for_url("**/plan/A-P3/")
    sound(page)
    page.goto(f"/plans/{old.slug}/A-P1/")
    sound(page)

"""The desks in a real browser: quick entry by keyboard, with htmx and without script; both sizes without findings."""

import datetime as dt
import io

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect
from tests.e2e.conftest import axe_findings, overflow
from tests.factories.accounts import person
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Organization
from musubi.blocks.desks.domain.activities import record_activity
from musubi.blocks.desks.domain.associations import add_association, add_officer, keep_year
from musubi.blocks.desks.domain.attachments import add_attachment
from musubi.blocks.desks.domain.contacts import add_contact
from musubi.blocks.desks.domain.milestones import add_milestone
from musubi.blocks.desks.domain.templates import add_template
from musubi.blocks.desks.models import Activity
from musubi.blocks.kernel import clock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clerk(settings):
    settings.DEMO = True  # no second factor
    small_plan()
    return person(Role.DIVISION_STAFF, body=Organization.objects.get(code="D1"))


@pytest.fixture
def full(clerk):
    """A desk with something on every page."""
    item = small_plan_item()
    today, given = clock.today(), {"item": small_plan_item(), "actor": clerk, "now": timezone.now()}
    made = record_activity(
        **given,
        happened_on=today,
        kind="visit",
        title="並木地区の部品メーカーを訪問(架空)",
        detail="増築を検討中。敷地内に建てられる面積を知りたいとのこと。",
        with_whom="架空精密株式会社",
        people=3,
        next_step="面積を返答",
        next_due_on=today + dt.timedelta(days=7),
    )
    record_activity(**given, happened_on=today - dt.timedelta(days=300), kind="meeting", title="企業誘致連絡会(架空)")
    add_milestone(**given, title="立地支援の要件見直し", due_on=today - dt.timedelta(days=3))
    add_milestone(**given, title="誘致対象業種の見直し", due_on=today + dt.timedelta(days=60))
    add_milestone(**given, title="昨年度の節目", due_on=today - dt.timedelta(days=330))
    add_contact(**given, name="相手 花子(架空)", body="架空銀行", phone="04-0000-0000", mail="a@example.jp")
    add_template(**given, name="定例の連絡会", kind="meeting", title="企業誘致連絡会", months=[5, 11])
    buffer = io.BytesIO()
    Image.new("RGB", (320, 240), "teal").save(buffer, "JPEG")
    add_attachment(**given, activity=made, file_name="現場.jpg", data=buffer.getvalue(), consent=True)
    add_attachment(**given, file_name="誘致方針.pdf", data=b"%PDF-1.7\n%%EOF")
    body = add_association(**given, name="架空企業誘致協議会", city_is_office=True)
    add_officer(association=body, post="会長", name="会長 太郎(架空)", starts_on=today, actor=clerk, now=timezone.now())
    keep_year(association=body, fiscal_year=made.fiscal_year, actor=clerk, now=timezone.now(), city_burden=500_000, expense=400_000)
    return item, made, body


def small_plan_item():
    from musubi.blocks.vision.models import PlanItem

    return PlanItem.objects.get(code="A-P1")


@pytest.mark.parametrize("size", ["phone", "desk"])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_pages_have_no_findings(open_page, clerk, full, size, prefix):
    _item, made, body = full
    desk = "/staff/desk/A-P1"
    paths = (
        "/staff/desks/",
        f"{desk}/",
        f"{desk}/journal/",
        f"{desk}/journal/new/",
        f"{desk}/journal/import/",
        f"{desk}/journal/{made.uid}/",
        f"{desk}/journal/{made.uid}/edit/",
        f"{desk}/milestones/",
        f"{desk}/milestones/new/",
        f"{desk}/documents/",
        f"{desk}/contacts/",
        f"{desk}/templates/",
        f"{desk}/templates/new/",
        f"{desk}/templates/copy/",
        f"{desk}/associations/",
        f"{desk}/associations/{body.uid}/",
        f"{desk}/handover/",
        f"{desk}/setting/",
    )
    page = open_page("/", user=clerk, size=size)
    found = {}
    for path in paths:
        answer = page.goto(prefix + path)
        assert answer is not None
        assert answer.status == 200, path
        found[path] = [*axe_findings(page), *overflow(page)]
    assert {path: findings for path, findings in found.items() if findings} == {}


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_quick_entry_by_keyboard_stays_on_the_page(open_page, clerk, size):
    page = open_page("/staff/desk/A-P1/", user=clerk, size=size)
    page.locator("input[name=quick-kind]").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.type("企業誘致連絡会を開催")
    page.get_by_role("button", name="記録する", exact=True).press("Enter")
    page.get_by_text("「企業誘致連絡会を開催」を記録しました").wait_for()
    assert page.url.endswith("/staff/desk/A-P1/")
    expect(page.locator(".journal").get_by_text("企業誘致連絡会を開催")).to_have_count(1)
    made = Activity.objects.get()
    assert (made.kind, made.title, made.happened_on, made.author) == ("meeting", "企業誘致連絡会を開催", clock.today(), clerk)
    assert [*axe_findings(page), *overflow(page)] == []


@pytest.mark.parametrize("script", [True, False])
def test_quick_entry_with_a_bad_day_keeps_the_text(open_page, clerk, script):
    page = open_page("/staff/desk/A-P1/", user=clerk, script=script)
    page.get_by_label("何がありましたか").fill("増築を検討中")
    page.get_by_label("日付", exact=True).fill("あした")
    page.get_by_role("button", name="記録する", exact=True).click()
    page.get_by_text("まだ記録していません").wait_for()
    expect(page.get_by_label("何がありましたか")).to_have_value("増築を検討中")
    expect(page.get_by_label("日付", exact=True)).to_have_value("あした")
    page.get_by_label("日付", exact=True).fill("R2.10.14")
    page.get_by_role("button", name="記録する", exact=True).click()
    page.get_by_text("「増築を検討中」を記録しました").first.wait_for()
    assert Activity.objects.get().happened_on == dt.date(2020, 10, 14)


@pytest.mark.parametrize("script", [True, False])
def test_quick_entry_goes_on_as_the_full_form(open_page, clerk, script):
    page = open_page("/staff/desk/A-P1/", user=clerk, script=script)
    page.get_by_label("何がありましたか").fill("連絡会を開催\n金融機関2行が参加")
    page.get_by_role("button", name="人数・結果・見られる人も書く").click()
    page.get_by_role("heading", name="活動を記録する", level=1).wait_for()
    expect(page.get_by_label("件名")).to_have_value("連絡会を開催")
    page.get_by_label("人数").fill("12")
    page.get_by_role("button", name="この内容を保存する").click()
    page.get_by_role("heading", name="連絡会を開催", level=1).wait_for()
    made = Activity.objects.get()
    assert (made.people, made.detail) == (12, "金融機関2行が参加")

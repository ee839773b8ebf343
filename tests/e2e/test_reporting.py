"""Data calls and yearly reports in a real browser: a call answered by link with few taps, every page without findings."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from tests.e2e.conftest import axe_findings, overflow
from tests.factories.accounts import organization, person
from tests.factories.indicators import actual, indicator
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import OrganizationKind, Role
from musubi.blocks.accounts.models import OfficeSettings
from musubi.blocks.indicators.domain.scales import load_scales
from musubi.blocks.reporting.domain.calls import prepare_call, send_call
from musubi.blocks.reporting.domain.editions import freeze_year, issue_paper, publish_edition
from musubi.blocks.reporting.domain.links import issue_link
from musubi.blocks.reporting.domain.received import receive_call
from musubi.blocks.reporting.domain.reports import move_report, write_report
from musubi.blocks.reporting.domain.templates import load_built_in
from musubi.blocks.reporting.enums import Progress, ReplyStatus
from musubi.blocks.reporting.models import Reply, ReportTemplate, Submission
from musubi.blocks.vision.domain.editions import confirm_edition

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
MOST_ACTIONS = 20


@pytest.fixture
def vision(settings):
    settings.DEMO = True  # no second factor
    OfficeSettings.objects.create(municipality_name="架空市", division_name="産業振興課", phone="04-0000-0001")
    vision, _document = small_plan(programs=3)
    for item in vision.items.filter(code__startswith="A-P"):
        actual(indicator(item, f"K-{item.code}", unit="社"), 2018, 9)
    confirm_edition(vision=vision, actor=None, now=timezone.now(), label="初版")
    load_scales(actor=None, now=timezone.now())
    load_built_in(actor=None, now=timezone.now())
    return vision


@pytest.fixture
def reply(vision):
    body = organization("CH", "商工団体（架空）", kind=OrganizationKind.CHAMBER, mailbox="c@example.jp")
    items = dict.fromkeys(vision.items.filter(code__startswith="A-P"), body)
    now, today = timezone.now(), dt.date(2020, 10, 1)
    call = prepare_call(
        vision=vision, fiscal_year=2019, title="進捗状況について（架空）", due_on=dt.date(2030, 4, 30), items=items, actor=None, now=now
    )
    return send_call(call=call, actor=None, now=now, real_now=now, today=today)[0]


def address_of(reply):
    return "/" + issue_link(reply=reply, sent_to="", actor=None, now=timezone.now())[1].split("/", 3)[3]


class Taps:
    """Counts what a person does: a tap, or typing into a field."""

    def __init__(self):
        self.count = 0

    def tap(self, place):
        self.count += 1
        place.click()

    def type(self, place, text):
        self.count += 2  # into the field, and the words
        place.fill(text)


def test_three_programs_are_answered_by_link_in_few_taps(open_page, reply):
    page = open_page(address_of(reply), size="phone")
    hand = Taps()
    for entry in reply.entries.all():
        part = page.locator(f"#e-{entry.uid}")
        hand.type(part.locator(f"[name='{entry.uid}-v0']"), "12")
        hand.tap(part.locator("label", has_text="順調").first)
        hand.type(part.locator(f"[name='{entry.uid}-done']"), "予定どおり進んだ")
    hand.tap(page.get_by_role("button", name="この回答を送る"))
    page.get_by_role("heading", name="回答を受け取りました").wait_for()
    assert hand.count <= MOST_ACTIONS
    assert Reply.objects.get(pk=reply.pk).status == ReplyStatus.ANSWERED
    assert [entry["values"] for entry in Submission.objects.get().content.values()] == [{f"K-A-P{n}": "12"} for n in (1, 2, 3)]


def test_answer_goes_by_keyboard_and_without_script(open_page, reply):
    page = open_page(address_of(reply), size="phone", script=False)
    for entry in reply.entries.all():
        kind = page.locator(f"[name='{entry.uid}-kind'][value='answer']")
        kind.focus()
        page.keyboard.press("ArrowRight")  # 前年同
    page.get_by_role("button", name="この回答を送る").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="回答を受け取りました").wait_for()
    assert Reply.objects.get(pk=reply.pk).status == ReplyStatus.ANSWERED


def test_typing_is_saved_by_itself(open_page, reply):
    page = open_page(address_of(reply))
    entry = reply.entries.first()
    page.locator(f"[name='{entry.uid}-done']").fill("途中まで書いた")
    page.keyboard.press("Tab")
    page.locator("#saved", has_text="保存").wait_for()
    page.reload()
    expect(page.locator(f"[name='{entry.uid}-done']")).to_have_value("途中まで書いた")


@pytest.mark.parametrize("size", ["phone", "desk"])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_answering_pages_have_no_findings(open_page, reply, size, prefix):
    page = open_page(address_of(reply), size=size)
    page.goto(f"{prefix}/report/")
    found = [*axe_findings(page), *overflow(page)]
    page.goto(f"{prefix}/report/{'A' * 43}/")
    found += [*axe_findings(page), *overflow(page)]
    assert found == []


@pytest.mark.parametrize("size", ["phone", "desk"])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_staff_and_public_pages_have_no_findings(open_page, vision, reply, size, prefix):
    for code in ("A-P1", "A-P2"):
        values = {"progress": Progress.LATE, "done": "実施した", "problems": "課題がある"}
        report = write_report(item=vision.items.get(code=code), fiscal_year=2019, values=values, actor=None, now=timezone.now())
        for move in ("submit", "confirm"):
            report = move_report(report=report, move=move, actor=None, now=timezone.now())
    edition = freeze_year(
        vision=vision, fiscal_year=2019, actor=None, now=timezone.now(), today=dt.date(2020, 10, 14), note="一部を待たずに確定（架空）"
    )
    issue_paper(edition=edition, template=ReportTemplate.objects.get(key="results"), actor=None, now=timezone.now(), public=True)
    publish_edition(edition=edition, actor=None, now=timezone.now())
    write_report(
        item=vision.items.get(code="A-P3"),
        fiscal_year=2019,
        values={"progress": Progress.LATE, "done": "後から届いた"},
        actor=None,
        now=timezone.now(),
    )
    values = {
        "source": "prefecture",
        "source_name": "県（架空）",
        "title": "取組状況について（架空）",
        "fiscal_year": 2019,
        "received_on": dt.date(2020, 10, 1),
        "due_on": dt.date(2030, 10, 1),
        "organization": organization(),
    }
    received = receive_call(values=values, actor=None, now=timezone.now(), today=dt.date(2020, 10, 1))
    paths = [
        "/staff/calls/",
        "/staff/calls/new/",
        f"/staff/calls/{reply.call.uid}/",
        f"/staff/replies/{reply.uid}/",
        f"/staff/replies/{reply.uid}/typed/",
        f"/staff/replies/{reply.uid}/workbook/upload/",
        "/staff/received/",
        "/staff/received/new/",
        f"/staff/received/{received.uid}/",
        "/staff/reports/?year=2019",
        "/staff/editions/",
        "/staff/editions/freeze/?year=2019",
        f"/staff/editions/{edition.uid}/",
        "/staff/report-templates/",
        "/staff/report-templates/new/",
        "/staff/desk/A-P1/report/?year=2019",
        "/staff/desk/A-P2/report/?year=2020",
        "/progress/",
        "/progress/2019/",
    ]
    page = open_page("/", user=person(Role.SECRETARIAT), size=size)
    found = {}
    for path in paths:
        page.goto(prefix + path)
        found[path] = [*axe_findings(page), *overflow(page)]
    assert {path: findings for path, findings in found.items() if findings} == {}

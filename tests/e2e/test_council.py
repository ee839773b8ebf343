"""The council in a real browser: from an opinion at meeting 1 to the papers of meeting 2 that show it answered."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from tests.e2e.conftest import axe_findings, follow, overflow
from tests.factories import meetings
from tests.factories.accounts import organization, person
from tests.factories.council import comment_call
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import OfficeSettings
from musubi.blocks.kernel import clock
from musubi.blocks.meetings.domain.papers.issuing import make_papers, publish_papers
from musubi.blocks.meetings.domain.papers.plans import usual_plan
from musubi.blocks.meetings.models import Attendance, MeetingPapers, MemberContact
from musubi.blocks.vision.domain.editions import confirm_edition
from musubi.council.domain.publication import publish_trace
from musubi.council.models import Issue, Opinion, OpinionGroup

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def body(settings):
    settings.DEMO = True  # no second factor
    OfficeSettings.objects.create(municipality_name="架空市", division_name="産業振興課", phone="04-0000-0001")
    vision, _document = small_plan(programs=3)
    confirm_edition(vision=vision, actor=None, now=timezone.now(), label="初版")
    return meetings.body(organization("K", "産業振興課"), name="推進会議（架空）", basis="要綱（架空）", remit="計画の進み具合を共有する。")


@pytest.fixture
def secretariat(body):
    return person(Role.SECRETARIAT, body=body.organization)


@pytest.fixture
def member(body):
    made = meetings.member(body, user=person(Role.COUNCIL_MEMBER, body=organization("C", "委員（架空）")))
    MemberContact.objects.create(member=made, email="iin@example.jp")
    return made


@pytest.fixture
def first(body, member):
    starts = clock.now() - dt.timedelta(hours=1)
    made = meetings.meeting(body, status="in_session", fiscal_year=2019, starts_at=starts, ends_at=starts + dt.timedelta(hours=2), place="市役所")
    Attendance.objects.create(meeting=made, member=member, reply="attends", state="attends")
    return made


def button(page, name):
    return page.get_by_role("button", name=name, exact=True).first


def test_an_opinion_at_one_meeting_is_answered_in_the_papers_of_the_next(open_page, body, member, first, secretariat):
    page = open_page(f"/staff/meetings/{first.uid}/minutes/", user=secretariat)
    page.get_by_label("発言者", exact=True).select_option(member.uid)
    page.get_by_label("発言の要点").fill("小さな店には書類が多すぎる")
    button(page, "発言を足す").click()
    page.get_by_text("小さな店には書類が多すぎる").first.wait_for()
    page.locator("li.utt", has_text="小さな店には書類が多すぎる").get_by_role("button", name="意見として拾う").click()
    page.get_by_role("link", name="意見 O-1").wait_for()
    page.goto("/staff/council/opinions/?state=loose")
    page.get_by_label("O-1を選ぶ").check()
    page.get_by_label("新しい課題(一文で)").fill("申請書類が負担になっている")
    button(page, "課題にまとめる").click()
    page.get_by_role("heading", name="申請書類が負担になっている").first.wait_for()
    page.goto(f"/staff/council/resolutions/new/?meeting={first.uid}&issues=I-1")
    page.get_by_label("会議のまとめ").fill("書類を減らすことを望む")
    follow(page.locator("form.form-page button.primary"))
    page.goto("/staff/council/decisions/new/?resolutions=R-1&issues=I-1")
    page.get_by_label("件名").fill("申請書類を9種類から5種類に減らす")
    page.get_by_label("内容").fill("重なる書類をやめる")
    follow(page.locator("form.form-page button.primary"))
    page.get_by_role("link", name="決裁を記録する").click()
    page.get_by_label("決裁日").fill(f"{clock.today():%Y-%m-%d}")
    page.get_by_label("決裁区分").fill("部長")
    page.get_by_label("文書番号").fill("所産第12号")
    follow(page.locator("form.form-page button.primary"))
    issue = Issue.objects.get()
    page.goto(f"/staff/council/issues/{issue.uid}/step/respond/")
    page.get_by_label("対応状況").select_option("done")
    page.get_by_label("内容と理由").fill("5種類にした")
    follow(page.locator("form.form-page button.primary"))
    page.goto(f"/staff/meetings/{first.uid}/step/close/")
    follow(button(page, "閉会する"))
    page.goto(f"/staff/bodies/{body.uid}/meetings/new/")
    page.get_by_label("年度").fill("2020")
    button(page, "会議を作る").click()
    page.get_by_role("link", name="会議資料一式").click()
    follow(button(page, "会議資料一式を作る"))
    made = MeetingPapers.objects.get()
    paper = made.files.get(title="前回会議における意見と対応状況", format="html")
    page.goto(f"/councils/papers/{paper.uid}/")
    row = page.get_by_role("row", name="小さな店には書類が多すぎる")
    for words in ("I-1 申請書類が負担になっている", "書類を減らすことを望む", "申請書類を9種類から5種類に減らす", "対応済", "5種類にした"):
        expect(row).to_contain_text(words)


def test_citizen_sends_an_opinion_on_a_phone_and_too_quick_a_press_asks_a_sum(open_page, body):
    today = clock.today()
    comment_call(body.organization, slug="2020-1", title="見直しの案（架空）", starts_on=today, ends_on=today + dt.timedelta(days=20))
    page = open_page("/comments/", size="phone")
    page.get_by_role("link", name="見直しの案（架空）").click()
    page.get_by_role("link", name="このサイトで意見を書く").click()
    page.get_by_label("意見必須").fill("書き方を教える日をつくってほしい")
    page.get_by_label("市民").check()
    follow(button(page, "意見を送る"))
    question = page.locator("label", has_text="足す").inner_text()
    asked = sum(" 一二三四五六七八九".index(letter) for letter in question.split("は")[0] if letter in "一二三四五六七八九")
    expect(page.get_by_label("意見必須")).to_have_value("書き方を教える日をつくってほしい")
    page.get_by_label("足す").fill(str(asked))
    button(page, "意見を送る").click()
    page.get_by_role("heading", name="意見をお受けしました").wait_for()
    expect(page.locator("main")).to_contain_text("2020-1-0001")
    assert overflow(page) == []


@pytest.mark.parametrize("size", ["phone", "desk"])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_pages_of_bodies_meetings_and_opinions_have_no_findings(open_page, body, member, first, secretariat, size, prefix):
    now, today = clock.now(), clock.today()
    meetings.minutes(first)
    Opinion.objects.create(number=1, source="minutes", text="書類が多い", author_class="member", received_on=today, meeting=first, body=body)
    issue = Issue.objects.create(number=1, title="書類の負担", opened_on=today, body=body)
    publish_trace(issue=issue, actor=secretariat, now=now)
    usual_plan(meeting=first, actor=None, now=now)
    made, _new = make_papers(meeting=first, reason="", actor=None, today=today, now=now)
    publish_papers(papers=made, actor=None, now=now)
    starts = now + dt.timedelta(days=20)
    soon = meetings.meeting(body, fiscal_year=2020, starts_at=starts, ends_at=starts + dt.timedelta(hours=2))
    Attendance.objects.create(meeting=soon, member=member)
    base = f"/staff/meetings/{first.uid}/"
    staff = ["/staff/bodies/", f"/staff/bodies/{body.uid}/", f"/staff/bodies/{body.uid}/edit/", f"/staff/members/{member.uid}/", "/staff/meetings/"]
    staff += ["/staff/paper-templates/", "/staff/paper-templates/new/", f"{base}papers/new/", f"{base}papers/bring/"]
    staff += [base, f"{base}minutes/", f"{base}minutes/record/", f"{base}papers/", f"{base}attendance/?day=1", f"{base}questions/"]
    staff += ["/staff/council/", "/staff/council/opinions/", f"/staff/council/issues/{issue.uid}/"]
    page_of = made.files.get(title="委員名簿", format="html")
    public = ["/councils/", "/councils/council/", "/councils/council/2019-1/", "/councils/calendar/", f"/councils/papers/{page_of.uid}/"]
    public += ["/opinions/", "/opinions/I-1/"]
    call = comment_call(body.organization, slug="2020-1", starts_on=today, ends_on=today + dt.timedelta(days=20))
    OpinionGroup.objects.create(call=call, number=1, summary="書類を減らす")
    Opinion.objects.create(number=2, source="public_comment", text="書類が多い", author_class="citizen", received_on=today, comment_call=call)
    public += ["/comments/", "/comments/2020-1/", "/comments/2020-1/send/"]
    staff += [f"/staff/council/comments/{call.uid}/", f"/staff/council/comments/{call.uid}/sort/", f"/staff/council/comments/{call.uid}/answers/"]
    staff += ["/staff/council/shortfalls/", f"/staff/council/trace/issue/{issue.uid}/graph/"]
    own = ["/member/", f"/member/meetings/{soon.uid}/", "/member/opinions/", "/member/opinions/new/"]
    found = []
    for user, paths in ((secretariat, staff), (None, public), (member.user, own)):
        page = open_page("/", user=user, size=size)
        for path in paths:
            assert page.goto(f"{prefix}{path}").status == 200, path
            found += [f"{path}: {each}" for each in [*axe_findings(page), *overflow(page)]]
    assert found == []

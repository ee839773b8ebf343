"""A reviewer declares, marks by keyboard and hands in on a telephone; the office counts and prints: every page without findings."""

import pytest
from django.utils import timezone
from tests.e2e.conftest import axe_findings, kept, overflow
from tests.factories import applications, reviews
from tests.factories.accounts import person
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import OfficeSettings, Organization
from musubi.blocks.reviews.domain import panels
from musubi.blocks.reviews.models import ScoreSheet
from musubi.blocks.vision.domain.editions import confirm_edition

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def walk(settings):
    settings.DEMO = True
    OfficeSettings.objects.create(municipality_name="架空市", division_name="産業振興課", phone="04-0000-0001")
    vision, _document = small_plan()
    confirm_edition(vision=vision, actor=None, now=timezone.now(), label="初版")
    call = applications.open_call(vision.items.get(code="A-P1"), terms={**reviews.TERMS, "calibrates": True})
    user = reviews.reviewer_user()
    panel = panels.open_panel(panel=reviews.prepared(call, users=[user, None], applications_in=2), actor=None, now=reviews.NOW)
    reviews.assigned(panel)
    return panel, user, person(Role.SECRETARIAT, Role.DIVISION_HEAD, body=Organization.objects.get(code="D1"))


def looked_at(page):
    """Nothing wrong on the page as it stands."""
    assert axe_findings(page) == []
    assert overflow(page) == []


def test_walk_from_the_declaration_to_the_sums(walk, open_page):
    panel, user, office = walk
    page = open_page("/reviews/", user=user, size="phone")
    looked_at(page)
    page.get_by_role("link", name="利害関係を申告する").click()
    looked_at(page)
    page.get_by_text("答えていない申請は、すべて").click()
    page.get_by_role("button", name="この内容で申告する").click()
    looked_at(page)
    page.get_by_role("link", name="採点する").first.click()
    looked_at(page)
    page.locator("input[name=level-novelty]").first.focus()
    for key in "321":
        page.keyboard.press(key)
    page.locator("#saved", has_text="に保存しました").wait_for()
    page.locator("#saved", has_text="合計 13点 / 20点").wait_for()
    score = page.url
    page.locator("textarea[name=applicant_comment]").press_sequentially("架空の意見")
    page.goto(score.split("/reviews/")[0] + "/reviews/")  # within the pause after the last key
    kept(page, ScoreSheet.objects.filter(applicant_comment="架空の意見").exists)
    page.goto(score)
    page.locator("textarea[name=applicant_comment]", has_text="架空の意見").wait_for()
    page.get_by_role("button", name="提出する").click()
    page.get_by_text("提出した採点表は変えられません").wait_for()
    looked_at(page)
    sheet = ScoreSheet.objects.get()
    assert {(score.criterion, score.level) for score in sheet.scores.all()} == {("novelty", 3), ("market", 2), ("ripple", 1)}
    desk = open_page(f"/staff/reviews/{panel.uid}/", user=office)
    pages = ["", "entries/", "interests/", "sheets/", "results/", "calibration/", "edit/"]
    for each in pages:
        desk.goto(desk.url.split("/staff/")[0] + f"/staff/reviews/{panel.uid}/{each}")
        looked_at(desk)
    base = desk.url.split("/staff/")[0]
    paper = panel.reviewers.get(member__user=None)
    for path in (
        f"/staff/reviews/entry/{panel.entries.first().uid}/",
        f"/staff/reviews/sheet/{sheet.uid}/",
        f"/staff/reviews/reviewer/{paper.uid}/typed/",
        f"/staff/reviews/reviewer/{paper.uid}/upload/",
        f"/staff/reviews/sheet/{paper.assignments.first().uid}/type-in/",
    ):
        desk.goto(base + path)
        looked_at(desk)

"""A member excluded late: what was issued before and names the file opens to that member no more, while the others still read it."""

import datetime as dt
import io
import zipfile

import pytest
from django.urls import reverse
from tests.factories import meetings, reviews
from tests.factories.accounts import person

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Organization
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.meetings.domain.papers.issuing import make_papers, send_papers
from musubi.blocks.meetings.domain.papers.plans import Placing, bring_paper, usual_plan
from musubi.blocks.meetings.models import PaperFile
from musubi.blocks.reviews.domain import panels
from musubi.blocks.reviews.domain.interests import exclude, lift_exclusion
from musubi.blocks.reviews.domain.selection import lists

SECRET, OTHER = "秘密の事業（架空）", "ほかの事業（架空）"
DAY = dt.date(2020, 7, 1)
LATER = reviews.NOW + dt.timedelta(days=1)
NAMING = {"応募一覧", "採点集計", "選定案"}
BROUGHT = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


@pytest.fixture
def users(item):
    """The first sits on the panel and is the office of its body too."""
    body = Organization.objects.get(code="D1")
    return [person(Role.SECRETARIAT, Role.REVIEWER, body=body), *(reviews.reviewer_user() for _ in range(2))]


@pytest.fixture
def meeting(panel, ready, entries):
    """The panel scored, chose, and received its papers."""
    for entry, title in zip(entries, (OTHER, SECRET, "三番（架空）"), strict=True):
        type(entry.application).objects.filter(pk=entry.application_id).update(title=title)
    for assignment in ready:
        reviews.scored(assignment)
    panel = panels.close_panel(panel=panel, reason="", actor=None, now=reviews.NOW)
    lists.begin_list(panel=panel, budget=2_000_000, actor=None, now=reviews.NOW)
    made = meetings.meeting(panel.body)
    usual_plan(meeting=made, actor=None, now=reviews.NOW)
    bring_paper(meeting=made, file_name="持ち込み.pdf", content=BROUGHT, placing=Placing(), actor=None, now=reviews.NOW)
    issue(made, reviews.NOW)
    return made


def issue(meeting, now, reason=""):
    made, new = make_papers(meeting=meeting, reason=reason, actor=None, today=DAY, now=now)
    assert new
    send_papers(papers=made, actor=None, now=now)
    return made


@pytest.fixture
def late(meeting, reviewers, entries):
    return exclude(reviewer=reviewers[0], entry=entries[1], ground="kin", reason="親族（架空）", actor=None, now=LATER)


def titles(user, number=1):
    found = visible_to(type(user).objects.get(pk=user.pk), PaperFile)
    return set(found.filter(papers__number=number).exclude(kind="minutes_form").values_list("title", flat=True))


def test_papers_that_name_the_file_are_shut_to_the_one_excluded_later(sign_in, users, late, meeting):
    first, second, _third = users
    assert titles(second) - titles(first) == {*NAMING, "持ち込み"}
    assert {"次第", "委員名簿"} <= titles(first)
    files = {(file.title, file.format): reverse("meeting-papers:file", args=[file.uid]) for file in PaperFile.objects.all()}
    client = sign_in(first)
    assert {title for (title, _format), path in files.items() if client.get(path).status_code == 404} == {*NAMING, "持ち込み"}
    naming = PaperFile.objects.filter(title="応募一覧").values_list("uid", flat=True)
    assert {client.get(reverse("audit:history", args=["meetings.PaperFile", uid])).status_code for uid in naming} == {404}
    client = sign_in(second)
    assert SECRET in client.get(files["応募一覧", "html"]).content.decode()


def test_no_page_of_the_office_nor_of_the_member_leads_there(sign_in, users, late, meeting):
    issue(meeting, LATER + dt.timedelta(hours=1), "除斥のため")
    plan = meeting.paper_plans.get(file__isnull=False)
    shut = list(PaperFile.objects.filter(papers__number=1, title__in=NAMING).values_list("uid", flat=True))
    pages = [reverse(name, args=[meeting.uid]) for name in ("meeting-papers:papers", "meetings:meeting", "member:meeting")]
    client = sign_in(users[0])
    told = "".join(client.get(page).content.decode() for page in pages)
    assert "第2版" in told
    assert SECRET not in told
    assert not [uid for uid in shut if uid in told]
    assert client.get(reverse("meeting-papers:brought", args=[meeting.uid, plan.uid])).status_code == 404
    packed = zipfile.ZipFile(io.BytesIO(client.get(reverse("meeting-papers:archive", args=[meeting.uid, 1])).content))
    assert not any(title in name for name in packed.namelist() for title in NAMING)


def test_the_office_that_is_kept_from_nothing_reads_all_of_it(sign_in, office, late, meeting):
    issue(meeting, LATER + dt.timedelta(hours=1), "除斥のため")
    client = sign_in(office)
    assert SECRET in client.get(reverse("meeting-papers:papers", args=[meeting.uid])).content.decode()  # taken out since the first set
    packed = zipfile.ZipFile(io.BytesIO(client.get(reverse("meeting-papers:archive", args=[meeting.uid, 1])).content))
    assert all(any(title in name for name in packed.namelist()) for title in NAMING)


def test_papers_made_anew_after_the_exclusion_open_to_all(users, late, meeting):
    issue(meeting, LATER + dt.timedelta(hours=1), "除斥のため")
    assert titles(users[0], 2) == titles(users[1], 2) >= NAMING


def test_a_declared_interest_shuts_them_until_it_is_ruled_on_and_a_lifted_exclusion_no_more(users, late, meeting, reviewers, entries):
    reviewers[1].declarations.filter(entry=entries[1]).update(answer="interest", kind="kin", declared_at=LATER)
    assert not NAMING & titles(users[1])
    lift_exclusion(exclusion=late, reason="誤り（架空）", actor=None, now=LATER + dt.timedelta(hours=2))
    assert titles(users[0]) >= NAMING

"""会議資料一式: made in one action, kept, made anew only where something changed."""

import datetime as dt
import io
import subprocess
import zipfile

import docx
import openpyxl
import pytest
from pypdf import PdfReader
from tests.blocks.desks.conftest import enter
from tests.blocks.meetings.conftest import DAY, NOW, posted
from tests.factories import meetings

from musubi.blocks.meetings.domain.errors import MeetingError
from musubi.blocks.meetings.domain.papers.issuing import make_papers, publish_papers, send_papers
from musubi.blocks.meetings.domain.papers.plans import set_confidential, usual_plan
from musubi.blocks.meetings.models import MeetingPapers, PaperFile
from musubi.blocks.notifications.models import OutboxMessage
from musubi.blocks.papers.models import Document
from musubi.blocks.vision.domain.editions import confirm_edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(council, vision):
    meetings.member(council)
    confirm_edition(vision=vision, actor=None, now=NOW, label="初版")
    made = meetings.meeting(council, place="市役所")
    usual_plan(meeting=made, actor=None, now=NOW)
    return made


def make(meeting, reason=""):
    return make_papers(meeting=meeting, reason=reason, actor=None, today=DAY, now=NOW)


def test_every_paper_stands_in_four_formats_numbered(meeting):
    made, new = make(meeting)
    assert new
    labels = list(made.files.filter(format="pdf").order_by("order").values_list("label", "title"))
    numbered = [("資料1", "前回会議における意見と対応状況"), ("資料2", "進捗状況一覧"), ("資料3", "指標の推移"), ("資料4", "工程表")]
    assert labels == [("", "次第"), ("", "委員名簿"), *numbered, ("", "会議録(ひな形)")]
    assert made.files.count() == 4 * len(labels)


def contents(made, title):
    rows = made.files.filter(title=title).select_related("document")
    return {row.format: bytes(row.document.content) for row in rows}


def test_the_same_words_stand_in_each_format(meeting):
    files = contents(make(meeting)[0], "委員名簿")
    word = docx.Document(io.BytesIO(files["docx"]))
    assert "青木 一" in [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    sheet = openpyxl.load_workbook(io.BytesIO(files["xlsx"])).active
    assert "青木 一" in [cell.value for row in sheet.iter_rows() for cell in row]
    pdf = PdfReader(io.BytesIO(files["pdf"]))
    assert "青木 一" in "".join(page.extract_text() for page in pdf.pages)
    assert "青木 一" in files["html"].decode()


def test_empty_sections_say_so(council, vision):
    bare = meetings.meeting(council)
    bare.agenda.all().delete()
    usual_plan(meeting=bare, actor=None, now=NOW)
    made, _new = make(bare)
    for title in ("次第", "委員名簿", "前回会議における意見と対応状況", "指標の推移"):
        assert "該当なし" in contents(made, title)["html"].decode(), title


def test_made_again_without_a_change_it_is_the_same_set(meeting):
    first, _new = make(meeting)
    documents = Document.objects.count()
    again, new = make_papers(meeting=meeting, reason="", actor=None, today=DAY, now=NOW + dt.timedelta(days=1))
    assert (again.pk, new) == (first.pk, False)
    assert Document.objects.count() == documents


def test_late_change_makes_a_further_set_with_reason_and_differences(meeting):
    first, _new = make(meeting)
    roster = contents(first, "委員名簿")
    meeting.agenda.update(title="新しい件名")
    with pytest.raises(MeetingError) as error:
        make(meeting)
    assert error.value.code == "reason"
    second, new = make(meeting, "議題の変更")
    assert (second.number, new) == (2, True)
    changed = {each["title"]: each for each in second.differences}
    assert set(changed) == {"次第", "会議録(ひな形)"}
    assert any(line.startswith("+") and "新しい件名" in line for line in changed["次第"]["lines"])
    assert contents(second, "委員名簿") == roster
    assert contents(first, "次第")["html"] != contents(second, "次第")["html"]


def test_members_are_told_once_of_the_latest_set(meeting):
    first, _new = make(meeting)
    assert send_papers(papers=first, actor=None, now=NOW) == 1
    with pytest.raises(MeetingError):
        send_papers(papers=first, actor=None, now=NOW)
    meeting.agenda.update(title="新しい件名")
    second, _new = make(meeting, "議題の変更")
    with pytest.raises(MeetingError) as error:
        publish_papers(papers=first, actor=None, now=NOW)
    assert error.value.code == "older"
    send_papers(papers=second, actor=None, now=NOW)
    assert "議題の変更" in OutboxMessage.objects.latest("pk").body


def test_the_public_sees_published_papers_without_the_confidential_ones(client, meeting):
    set_confidential(plan=meeting.paper_plans.get(source="progress"), confidential=True, actor=None, now=NOW)
    made, _new = make(meeting)
    page = "/councils/council/2020-1/"
    hidden = PaperFile.objects.get(papers=made, title="進捗状況一覧", format="pdf")
    shown = PaperFile.objects.get(papers=made, title="次第", format="html")
    assert client.get(f"/councils/papers/{shown.uid}/").status_code == 404
    publish_papers(papers=made, actor=None, now=NOW)
    text = client.get(page).content.decode()
    assert "工程表" in text
    assert "進捗状況一覧" not in text
    assert client.get(f"/councils/papers/{hidden.uid}/").status_code == 404
    assert "市役所" in client.get(f"/councils/papers/{shown.uid}/").content.decode()


def test_papers_of_a_meeting_that_is_closed_afterwards_are_gone(client, meeting):
    made, _new = make(meeting)
    publish_papers(papers=made, actor=None, now=NOW)
    shown = made.files.get(title="次第", format="pdf")
    assert client.get(f"/councils/papers/{shown.uid}/").status_code == 200
    meeting.openness, meeting.closed_reason = "closed", "審査のため"
    meeting.save()
    assert client.get(f"/councils/papers/{shown.uid}/").status_code == 404


def test_papers_of_a_closed_body_stay_inside(client, council, vision):
    closed = meetings.body(council.organization, code="closed", is_public=False)
    held = meetings.meeting(closed)
    usual_plan(meeting=held, actor=None, now=NOW)
    made, _new = make(held)
    with pytest.raises(MeetingError) as error:
        publish_papers(papers=made, actor=None, now=NOW)
    assert error.value.code == "closed"
    assert client.get(f"/councils/papers/{made.files.first().uid}/").status_code == 404


def test_office_makes_sends_and_packs_them(client, settings, secretariat, meeting):
    settings.DEMO = True
    enter(client, secretariat)
    here = f"/staff/meetings/{meeting.uid}/papers/"
    posted(client, here)
    made = MeetingPapers.objects.get()
    posted(client, f"{here}1/send/")
    posted(client, f"{here}1/publish/")
    packed = client.get(f"{here}1.zip")
    assert packed.content == client.get(f"{here}1.zip").content
    names = zipfile.ZipFile(io.BytesIO(packed.content)).namelist()
    assert len(names) == made.files.count()
    posted(client, f"{here}new/", source="agenda", title="もう一つの次第")
    plan = meeting.paper_plans.get(title="もう一つの次第")
    posted(client, f"{here}plan/{plan.uid}/up/")
    posted(client, f"{here}plan/{plan.uid}/remove/")
    assert [row.order for row in meeting.paper_plans.all()] == list(range(1, 8))


def test_queries_stay_few_for_sixty_opinions(meeting, council, django_assert_max_num_queries):
    from tests.factories.council import opinion

    from musubi.blocks.meetings.domain.papers.issuing import compose
    from musubi.council.domain.issues import open_issue

    before = meetings.meeting(council, number=9, fiscal_year=2019, status="held")
    for number in range(60):
        made = opinion(f"意見{number}", meeting=before, body=council, publicity="anonymous")
        if number % 3 == 0:
            open_issue(title=f"課題{number}", opinions=[made], actor=None, now=NOW, today=DAY)
    with django_assert_max_num_queries(60):
        papers = compose(meeting, today=DAY)
    rows = next(each.paper.parts[1].rows for each in papers if each.plan.source == "opinions")
    assert len(rows) == 60
    assert rows[0][2] == "I-1 課題0"


@pytest.mark.office
def test_office_program_opens_every_file(meeting, tmp_path):
    made, _new = make(meeting)
    names = []
    for file in made.files.filter(format__in=["docx", "xlsx"]).select_related("document"):
        path = tmp_path / file.format / f"{file.order}.{file.format}"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(bytes(file.document.content))
        names.append(path)
    for kind in ("docx", "xlsx"):
        files = [str(name) for name in names if name.suffix == f".{kind}"]
        profile = f"-env:UserInstallation=file://{tmp_path}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path / kind), *files]
        subprocess.run(command, check=True, capture_output=True, timeout=240)
    for name in names:
        printed = PdfReader(name.with_suffix(".pdf"))
        title = made.files.filter(order=int(name.stem)).values_list("title", flat=True)[0]
        assert title in "".join(page.extract_text() for page in printed.pages).replace("\n", ""), name

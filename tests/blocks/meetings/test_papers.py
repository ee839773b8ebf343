"""会議資料一式: made in one action, kept, made anew only where something changed."""

import datetime as dt
import io
import itertools
import os
import posixpath
import re
import subprocess
import zipfile

import docx
import openpyxl
import pytest
from lxml import etree
from pypdf import PdfReader
from tests.blocks.desks.conftest import enter
from tests.blocks.meetings.conftest import DAY, NOW, posted
from tests.factories import meetings
from tests.factories.council import opinion
from tests.factories.indicators import actual, indicator

from musubi.blocks.meetings.domain.errors import MeetingError
from musubi.blocks.meetings.domain.papers.composing import compose
from musubi.blocks.meetings.domain.papers.issuing import make_papers, publish_papers, send_papers
from musubi.blocks.meetings.domain.papers.plans import Placing, bring_paper, change_paper, usual_plan
from musubi.blocks.meetings.domain.papers.templates import keep_template, own_source, starter
from musubi.blocks.meetings.models import MeetingPapers, PaperFile
from musubi.blocks.notifications.models import OutboxMessage
from musubi.blocks.papers.domain.fonts import FOLDER as FONTS
from musubi.blocks.papers.models import Document
from musubi.blocks.vision.domain.editions import confirm_edition
from musubi.council.domain.issues import open_issue

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
    assert labels == [("", "次第"), ("", "委員名簿"), *numbered, ("参考資料1", "意見提出用紙"), ("", "会議録(ひな形)")]
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
    assert set(changed) == {"次第", "意見提出用紙", "会議録(ひな形)"}
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
    change_paper(plan=meeting.paper_plans.get(source="progress"), placing=Placing(confidential=True), actor=None, now=NOW)
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
    assert [row.order for row in meeting.paper_plans.all()] == list(range(1, 9))


def test_queries_stay_few_for_fourteen_programs_thirty_indicators_and_sixty_opinions(meeting, vision, council, django_assert_max_num_queries):
    items = list(vision.items.all())
    for number in range(14):
        vision.items.create(level=items[-1].level, code=f"Z-P{number}", name=f"事業{number}", parent=items[-1].parent, order=90 + number)
    for number, item in zip(range(30), itertools.cycle(vision.items.filter(code__startswith="Z-P")), strict=False):
        actual(indicator(item, f"Z{number}"), 2020, number)
    before = meetings.meeting(council, number=9, fiscal_year=2019, status="held")
    for number in range(60):
        made = opinion(f"意見{number}", meeting=before, body=council, publicity="anonymous")
        if number % 3 == 0:
            open_issue(title=f"課題{number}", opinions=[made], actor=None, now=NOW, today=DAY)
    with django_assert_max_num_queries(60):
        make(meeting)
    papers = {each.plan.source: each.paper() for each in compose(meeting, today=DAY)}
    assert len(papers["opinions"].parts[1].rows) == 60
    assert papers["opinions"].parts[1].rows[0][2] == "I-1 課題0"
    assert len(papers["indicators"].parts[1].rows) == 30


def faults_of_package(content):
    """What makes an office program offer to repair a file: broken XML, parts without a type, relations to nothing."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    names = archive.namelist()
    found = [name for name in set(names) if names.count(name) > 1]
    types = etree.fromstring(archive.read("[Content_Types].xml"))
    endings = {each.get("Extension") for each in types if each.get("Extension")}
    parts = {each.get("PartName") for each in types if each.get("PartName")}
    found += [name for name in parts if name.lstrip("/") not in names]
    for name in names:
        if name.endswith((".xml", ".rels")):
            root = etree.fromstring(archive.read(name))
            if name.endswith(".rels"):
                folder = posixpath.dirname(posixpath.dirname(name))
                inside = [each.get("Target") for each in root if each.get("TargetMode") != "External"]
                found += [target for target in inside if posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/") not in names]
        if f"/{name}" not in parts and name.rpartition(".")[2] not in endings and name != "[Content_Types].xml":
            found.append(name)
    return found


def test_pdfs_are_tagged_archives_with_their_fonts(meeting):
    bring_paper(meeting=meeting, file_name="県の資料.pdf", content=b"%PDF-1.7", placing=Placing(), actor=None, now=NOW)
    keep_template(source="roster", body=None, name="名簿", file_name="a.docx", content=starter(own_source("roster"), "docx"), actor=None, now=NOW)
    for file in make(meeting)[0].files.filter(format="pdf").exclude(title="県の資料").select_related("document"):
        reader = PdfReader(io.BytesIO(bytes(file.document.content)))
        root = reader.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 - pypdf has a truth of its own
        assert root["/StructTreeRoot"]["/K"]
        assert root["/Lang"] == "ja"
        assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712 - as above
        assert root["/OutputIntents"][0]["/S"] == "/GTS_PDFA1"
        marks = reader.xmp_metadata
        assert (marks.dc_title["x-default"], "/Encrypt" in reader.trailer) == (file.title, False)
        about = root["/Metadata"].get_data().decode()
        assert re.search(r"pdfaid:part[>=\"]*2", about)
        assert re.search(r"pdfuaid:part[>=\"]*1", about)
        fonts = [font for page in reader.pages for font in fonts_of(page)]
        assert fonts
        assert all("/FontFile2" in each or "/FontFile3" in each for _name, each in fonts)


def fonts_of(page):
    """Each font of a page with its descriptor."""
    for font in page["/Resources"].get("/Font", {}).values():
        inner = font.get_object()
        for part in inner.get("/DescendantFonts", [inner]):
            if "/FontDescriptor" in part.get_object():
                yield inner["/BaseFont"], part.get_object()["/FontDescriptor"]


@pytest.mark.office
def test_office_program_opens_every_file_without_repair_or_another_font(meeting, tmp_path):
    keep_template(source="agenda", body=None, name="次第", file_name="a.docx", content=starter(own_source("agenda"), "docx"), actor=None, now=NOW)
    made, _new = make(meeting)
    names = []
    for file in made.files.filter(format__in=["docx", "xlsx"]).select_related("document"):
        content = bytes(file.document.content)
        assert faults_of_package(content) == [], file.title
        path = tmp_path / file.format / f"{file.order}.{file.format}"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        names.append(path)
    known = f"<fontconfig><include ignore_missing='yes'>/etc/fonts/fonts.conf</include><dir>{FONTS}</dir><cachedir>{tmp_path}/fonts</cachedir></fontconfig>"
    (tmp_path / "fonts.conf").write_text(known)
    for kind in ("docx", "xlsx"):
        files = [str(name) for name in names if name.suffix == f".{kind}"]
        profile = f"-env:UserInstallation=file://{tmp_path}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path / kind), *files]
        subprocess.run(command, check=True, capture_output=True, timeout=240, env={**os.environ, "FONTCONFIG_FILE": str(tmp_path / "fonts.conf")})
    for name in names:
        printed = PdfReader(name.with_suffix(".pdf"))
        title = made.files.filter(order=int(name.stem)).values_list("title", flat=True)[0]
        assert title in "".join(page.extract_text() for page in printed.pages).replace("\n", ""), name
        assert {base.partition("+")[2].partition("-")[0] for page in printed.pages for base, _font in fonts_of(page)} == {"BIZUDPGothic"}, name

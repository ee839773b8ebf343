"""Papers in the city's own forms, report templates as papers, and papers brought along as files."""

import io

import docx
import openpyxl
import pytest
from django.db import IntegrityError, transaction
from pypdf import PdfReader
from tests.blocks.desks.conftest import enter
from tests.blocks.meetings.conftest import DAY, NOW, posted
from tests.blocks.papers.filling.test_filling import document, workbook
from tests.factories import meetings
from tests.factories.accounts import organization, person
from tests.factories.indicators import actual, indicator

from musubi.blocks.accounts.enums import Role
from musubi.blocks.meetings.domain.errors import MeetingError
from musubi.blocks.meetings.domain.papers.composing import compose
from musubi.blocks.meetings.domain.papers.issuing import make_papers
from musubi.blocks.meetings.domain.papers.plans import Placing, add_paper, bring_paper, change_paper, usual_plan
from musubi.blocks.meetings.domain.papers.sources import Wanted, own_sources
from musubi.blocks.meetings.domain.papers.templates import common_tags, common_values, keep_template, set_in_use, starter, vocabulary_of
from musubi.blocks.meetings.models import PaperTemplate
from musubi.blocks.papers.domain.filling.files import FillError, TemplateFaultsError, faults, filled
from musubi.blocks.papers.domain.filling.tags import described
from musubi.blocks.reporting.domain.templates import load_built_in
from musubi.blocks.reporting.models import ProgressReport
from musubi.blocks.vision.domain.editions import confirm_edition

pytestmark = pytest.mark.django_db
ROSTER = document(
    "所沢式の名簿",
    "{{ meeting.title }}",
    table=[["氏名", "所属"], ["{%tr for m in members %}", ""], ["{{ m.name }}", "{{ m.office }}"], ["{%tr endfor %}", ""]],
)
PDF = b"%PDF-1.7\n%%EOF"


@pytest.fixture
def meeting(council, vision):
    meetings.member(council)
    confirm_edition(vision=vision, actor=None, now=NOW, label="初版")
    made = meetings.meeting(council, place="市役所")
    usual_plan(meeting=made, actor=None, now=NOW)
    return made


def keep(content=ROSTER, *, source="roster", body=None, name="名簿", file_name="名簿.docx"):
    return keep_template(source=source, body=body, name=name, file_name=file_name, content=content, actor=None, now=NOW)


def make(meeting, reason=""):
    return make_papers(meeting=meeting, reason=reason, actor=None, today=DAY, now=NOW)[0]


def contents(made, title):
    return {row.format: bytes(row.document.content) for row in made.files.filter(title=title).select_related("document")}


def test_each_source_gives_the_values_that_its_tags_name(meeting):
    def names(values):
        if isinstance(values, dict):
            return {key: names(value) for key, value in values.items()}
        return [names(values[0])] if isinstance(values, list) and values and isinstance(values[0], dict) else None

    def promised(tags, values):
        for key, meaning in tags.items():
            assert key in values, key
            if isinstance(meaning, dict):
                promised(meaning, values[key])
            elif isinstance(meaning, list) and values[key]:
                promised(meaning[0], values[key][0])

    for source in own_sources():
        content = source.build(Wanted(meeting, DAY, 2020, for_public=False))
        promised(source.tags(), content.values)
        assert set(content.values) == set(source.tags()), source.code
    promised(common_tags(), common_values(meeting, label="資料1", title="件名"))


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_a_file_to_begin_with_passes_the_check_and_is_filled(meeting, kind):
    for source in own_sources():
        content = starter(source, kind)
        assert faults(f"a.{kind}", content, vocabulary_of(source)) == [], source.code
        values = {**common_values(meeting, label="", title=""), **source.build(Wanted(meeting, DAY, 2020, for_public=False)).values}
        assert filled(name="様式", file_name=f"a.{kind}", content=content, values=values)
        assert content == starter(source, kind)


def test_the_citys_form_is_filled_and_its_words_stand_in_every_format(meeting):
    keep()
    files = contents(make(meeting), "委員名簿")
    word = docx.Document(io.BytesIO(files["docx"]))
    assert word.paragraphs[0].text == "所沢式の名簿"
    assert [cell.text for cell in word.tables[0].rows[1].cells] == ["青木 一", "商工会の会長"]
    sheet = openpyxl.load_workbook(io.BytesIO(files["xlsx"])).active
    texts = [cell.value for row in sheet.iter_rows() for cell in row if cell.value]
    pdf = "".join(page.extract_text() for page in PdfReader(io.BytesIO(files["pdf"])).pages)
    page = files["html"].decode()
    for words in ("所沢式の名簿", "青木 一", "商工会の会長"):
        assert words in texts, words
        assert words in pdf, words
        assert words in page, words
    assert page.count("<h1>") == 1


def test_word_and_excel_forms_stand_side_by_side(meeting):
    keep()
    keep(workbook([["所沢式の表"], ["{%tr for m in members %}"], ["{{ m.name }}", "{{ m.seat }}"], ["{%tr endfor %}"]]), file_name="a.xlsx")
    files = contents(make(meeting), "委員名簿")
    assert docx.Document(io.BytesIO(files["docx"])).paragraphs[0].text == "所沢式の名簿"
    assert openpyxl.load_workbook(io.BytesIO(files["xlsx"]))["進捗"]["A1"].value == "所沢式の表"


def test_made_again_with_the_same_form_it_is_the_same_set_and_with_a_new_edition_a_further_one(meeting):
    keep()
    first = make(meeting)
    assert make(meeting) == first
    keep(document("新しい名簿", "{{ meeting.title }}"))
    second = make(meeting, "様式の変更")
    assert second.number == 2
    assert [each["title"] for each in second.differences] == ["委員名簿"]
    assert contents(first, "次第") == contents(second, "次第")


def test_a_bodys_own_form_goes_before_the_one_for_all(meeting, council, division):
    keep(document("みんなの名簿"))
    keep(document("この会議の名簿"), body=council)
    other = meetings.meeting(meetings.body(division, code="other"))
    usual_plan(meeting=other, actor=None, now=NOW)
    assert "この会議の名簿" in contents(make(meeting), "委員名簿")["html"].decode()
    assert "みんなの名簿" in contents(make(other), "委員名簿")["html"].decode()


def test_editions_are_kept_and_one_is_in_use(meeting):
    first, second = keep(), keep(document("二つ目"))
    assert (first.edition, second.edition) == (1, 2)
    set_in_use(template=first, in_use=True, actor=None, now=NOW)
    assert list(PaperTemplate.objects.filter(in_use=True)) == [first]
    set_in_use(template=first, in_use=False, actor=None, now=NOW)
    assert not PaperTemplate.objects.filter(in_use=True).exists()
    assert "所沢式" not in contents(make(meeting), "委員名簿")["html"].decode()
    PaperTemplate.objects.filter(pk=first.pk).update(in_use=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperTemplate.objects.filter(pk=second.pk).update(in_use=True)


def test_a_form_with_faults_is_not_kept(council):
    with pytest.raises(TemplateFaultsError) as error:
        keep(document("{{ meeting.titel }}"))
    assert "meeting.title" in error.value.findings[0].message
    with pytest.raises(TemplateFaultsError):
        keep(document("{{ members }}", "{%p for o in opinions %}", "{%p endfor %}"))  # opinions are another paper's
    assert not PaperTemplate.objects.exists()


def test_a_form_that_cannot_take_the_values_is_named(meeting):
    keep(document("{{ meeting.place + meeting.number }}"), name="計算する名簿")
    with pytest.raises(FillError, match="計算する名簿"):
        make(meeting)
    assert not meeting.paper_sets.exists()


def test_a_report_template_becomes_a_numbered_paper_of_the_asked_year(meeting):
    load_built_in(actor=None, now=NOW)
    add_paper(meeting=meeting, source="report:progress-sheet", placing=Placing(kind="reference"), fiscal_year=2019, actor=None, now=NOW)
    made = make(meeting)
    row = made.files.get(title="進捗管理シート", format="xlsx")
    assert row.label == "参考資料2"
    sheet = openpyxl.load_workbook(io.BytesIO(bytes(row.document.content))).active
    assert "令和元年度" in sheet["A2"].value
    files = contents(made, "進捗管理シート")
    assert set(files) == {"docx", "xlsx", "pdf", "html"}
    assert "企業誘致" in files["html"].decode()


def test_papers_speak_of_the_last_year_that_was_reported_and_of_nothing_half_written(council, vision):
    item = vision.items.get(code="A-P1")
    for year, status, done in ((2018, "submitted", "一昨年"), (2019, "submitted", "去年の実施"), (2020, "draft", "書きかけ")):
        ProgressReport.objects.create(item=item, fiscal_year=year, status=status, progress="on_track", done=done)
    made = meetings.meeting(council, number=7)
    usual_plan(meeting=made, actor=None, now=NOW)
    plan = made.paper_plans.get(source="progress")
    assert plan.parameters == {"fiscal_year": 2019}
    assert "去年の実施" in contents(make(made), "進捗状況一覧")["html"].decode()
    change_paper(plan=plan, placing=Placing(), fiscal_year=2020, actor=None, now=NOW)
    page = contents(make(made, "年度の変更"), "進捗状況一覧")["html"].decode()
    assert "書きかけ" not in page
    assert "報告待ち" in page


def test_a_file_brought_along_is_numbered_and_kept_as_it_is(meeting):
    item = meeting.agenda.get()
    plan = bring_paper(meeting=meeting, file_name="県の資料.pdf", content=PDF, placing=Placing(agenda=item), actor=None, now=NOW)
    first = make(meeting)
    row = first.files.get(title="県の資料")
    assert (row.label, row.format, row.agenda, bytes(row.document.content)) == ("資料5", "pdf", item, PDF)
    assert "資料5" in contents(first, "次第")["html"].decode()
    assert make(meeting) == first
    change_paper(plan=plan, placing=Placing(agenda=item), file_name="差し替え.pdf", content=PDF + b"\n", actor=None, now=NOW)
    second = make(meeting, "差し替え")
    assert [(each["title"], each["kind"]) for each in second.differences] == [("県の資料", "replaced")]
    assert bytes(first.files.get(title="県の資料").document.content) == PDF


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.exe", b"MZ", "受け取れません"),
        ("a.txt", b"text", "PDFで保存し直して"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "パスワード"),
        ("a.pdf", b"", "空です"),
    ],
)
def test_other_files_are_refused_with_words(meeting, name, content, words):
    with pytest.raises(MeetingError, match=words):
        bring_paper(meeting=meeting, file_name=name, content=content, placing=Placing(), actor=None, now=NOW)


def test_numbers_of_a_public_paper_hide_small_counts_and_a_members_paper_does_not(meeting, vision):
    made = indicator(vision.items.get(code="A-P1"), suppress_below=5)
    actual(made, 2020, 3)

    def shown():
        rows = next(each.paper().parts[1].rows for each in compose(meeting, today=DAY) if each.plan.source == "indicators")
        return next(row[5] for row in rows if row[1] == made.name)

    assert shown() == "—"
    change_paper(plan=meeting.paper_plans.get(source="indicators"), placing=Placing(confidential=True), actor=None, now=NOW)
    assert shown() == "3"


def test_office_shapes_a_form_and_brings_a_file(client, settings, secretariat, meeting):
    settings.DEMO = True
    enter(client, secretariat)
    here = "/staff/paper-templates/"
    page = client.get(here).content.decode()
    assert "市の様式はまだありません" in page
    assert "members[].name" in page
    begun = client.get(f"{here}start/roster.docx")
    assert begun.status_code == 200
    assert client.get(f"{here}start/nothing.docx").status_code == 404
    wrong = {"source": "roster", "body": "", "name": "名簿", "file": io.BytesIO(document("{{ meeting.titel }}"))}
    wrong["file"].name = "a.docx"
    answer = client.post(f"{here}new/", wrong)
    assert answer.status_code == 422
    assert "1番目の段落" in answer.content.decode()
    right = io.BytesIO(begun.content)
    right.name = "a.docx"
    posted(client, f"{here}new/", source="roster", body="", name="名簿", file=right)
    kept = PaperTemplate.objects.get()
    assert client.get(f"{here}{kept.uid}/file/").content == begun.content
    posted(client, f"{here}{kept.uid}/stop/")
    posted(client, f"{here}{kept.uid}/use/")
    file = io.BytesIO(PDF)
    file.name = "県の資料.pdf"
    papers = f"/staff/meetings/{meeting.uid}/papers/"
    page = posted(client, f"{papers}bring/", file=file, title="", kind="reference", agenda=meeting.agenda.get().pk)
    assert "参考資料2" in page.content.decode()
    plan = meeting.paper_plans.get(title="県の資料")
    assert client.get(f"{papers}plan/{plan.uid}/file/").content == PDF
    page = posted(client, f"{papers}plan/{plan.uid}/", title="県の統計", kind="numbered", agenda="", confidential="on")
    assert "県の統計" in page.content.decode()


def test_forms_of_a_body_are_its_offices(client, settings, council, meeting):
    settings.DEMO = True
    own = keep(body=council)
    everybody = keep()
    enter(client, person(Role.COORDINATOR, body=council.organization))
    assert client.get("/staff/paper-templates/new/").status_code == 200
    assert client.post(f"/staff/paper-templates/{own.uid}/stop/").status_code == 302
    assert client.post(f"/staff/paper-templates/{everybody.uid}/stop/").status_code == 403
    enter(client, person(Role.COORDINATOR, body=organization("N", "農業振興課")))
    assert client.get("/staff/paper-templates/").status_code == 200
    assert client.get("/staff/paper-templates/new/").status_code == 403
    assert client.post(f"/staff/paper-templates/{own.uid}/use/").status_code == 404
    assert client.get(f"/staff/meetings/{meeting.uid}/papers/bring/").status_code in {403, 404}


def test_tags_of_every_source_are_described():
    for source in own_sources():
        assert all(str(meaning) for _tag, meaning in described(vocabulary_of(source))), source.code

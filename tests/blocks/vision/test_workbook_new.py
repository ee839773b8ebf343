"""A whole plan by workbook alone: the empty form is filled in and becomes a draft; what stands in the way is told."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.factories.accounts import person
from tests.factories.plans import other_city
from tests.factories.vision import small_plan
from tests.factories.workbooks import BAD, edited, put

from musubi.blocks.accounts.enums import Role
from musubi.blocks.vision.domain.document import PlanDocument, differences
from musubi.blocks.vision.domain.store import load_document
from musubi.blocks.vision.domain.tables import specs
from musubi.blocks.vision.domain.tree import build_tree
from musubi.blocks.vision.enums import VisionStatus
from musubi.blocks.vision.interfaces.workbook import read_workbook, write_template, write_workbook
from musubi.blocks.vision.models import Vision

pytestmark = pytest.mark.django_db
ROWS = {
    "組織": [[None, "K1", "架空課", None, None, "課"], [None, "K2", "架空商工会", None, None, "その他の団体"]],
    "計画": [[None, "kaku-2024", "架空市総合計画"]],
    "計画期間": [[None, "令和6年度実施計画", None, "R6", "令和8年度", "はい"]],
    "階層": [[None, 1, "政策", None, None], [None, 2, "施策", None, "取組"], [None, 3, "事務事業", None, "重点事業"]],
    "体系": [
        [None, "11", 1, None, "架空の政策"],
        [None, "11-1", 2, "11", "架空の施策"],
        [None, "11-1-05", 3, "11-1", "架空の事業"],
        [None, "１１－１－０６", "３", " 11-1", "全角の事業"],
    ],
    "担当": [[None, "11-1-05", "K1", "所管課", "はい"], [None, "11-1-05", "K2", "連携機関"], [None, "11-1-06", "K1", "所管課"]],
    "指標": [[None, "11-1-05-a", "11-1-05", "架空件数", None, "件", None, None, None, "平成29年度", "１２．５"]],
    "目標値": [[None, "11-1-05-a", "令和6年度", 20], [None, "11-1-05-a", "2025", "1,000"]],
}


def filled(rows=ROWS):
    """The empty form as a clerk fills it in."""
    book = openpyxl.load_workbook(io.BytesIO(write_template()))
    for sheet, lines in rows.items():
        for line in lines:
            book[sheet].append(line)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.fixture
def secretariat(client, settings):
    settings.DEMO = True
    user = person(Role.SECRETARIAT)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return user


def bring(client, data, slug=""):
    return client.post("/staff/plan/workbook/new/", {"file": SimpleUploadedFile("架空市.xlsx", data), "slug": slug})


def test_filled_in_form_becomes_a_draft(client, secretariat):
    small_plan()
    answer = bring(client, filled())
    assert answer.headers["Location"] == "/staff/plan/all/kaku-2024/"
    assert client.get(answer.headers["Location"]).status_code == 200
    vision = Vision.objects.get(slug="kaku-2024")
    assert (vision.status, vision.title) == (VisionStatus.DRAFT, "架空市総合計画")
    tree = build_tree(load_document(vision))
    assert [owner.name for owner in tree.nodes["11-1-05"].owners] == ["架空課", "架空商工会"]
    assert [owner.name for owner in tree.nodes["１１－１－０６"].owners] == ["架空課"]
    assert sorted((t.fiscal_year, t.value) for t in vision.targets.all()) == [(2024, 20), (2025, 1000)]
    period = vision.periods.get()
    assert (period.first_fiscal_year, period.last_fiscal_year, period.rolling) == (2024, 2026, True)


def test_form_can_be_downloaded_and_is_no_plan_by_itself(client, secretariat):
    small_plan()
    data = client.get("/staff/plan/workbook/template/").content
    assert read_workbook(data).document == PlanDocument({spec.name: {} for spec in specs()})
    page = bring(client, data, slug="empty").content.decode()
    assert "ちょうど1行" in page
    assert Vision.objects.count() == 1


def test_unsound_cells_are_told_at_their_place_and_nothing_is_kept(client, secretariat):
    rows = {**ROWS, "体系": [*ROWS["体系"], [None, "12", 9, None, "階層のない項目"]], "目標値": [[None, "x", "2024", 1]]}
    page = bring(client, filled(rows)).content.decode()
    assert "体系!C6" in page
    assert "目標値!B2" in page
    assert Vision.objects.count() == 0


@pytest.mark.parametrize("slug", ["test-plan", "日本語", "a b"])
def test_address_name_that_cannot_be_used_is_told_and_kept_in_the_form(client, secretariat, slug):
    small_plan()
    page = bring(client, filled(), slug=slug).content.decode()
    assert f'value="{slug}"' in page
    assert 'class="error"' in page
    assert Vision.objects.count() == 1


@pytest.mark.parametrize("code", BAD)
def test_file_that_cannot_be_used_is_told(client, secretariat, code):
    _vision, document = small_plan()
    page = bring(client, BAD[code](document))
    assert page.status_code == 200
    assert 'class="error"' in page.content.decode()
    assert Vision.objects.count() == 1


def test_exported_plan_comes_again_under_another_name(client, secretariat):
    vision, document = small_plan()
    bring(client, write_workbook(document, revision=1, title="t"), slug="second")
    second = load_document(Vision.objects.get(slug="second"))
    told = {spec.name: [{**row, "slug": ""} for row in second.rows(spec.name).values()] for spec in specs()}
    was = {spec.name: [{**row, "slug": ""} for row in document.rows(spec.name).values()] for spec in specs()}
    assert told == was
    assert load_document(vision) == document


def test_draft_is_edited_by_workbook(client, secretariat):
    small_plan()
    bring(client, write_workbook(other_city(3, measures=5), revision=0, title="t"))
    draft = Vision.objects.get(slug="other-city")
    out = client.get("/staff/plan/workbook/download/?plan=other-city").content
    document = load_document(draft)
    assert differences(document, read_workbook(out, known=document).document, specs()) == []
    data = edited(document, put("体系", "備考", 4, "案を直す"))
    address = client.post("/staff/plan/workbook/?plan=other-city", {"file": SimpleUploadedFile("a.xlsx", data)}).headers["Location"]
    token = client.get(address).context["rows"][0]["proposal"].token
    answer = client.post(address, {"accept": [token], "reason": "直す"})
    assert answer.headers["Location"] == "/staff/plan/all/other-city/"
    assert [item.note for item in draft.items.exclude(note="")] == ["案を直す"]
    assert client.get("/staff/plan/workbook/?plan=test-plan").status_code == 404

"""The plan workbook: out, through an office program, in again without a difference; damage is told at its place."""

import io
import shutil
import subprocess
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories.accounts import person
from tests.factories.plans import other_city, random_document
from tests.factories.vision import full_row, small_plan, store

from musubi.blocks.accounts.enums import Role
from musubi.blocks.kernel.workbooks.reading import WorkbookError
from musubi.blocks.vision.domain.document import PlanDocument, differences
from musubi.blocks.vision.domain.store import load_document
from musubi.blocks.vision.domain.tables import specs
from musubi.blocks.vision.domain.tree import build_tree
from musubi.blocks.vision.domain.validation import problems_of
from musubi.blocks.vision.interfaces.workbook import read_workbook, write_workbook
from musubi.blocks.vision.models import PlanItem, Revision, WorkbookUpload

pytestmark = pytest.mark.django_db


def out_and_in(document):
    read = read_workbook(write_workbook(document, revision=1, title="台帳"), known=document)
    assert read.problems == []
    return read.document


def test_a_thousand_random_programs_come_back_without_a_difference():
    vision = store(random_document(1000))
    document = load_document(vision)
    assert len(document.rows("items")) == 1024
    assert differences(document, out_and_in(document), specs()) == []


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n"), max_size=80), min_size=1, max_size=6))
def test_any_text_comes_back(texts):
    rows = {f"n{n}": full_row("questions", what="x", message=text) for n, text in enumerate(texts)}
    document = PlanDocument({"questions": rows})
    back = out_and_in(document).rows("questions")
    assert {uid: row["message"] for uid, row in back.items()} == {uid: row["message"] for uid, row in rows.items()}


def test_equal_plans_make_equal_bytes():
    _vision, document = small_plan()
    assert write_workbook(document, revision=1, title="t") == write_workbook(document, revision=1, title="t")


@pytest.mark.parametrize("levels", [3, 5])
def test_a_wholly_different_citys_plan_loads_by_workbook_alone(levels):
    data = write_workbook(other_city(levels), revision=0, title="架空市")
    read = read_workbook(data)
    assert read.problems == []
    assert problems_of(read.document, specs()) == []
    vision = store(read.document, in_force=False)
    tree = build_tree(load_document(vision))
    assert len(tree.of_kind("program")) == 100
    assert [level.name for level in tree.levels][-1] == "実施事業"
    assert vision.indicators.count() == 100
    assert vision.targets.count() == 400
    assert differences(load_document(vision), out_and_in(load_document(vision)), specs()) == []


@pytest.mark.office
def test_an_office_program_changes_nothing(tmp_path):
    if not shutil.which("soffice"):
        pytest.skip("no LibreOffice: apt-get install libreoffice-calc")
    document = load_document(store(random_document(60)))
    (tmp_path / "plan.xlsx").write_bytes(write_workbook(document, revision=1, title="台帳"))
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "out"), str(tmp_path / "plan.xlsx")],
        check=True, capture_output=True, timeout=180,
    )
    read = read_workbook((tmp_path / "out" / "plan.xlsx").read_bytes(), known=document)
    assert read.problems == []
    assert read.revision == 1
    assert differences(document, read.document, specs()) == []


def edited(document, change, revision=1):
    """A workbook as an office program saves it after `change(book)`."""
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(document, revision=revision, title="台帳")))
    change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def put(sheet, heading, row, value):
    def change(book):
        page = book[sheet]
        column = next(cell.column for cell in page[1] if cell.value == heading)
        page.cell(row=row, column=column).value = value

    return change


def head_of(sheet, old, new):
    def change(book):
        next(cell for cell in book[sheet][1] if cell.value == old).value = new

    return change


@pytest.mark.parametrize(
    ("change", "place", "words"),
    [
        (put("工程", "年度", 2, "平成三十年ごろ"), "工程!E2", "年度"),
        (put("工程", "年度", 2, "未定"), "工程!E2", "年度"),
        (put("体系", "並び順", 2, "たくさん"), "体系!P2", "整数"),
        (put("体系", "仮称", 2, "たぶん"), "体系!F2", "はい"),
        (put("体系", "状態", 2, "休み"), "体系!H2", "次のどれか"),
        (put("体系", "行ID", 2, "zzz"), "体系!A2", "行ID"),
        (put("体系", "行ID", 3, "itema"), "体系!A", "2行"),
    ],
)
def test_unreadable_cell_is_told_at_its_place(change, place, words):
    _vision, document = small_plan()
    read = read_workbook(edited(document, change), known=document)
    told = [(read.cells.get((p.table, p.uid, p.column)), p.message) for p in read.problems]
    assert [(cell.startswith(place), words in message) for cell, message in told] == [(True, True)]


@pytest.mark.parametrize("typed", [2019, "平成31年度", "令和元年度", "H31", "R1", "２０１９", "2019年度(平成31年度)"])
def test_a_fiscal_year_may_be_typed_in_many_ways(typed):
    _vision, document = small_plan()
    read = read_workbook(edited(document, put("工程", "年度", 2, typed)), known=document)
    assert read.problems == []
    assert next(iter(read.document.rows("marks").values()))["fiscal_year"] == 2019


def stripped(book):
    for page in book:
        for row in page.iter_rows():
            for cell in row:
                cell.comment = None
                cell.style = "Normal"
        page.data_validations.dataValidation = []
    for name in list(book.defined_names):
        del book.defined_names[name]


def swapped(book):
    page = book["体系"]
    for row in page.iter_rows():
        row[1].value, row[4].value = row[4].value, row[1].value


@pytest.mark.parametrize("change", [stripped, swapped])
def test_sanitised_and_swapped_workbooks_read_the_same(change):
    _vision, document = small_plan()
    read = read_workbook(edited(document, change), known=document)
    assert read.problems == []
    assert differences(document, read.document, specs()) == []


def zip_with(**files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


def hidden(book):
    book["体系"].sheet_state = "hidden"


def many_rows(book):
    page = book.create_sheet("控え")
    for number in range(20_002):
        page.append([number])


@pytest.fixture
def document():
    return small_plan()[1]


BAD = {
    "empty": lambda _document: b"",
    "not_excel": lambda _document: "番号,名称\nA,あ".encode("cp932"),
    "encrypted": lambda _document: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
    "old_format": lambda _document: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "broken": lambda d: write_workbook(d, revision=1, title="t")[:3000],
    "macro": lambda _document: zip_with(xl__workbook_xml="x", **{"xl__vbaProject.bin": "x"}),
    "ods": lambda _document: zip_with(**{"content.xml": "x"}),
    "bomb": lambda _document: zip_with(**{"xl__workbook.xml": b"0" * 40_000_000}),
    "too_large": lambda _document: b"PK" + b"0" * (20 * 1024 * 1024),
    "hidden": lambda d: edited(d, hidden),
    "too_many_rows": lambda d: edited(d, many_rows),
    "heading_missing": lambda d: edited(d, head_of("体系", "名称", "なまえ")),
    "heading_twice": lambda d: edited(d, head_of("体系", "名称(かな)", "名称")),
    "no_sheet": lambda d: edited(d, lambda book: [setattr(page, "title", f"x{n}") for n, page in enumerate(book)]),
}


@pytest.mark.parametrize("code", BAD)
def test_file_that_cannot_be_used_says_why(document, code):
    with pytest.raises(WorkbookError) as caught:
        read_workbook(BAD[code](document), known=document)
    assert caught.value.code == code
    assert "ください" in str(caught.value)


# ---- the pages ----


@pytest.fixture
def secretariat(client, settings):
    settings.DEMO = True
    user = person(Role.SECRETARIAT)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return user


def upload(client, data, name="台帳.xlsx"):
    return client.post("/staff/plan/workbook/", {"file": SimpleUploadedFile(name, data)})


@pytest.mark.parametrize("code", BAD)
def test_bad_file_is_told_at_the_field_and_saves_nothing(client, secretariat, code):
    _vision, document = small_plan()
    page = upload(client, BAD[code](document))
    assert page.status_code == 200
    assert 'class="error"' in page.content.decode()
    assert WorkbookUpload.objects.count() == 0


def test_export_imported_changes_nothing(client, secretariat):
    small_plan()
    data = client.get("/staff/plan/workbook/download/").content
    page = client.get(upload(client, data).headers["Location"]).content.decode()
    assert "計画と違うところはありません" in page


def test_changes_are_seen_and_accepted_in_part(client, secretariat):
    vision, document = small_plan()

    def change(book):
        put("体系", "名称", 4, "新しい名称")(book)
        put("体系", "備考", 4, "備考を足す")(book)

    address = upload(client, edited(document, change)).headers["Location"]
    assert "新しい名称" in client.get(address).content.decode()
    assert Revision.objects.count() == 1
    answer = client.post(address, {"accept": ["0"], "reason": "名称の見直し"})
    assert answer.headers["Location"] == "/staff/plan/revisions/2/"
    item = PlanItem.objects.get(code="A-P1")
    assert (item.name, item.note) == ("新しい名称", "")
    assert "備考を足す" in client.get(address).content.decode()
    assert load_document(vision).rows("items")[item.uid]["name"] == "新しい名称"


def test_newer_value_in_the_plan_is_a_conflict_not_accepted_by_itself(client, secretariat):
    _vision, document = small_plan()
    data = edited(document, put("体系", "名称", 4, "台帳の名称"))
    PlanItem.objects.filter(code="A-P1").update(name="画面の名称")
    Revision.objects.create(
        vision=_vision, number=2, title="t", applied_at=_vision.created_at,
        changes=[{"table": "items", "uid": "itema-p1", "kind": "update", "column": "name", "before": "企業誘致推進事業", "after": "画面の名称", "label": ""}],
    )
    address = upload(client, data).headers["Location"]
    page = client.get(address).content.decode()
    assert "ほかの人も変えました" in page
    assert "checked" not in page
    client.post(address, {"accept": ["0"], "reason": "台帳が正しい"})
    assert PlanItem.objects.get(code="A-P1").name == "台帳の名称"


def test_provisional_mark_falls_by_a_decision_only(client, secretariat):
    _vision, _document = small_plan()
    PlanItem.objects.filter(code="A-P1").update(provisional=True)
    data = edited(load_document(_vision), put("体系", "仮称", 4, "いいえ"))
    address = upload(client, data).headers["Location"]
    assert "市の決定" in client.post(address, {"accept": ["0"], "reason": "正式名称"}).content.decode()
    assert PlanItem.objects.get(code="A-P1").provisional
    client.post(address, {"accept": ["0"], "reason": "正式名称", "basis_label": "名称の決定", "decided_on": "R2.10.1", "document_number": "所産振第1号"})
    assert not PlanItem.objects.get(code="A-P1").provisional
    revision = Revision.objects.order_by("number").last()
    assert (revision.basis_label, str(revision.decided_on)) == ("名称の決定", "2020-10-01")


def test_missing_row_is_removed_only_when_chosen(client, secretariat):
    _vision, document = small_plan()
    data = edited(document, lambda book: book["確認事項"].delete_rows(2))
    address = upload(client, data).headers["Location"]
    assert "checked" not in client.get(address).content.decode()
    client.post(address, {"accept": ["0"], "reason": "確かめた"})
    assert _vision.questions.count() == 0


def test_new_row_without_an_id_is_added(client, secretariat):
    _vision, document = small_plan()

    def change(book):
        page = book["体系"]
        page.append([None, "A-P9", 3, "A", "新しい事業", "はい", "新規", "実施中"])

    address = upload(client, edited(document, change)).headers["Location"]
    client.post(address, {"accept": ["0"], "reason": "新しい事業"})
    assert PlanItem.objects.get(code="A-P9").provisional


@pytest.mark.parametrize("role", [Role.DIVISION_STAFF, Role.PARTNER, Role.COUNCIL_MEMBER, Role.ADMINISTRATOR])
def test_only_the_secretariat_takes_workbooks_in(client, settings, role):
    settings.DEMO = True
    small_plan()
    client.force_login(person(role), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/staff/plan/workbook/").status_code == 403
    assert client.get("/staff/plan/workbook/download/").status_code == 403

"""The plan workbook: out, through an office program, in again without a difference; damage is told at its place."""

import shutil
import subprocess
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories.plans import other_city, random_document
from tests.factories.vision import full_row, small_document, small_plan, store
from tests.factories.workbooks import BAD, edited, put

from musubi.blocks.kernel.workbooks.reading import WorkbookError, same_heading
from musubi.blocks.vision.domain.document import PlanDocument, differences
from musubi.blocks.vision.domain.store import load_document
from musubi.blocks.vision.domain.tables import specs
from musubi.blocks.vision.domain.tree import build_tree
from musubi.blocks.vision.domain.validation import problems_of
from musubi.blocks.vision.interfaces.sheet_rows import ROW_ID, heading, sheet_title
from musubi.blocks.vision.interfaces.workbook import COVER, read_workbook, write_workbook

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


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text("AＡaａ1１-－ｱアﾎﾟ㈱高髙 ・=+@'\"", min_size=1, max_size=12).map(str.strip).filter(bool), min_size=2, max_size=6, unique=True))
def test_any_numbers_and_references_come_back(codes):
    document = PlanDocument(
        {
            "levels": {"l1": full_row("levels", number=1, name="階層")},
            "items": {f"u{n}": full_row("items", code=code, level=1, name="x") for n, code in enumerate(codes)},
            "questions": {f"q{n}": full_row("questions", item=code, what="x", message="y") for n, code in enumerate(codes)},
        }
    )
    assert differences(document, out_and_in(document), specs()) == []


FIGURES = st.builds(lambda digits, places: Decimal(digits).scaleb(-places), st.integers(-(10**15) + 1, 10**15 - 1), st.integers(1, 6))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(FIGURES, min_size=1, max_size=8))
def test_any_figures_come_back_from_workbook_and_database(figures):
    tables = {name: dict(rows) for name, rows in small_document(slug="figures").tables.items()}
    tables["indicators"] = {"k1": full_row("indicators", code="K1", item="A", name="x")}
    tables["actuals"] = {
        f"a{n}": full_row("actuals", indicator="K1", fiscal_year=1990 + n, value=format(figure.normalize() + 0, "f"))
        for n, figure in enumerate(figures)
    }
    document = PlanDocument(tables)
    with transaction.atomic():
        vision = store(document)
        assert load_document(vision).rows("actuals") == document.rows("actuals")
        transaction.set_rollback(True)
    assert differences(document, out_and_in(document), specs()) == []


def test_sheets_and_headings_can_be_told_apart():
    titles = [sheet_title(spec) for spec in specs()]
    assert len({*titles, COVER}) == len(titles) + 1
    assert [title for title in titles if len(title) > 31 or set(title) & set("[]:*?/\\")] == []
    for spec in specs():
        headings = [same_heading(heading(column)) for column in spec.columns]
        assert len({*headings, ROW_ID}) == len(headings) + 1, spec.name


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
        [
            "soffice",
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
            str(tmp_path / "out"),
            str(tmp_path / "plan.xlsx"),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    read = read_workbook((tmp_path / "out" / "plan.xlsx").read_bytes(), known=document)
    assert read.problems == []
    assert read.revision == 1
    assert read.fingerprints == {spec.name: document.fingerprint(spec.name) for spec in specs()}
    assert read.notes == []
    assert differences(document, read.document, specs()) == []


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


@pytest.fixture
def document():
    return small_plan()[1]


@pytest.mark.parametrize("code", BAD)
def test_file_that_cannot_be_used_says_why(document, code):
    with pytest.raises(WorkbookError) as caught:
        read_workbook(BAD[code](document), known=document)
    assert caught.value.code == code
    assert "ください" in str(caught.value)

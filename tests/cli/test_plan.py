"""`musubi plan`: the contract that scripts outside rely on, and plans that go out to a file and come back."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.utils import timezone
from tests.factories.vision import small_document, small_plan, store
from tests.factories.workbooks import edited, put

from musubi.blocks.vision.domain.document import PlanDocument
from musubi.blocks.vision.domain.interchange import aligned
from musubi.blocks.vision.domain.store import load_document
from musubi.blocks.vision.models import Initiative, LeadProject, OpenQuestion, Program, Vision
from musubi.cli.__main__ import main
from musubi.packs.loading import load_city

BROCHURE = Path(__file__).resolve().parents[1] / "fixtures" / "vision-brochure.txt"


def run(*arguments):
    return CliRunner().invoke(main, ["plan", *map(str, arguments)])


def musubi(*arguments, data):
    """The command as a script outside starts it, on a data folder of its own."""
    environment = {**os.environ, "MUSUBI_DATA": str(data), "PYTHONPATH": os.pathsep.join(sys.path)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "musubi.cli", "plan", *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)


def per_project(entries):
    return list(Counter(entry["code"][0] for entry in entries).values())


def test_contract_of_the_citys_brochure(tmp_path):
    done = musubi("read", BROCHURE, "--json", data=tmp_path / "data")
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert list(told) == ["lead_projects", "initiatives", "programs", "council", "period", "unknowns"]
    assert len(told["lead_projects"]) == 4
    assert per_project(told["initiatives"]) == [5, 3, 6, 4]
    assert per_project(told["programs"]) == [3, 3, 5, 3]
    assert Counter(program["kind"] for program in told["programs"]) == {"new": 6, "existing": 8}
    assert sum(entry["provisional"] for entry in told["initiatives"] + told["programs"]) == 7
    assert told["council"] == {"name": "所沢市産業振興ビジョン推進会議", "provisional": True}
    assert told["period"] == {"label": "前期", "first_fiscal_year": 2018, "last_fiscal_year": 2022}
    assert Counter(unknown["what"] for unknown in told["unknowns"]) == {
        "program_pairing": 18,
        "start_year": 6,
        "upgrade_year": 8,
    }
    assert not (tmp_path / "data").exists(), "reading makes neither folder nor database"


def test_summary_tells_counts_and_doubts_with_their_lines():
    done = run("read", BROCHURE)
    assert done.exit_code == 0
    assert "先導プロジェクト 4、取組 18、重点事業 14" in done.stdout
    assert "A-3 (仮称)企業誘致連絡会の開催" in done.stdout
    assert "193行目 D-P2: 「新規就農戸増進推進事業」" in done.stdout
    assert "何も保存していません。" in done.stdout


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "ファイルが空です"),
        (b"PK\x03\x04abc", "Word・Excel・ZIP のファイルは読めません"),
        ("議事録\n出席者".encode(), "概要版として読めませんでした"),
    ],
)
def test_what_is_not_a_vision_is_refused(tmp_path, content, message):
    path = tmp_path / "x.txt"
    path.write_bytes(content)
    done = run("read", path, "--json")
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in done.stderr


def test_missing_file_is_wrong_use():
    assert run("read", "nowhere.txt").exit_code == 2
    assert run("import", "nowhere.txt").exit_code == 2


@pytest.mark.parametrize("arguments", [["import", str(BROCHURE)], ["export", "plan.json"]])
def test_without_a_database_the_command_says_what_to_do(tmp_path, arguments):
    arguments = [str(tmp_path / a) if a == "plan.json" else a for a in arguments]
    done = musubi(*arguments, data=tmp_path / "data")
    assert done.returncode == 1
    assert "先に musubi setup を実行してください" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.django_db
def test_import_shows_and_keeps_nothing_until_it_is_applied():
    done = run("import", BROCHURE)
    assert done.exit_code == 0, done.output
    assert "重点事業: 14件" in done.stdout
    assert "保存していません" in done.stdout
    assert not Vision.objects.exists()


@pytest.mark.django_db
def test_imported_brochure_is_a_draft_beside_the_plan_in_force():
    load_city(name="tokorozawa", now=timezone.now())
    done = run("import", BROCHURE, "--apply")
    assert done.exit_code == 0, done.output
    draft = Vision.objects.get(status="draft")
    assert draft.slug == "vision-2018"
    counts = [model.objects.filter(vision=draft).count() for model in (LeadProject, Initiative, Program, OpenQuestion)]
    assert counts == [4, 18, 14, 35]
    assert draft.publisher == Vision.objects.get(status="in_force").publisher, "the division is known by its name"
    assert run("import", BROCHURE, "--slug", "vision-2018", "--apply").exit_code == 2
    assert run("import", BROCHURE, "--slug", "計画", "--apply").exit_code == 2
    assert Vision.objects.count() == 2


@pytest.mark.django_db
def test_exported_plan_comes_back_the_same(tmp_path):
    vision, document = small_plan(programs=3)
    path = tmp_path / "plan.json"
    assert run("export", path).exit_code == 0
    assert run("export", path).exit_code == 2, "a file is not overwritten without --force"
    assert run("import", path, "--apply").exit_code == 2, "its address name is taken"
    assert run("import", path, "--slug", "again", "--apply").exit_code == 0
    again = load_document(Vision.objects.get(slug="again"))
    plan = {uid: {**row, "slug": vision.slug} for uid, row in again.rows("plan").items()}
    back = aligned(PlanDocument({**again.tables, "plan": plan}), document)
    for name in ("organizations", "plan", "periods", "levels", "items", "pairings", "owners"):
        assert back.rows(name) == document.rows(name), name
    for name in ("marks", "questions"):
        assert list(back.rows(name).values()) == list(document.rows(name).values()), name


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "JSONとして読めません"),
        ('{"format": "other"}', "計画のファイルではありません"),
        ('{"format": "musubi-plan/1", "tables": {"nothing": {}}}', "「nothing」という表はありません"),
        ('{"format": "musubi-plan/1", "tables": {}}', "plan"),
        ('{"format": "musubi-plan/1", "tables": {"plan": {"x": {"title": ["a"]}}}}', "「plan」の行「x」"),
        ('{"format": "musubi-plan/1", "tables": {"plan": {"x": {"title": "計画"}}}}', "アドレス名を入力してください"),
    ],
)
def test_broken_plan_file_is_refused_with_its_place(tmp_path, text, message):
    path = tmp_path / "plan.json"
    path.write_text(text, encoding="utf-8")
    done = run("import", path, "--slug", "new-plan", "--apply")
    assert done.exit_code == 2, done.output
    assert message in done.stderr
    assert not Vision.objects.exists()


@pytest.mark.django_db
def test_export_names_a_plan_that_is_not_there(tmp_path):
    assert "現行の計画がまだありません" in run("export", tmp_path / "a.json").stderr
    store(small_document(slug="draft"), in_force=False)
    assert "「nowhere」という計画はありません" in run("export", "--slug", "nowhere", tmp_path / "a.json").stderr
    assert run("export", "--slug", "draft", tmp_path / "a.json").exit_code == 0


@pytest.mark.django_db
def test_plan_goes_out_and_in_as_a_workbook(tmp_path):
    _vision, document = small_plan(programs=3)
    path = tmp_path / "plan.xlsx"
    assert run("export", path).exit_code == 0
    told = run("import", path, "--slug", "again")
    assert (told.exit_code, Vision.objects.count()) == (0, 1), told.output
    assert run("import", path, "--slug", "again", "--apply").exit_code == 0
    again = load_document(Vision.objects.get(slug="again"))
    for name in ("items", "marks", "owners", "pairings", "questions", "periods", "levels"):
        assert list(again.rows(name).values()) == list(document.rows(name).values()), name


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "words"),
    [
        (put("工程", "年度", 2, "未定"), "工程!E2: "),
        (put("体系", "上位の番号", 3, "Z"), "体系!D3: "),
        (lambda book: book["計画"].delete_rows(2), "ちょうど1行"),
        (lambda book: book.remove(book["計画"]), "ちょうど1行"),
    ],
)
def test_unsound_workbook_is_refused_at_its_cells(tmp_path, change, words):
    _vision, document = small_plan()
    path = tmp_path / "plan.xlsx"
    path.write_bytes(edited(document, change))
    done = run("import", path, "--slug", "again", "--apply")
    assert (done.exit_code, Vision.objects.count()) == (2, 1)
    assert words in done.stderr


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["plan.xlsx", "plan.xls", "plan.xlsm"])
def test_damaged_workbook_is_refused(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"PK damaged")
    done = run("import", path)
    assert (done.exit_code, "壊れています" in done.stderr) == (2, True)

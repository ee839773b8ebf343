"""What holds for every program app: its codes are the plan's, its pages open, its measures count, its manual is written."""

import importlib.util
from pathlib import Path

import pytest
from django.apps import apps
from django.utils import timezone, translation
from tests.factories.accounts import person
from tests.repo.test_programs import CODES

from musubi.blocks.accounts.enums import Role
from musubi.blocks.indicators.domain.measures import measure
from musubi.blocks.vision.domain.programs import ProgramApp, programs, programs_of, register_program
from musubi.packs.loading import load_city

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "src/musubi/programs"
each_program = pytest.mark.parametrize("program", programs(), ids=lambda program: program.slug)


def test_every_app_in_the_folder_is_installed_and_registered():
    folders = {path.parent.relative_to(FOLDER).as_posix().replace("/", ".") for path in FOLDER.glob("*/*/apps.py")}
    assert {program.app for program in programs()} == folders
    assert {config.name for config in apps.get_app_configs() if ".programs." in config.name} == {f"musubi.programs.{name}" for name in folders}


@each_program
def test_codes_are_those_of_the_plan(program):
    assert [code for code in program.codes if code not in CODES] == []


def test_make_where_finds_every_program_without_starting_the_site():
    spec = importlib.util.spec_from_file_location("where", ROOT / "tools/where.py")
    where = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(where)
    assert {app: (tuple(codes), manual) for app, codes, _name, manual in where.programs()} == {
        program.app: (program.codes, program.manual) for program in programs()
    }


def test_a_priority_program_is_run_by_one_app():
    assert [code for code in CODES if "-P" in code and len(programs_of([code])) > 1] == []


@each_program
def test_manual_and_measures_are_there(program):
    assert (ROOT / "docs" / program.manual).exists()
    assert [key for key in program.measures if measure(key).key != key] == []


@each_program
def test_name_and_summary_speak_english(program):
    with translation.override("ja"):
        japanese = str(program.name), str(program.summary)
    with translation.override("en"):
        assert [text for text in (str(program.name), str(program.summary)) if text in japanese] == []


@each_program
@pytest.mark.django_db
def test_pages_open_and_the_plan_leads_there(program, client):
    load_city(name="tokorozawa", now=timezone.now())
    public, code = program.public_page, program.codes[0]
    assert [client.get(public).status_code, client.get(f"/en{public}").status_code] == [200, 200]
    assert f'href="{public}"' in client.get(f"/plan/{code}/").content.decode()
    assert f'href="{public}"' in client.get("/map/").content.decode()
    client.force_login(person(Role.DIVISION_STAFF))
    assert client.get(program.staff_page).status_code == 200
    assert f'href="{program.staff_page}' in client.get(f"/staff/desk/{code}/").content.decode()
    assert f'href="{program.staff_page}"' in client.get("/staff/programs/").content.decode()


@pytest.mark.django_db
def test_unknown_program_is_told_as_missing(client):
    load_city(name="tokorozawa", now=timezone.now())
    assert client.get("/programs/nowhere/").status_code == 404
    client.force_login(person(Role.DIVISION_STAFF))
    assert client.get("/staff/programs/nowhere/").status_code == 404


@pytest.mark.parametrize(
    ("app", "codes", "what"),
    [("subsidies", ("B-1",), "form"), ("growth.other", (), "no code"), ("growth.subsidies", ("B-1",), "twice")],
)
def test_what_cannot_be_registered(app, codes, what):
    with pytest.raises(ValueError, match=what):
        register_program(ProgramApp(app=app, codes=codes, name="名", summary="要約", manual="staff/index.md"))

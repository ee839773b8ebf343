"""The map: every code of the city's plan has a public page, a desk and a manual page, and docs/programs.md says so."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from musubi.blocks.vision.domain.programs import programs_of
from musubi.packs.loading import load_city

ROOT = Path(__file__).resolve().parents[2]
PROJECTS = {"A": (5, 3), "B": (3, 3), "C": (6, 5), "D": (4, 3)}
CODES = [
    code
    for letter, (initiatives, programs) in PROJECTS.items()
    for code in (
        letter,
        *(f"{letter}-{n}" for n in range(1, initiatives + 1)),
        *(f"{letter}-P{n}" for n in range(1, programs + 1)),
    )
]


def test_the_map_has_18_initiatives_and_14_programs():
    assert len(CODES) == 4 + 18 + 14


@pytest.mark.django_db
def test_every_code_has_a_public_page_in_both_languages(client):
    load_city(name="tokorozawa", now=timezone.now())
    answers = {path: client.get(path).status_code for code in CODES for path in (f"/plan/{code}/", f"/en/plan/{code}/")}
    assert {path: status for path, status in answers.items() if status != 200} == {}


@pytest.mark.django_db
def test_every_code_stands_on_the_public_map_with_its_page(client):
    load_city(name="tokorozawa", now=timezone.now())
    text = client.get("/map/").content.decode()
    assert [code for code in CODES if f'href="/plan/{code}/"' not in text] == []


def test_document_is_what_the_command_writes(tmp_path):
    call_command("list_programs", output=tmp_path / "programs.md")
    written = (tmp_path / "programs.md").read_text(encoding="utf-8")
    assert written == (ROOT / "docs/programs.md").read_text(encoding="utf-8")


def test_document_names_every_code_with_page_desk_and_manual():
    lines = (ROOT / "docs/programs.md").read_text(encoding="utf-8").splitlines()
    rows = {cells[1]: cells for line in lines if len(cells := [cell.strip() for cell in line.split("|")]) == 10}
    for code in CODES:
        assert rows[code][5] == f"`/plan/{code}/`"
        assert rows[code][6] == f"`/staff/desk/{code}/`"
        for program in programs_of([code]):
            assert f"`{program.app.replace('.', '/')}`" in rows[code][4]
            assert f"]({program.manual})" in rows[code][8]
    assert (ROOT / "docs/citizen/reading-the-plan.md").exists()


def test_unknown_pack_is_refused():
    with pytest.raises(CommandError, match="nowhere"):
        call_command("list_programs", pack="nowhere")

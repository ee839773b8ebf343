"""A pack that does not hold together is refused with the place of the fault."""

import shutil

import pytest

from musubi.packs.loader import PACKS, PackError, load_pack


@pytest.fixture
def folder(tmp_path):
    for name in ("plan.toml", "organizations.toml"):
        shutil.copy(PACKS / "tokorozawa" / name, tmp_path / name)
    return tmp_path


def change(folder, name, before, after):
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


FAULTS = {
    "wrong format": ("plan.toml", "musubi-pack/1", "musubi-pack/9", "wrong_format", "plan.toml format"),
    "mistyped key": ("plan.toml", "name_kana", "name_kane", "required", "plan.toml lead_projects[1] (A) name_kana"),
    "unknown key": ("plan.toml", 'code = "A-1"', 'code = "A-1"\ncolour = "red"', "unknown_key", "plan.toml initiatives[1] (A-1) colour"),
    "text for a flag": ("plan.toml", 'Council"\nprovisional = true', 'Council"\nprovisional = "はい"', "wrong_type", "plan.toml council provisional"),
    "text for a year": ("plan.toml", "first_fiscal_year = 2018", 'first_fiscal_year = "平成30"', "wrong_type", "plan.toml periods[1] first_fiscal_year"),
    "era year": ("plan.toml", "first_fiscal_year = 2018", "first_fiscal_year = 30", "wrong_year", "plan.toml periods[1] first_fiscal_year"),
    "period turned round": ("plan.toml", "last_fiscal_year = 2022", "last_fiscal_year = 2017", "wrong_period", "plan.toml periods[1] last_fiscal_year"),
    "other kind": ("plan.toml", 'kind = "existing"', 'kind = "old"', "wrong_choice", "plan.toml programs[1] (A-P1) kind"),
    "(仮称) in a name": ("plan.toml", 'name = "企業誘致連絡会', 'name = "(仮称)企業誘致連絡会', "provisional_in_name", "plan.toml initiatives[3] (A-3) name"),
    "a year certain but missing": ("plan.toml", '{ kind = "upgrade", certain = false }', '{ kind = "upgrade", certain = true }', "unknown_year", "plan.toml programs[1] (A-P1) marks[2] first"),
    "a mark turned round": ("plan.toml", "first = 2018, last = 2022", "first = 2018, last = 2016", "wrong_period", "plan.toml programs[1] (A-P1) marks[1] last"),
    "a code twice": ("plan.toml", 'code = "A-2"', 'code = "A-1"', "duplicate", "plan.toml code"),
    "pairing with nothing": ("plan.toml", 'proposed_programs = ["A-P1"]', 'proposed_programs = ["A-P9"]', "unknown_code", "plan.toml (A-1) proposed_programs"),
    "unknown about nothing": ("plan.toml", 'about = ["C-2"]', 'about = ["C-9"]', "unknown_code", "plan.toml unknowns (name) about"),
    "item without a project": ("plan.toml", 'code = "D-3"', 'code = "E-3"', "unknown_code", "plan.toml (E-3) parent"),
    "publisher without office": ("plan.toml", 'publisher = "industrial-promotion"', 'publisher = "nobody"', "unknown_code", "plan.toml plan publisher"),
    "office below nothing": ("organizations.toml", 'parent = "tokorozawa"', 'parent = "sayama"', "unknown_code", "organizations.toml (industry-economy) parent"),
    "office of no kind": ("organizations.toml", 'kind = "city"', 'kind = "town"', "wrong_choice", "organizations.toml organizations[1] (tokorozawa) kind"),
    "office twice": ("organizations.toml", 'code = "chamber"', 'code = "tokorozawa"', "duplicate", "organizations.toml code"),
    "not toml": ("plan.toml", "[plan]", "[plan", "not_toml", "plan.toml"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_with_its_place(folder, name):
    file, before, after, code, place = FAULTS[name]
    change(folder, file, before, after)
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    assert (caught.value.code, caught.value.params["place"]) == (code, place)
    assert str(caught.value).startswith(place)


def test_a_missing_file_and_another_encoding_are_named(folder):
    (folder / "organizations.toml").write_bytes("name = '所沢市'".encode("cp932"))
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    assert (caught.value.code, caught.value.params["place"]) == ("not_utf8", "organizations.toml")
    (folder / "organizations.toml").unlink()
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    assert (caught.value.code, caught.value.params["place"]) == ("missing_file", "organizations.toml")


def test_a_city_without_a_council_loads(folder):
    text = (folder / "plan.toml").read_text(encoding="utf-8")
    start, end = text.index("[council]"), text.index("[[periods]]")
    (folder / "plan.toml").write_text(text[:start] + text[end:], encoding="utf-8")
    assert load_pack(folder).council is None

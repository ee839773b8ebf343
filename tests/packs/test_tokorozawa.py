"""The city's pack: whole, agreeing with the brochure's text, and in its own words."""

from pathlib import Path

import pytest

from musubi.blocks.vision.domain.brochure import read_brochure_text
from musubi.packs.loader import PACKS, load_pack

BROCHURE = Path(__file__).resolve().parents[1] / "fixtures" / "vision-brochure.txt"


@pytest.fixture(scope="module")
def pack():
    return load_pack(PACKS / "tokorozawa")


@pytest.fixture(scope="module")
def text():
    return BROCHURE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def draft(text):
    return read_brochure_text(text)


def test_pack_and_brochure_agree_on_codes_names_flags_and_kinds(pack, draft):
    assert [(p.code, p.name) for p in pack.lead_projects] == [(p.code, p.name) for p in draft.lead_projects]
    assert [(i.code, i.parent, i.name, i.provisional) for i in pack.initiatives] == [
        (i.code, i.project, i.name, i.provisional) for i in draft.initiatives
    ]
    assert [(p.code, p.parent, p.name, p.provisional, p.kind, p.start) for p in pack.programs] == [
        (p.code, p.project, p.name, p.provisional, p.kind, p.start) for p in draft.programs
    ]
    assert [p.code for p in pack.programs if not p.start_certain] == [p.code for p in draft.programs if p.kind == "new"]


def test_pack_and_brochure_agree_on_plan_council_period_and_legend(pack, draft):
    assert (pack.plan.title, pack.plan.published_on, pack.plan.municipality) == (
        draft.title,
        draft.published,
        draft.publisher.municipality,
    )
    assert (pack.council.name, pack.council.provisional) == (draft.council.name, draft.council.provisional)
    assert [(p.label, p.first_fiscal_year, p.last_fiscal_year) for p in pack.periods] == [
        (draft.period.label, draft.period.first_fiscal_year, draft.period.last_fiscal_year)
    ]
    assert [(m.mark, m.meaning) for m in pack.legend] == [(m.mark, m.meaning) for m in draft.legend]


def test_the_publisher_stands_in_the_organisation_tree(pack, draft):
    by_code = {o.code: o for o in pack.organizations}
    division = by_code[pack.plan.publisher]
    department = by_code[division.parent]
    city = by_code[department.parent]
    assert city.name + department.name + division.name == draft.publisher.name
    assert (division.postal_code, division.address, division.phone, division.fax) == (
        draft.publisher.postcode,
        draft.publisher.address,
        draft.publisher.tel,
        draft.publisher.fax,
    )


def test_partners_are_named_in_the_brochure(pack, text):
    named = [o.name for o in pack.organizations if o.name not in text]
    assert named == ["農業協同組合"]  # a generic name: the brochure names none


def test_all_that_the_reader_calls_unknown_is_unknown_in_the_pack(pack, draft):
    pack_unknowns = {(u.about, u.what) for u in pack.unknowns}
    assert {(u.about, u.what) for u in draft.unknowns} <= pack_unknowns
    assert pack_unknowns - {(u.about, u.what) for u in draft.unknowns} == {("C-2", "name"), ("D-P2", "name")}
    assert {(d.about, d.what) for d in draft.doubts if d.what == "name"} == {("C-2", "name"), ("D-P2", "name")}


def test_marks_span_the_period_and_never_guess_a_year(pack):
    for program in pack.programs:
        marks = {mark.kind: mark for mark in program.marks}
        assert (marks["continue"].first, marks["continue"].last) == (2018, 2022)
        if program.kind == "new":
            assert set(marks) == {"start", "continue"}
            assert (marks["start"].first, marks["start"].certain) == (2018, False)
        else:
            assert set(marks) == {"continue", "upgrade"}
            assert (marks["upgrade"].first, marks["upgrade"].certain) == (None, False)


def test_every_program_is_proposed_for_an_initiative_of_its_own_project(pack):
    proposed = [(i.parent, code) for i in pack.initiatives for code in i.proposed_programs]
    assert sorted({code for _, code in proposed}) == [p.code for p in sorted(pack.programs, key=lambda p: p.code)]
    assert [code for parent, code in proposed if not code.startswith(f"{parent}-")] == []


def test_every_item_has_reading_english_name_and_summaries(pack):
    for item in pack.items:
        assert item.name_kana.isascii() is False
        assert all("ぁ" <= c <= "ゖ" or c == "ー" for c in item.name_kana), item.code
        assert item.name_en.isascii()
        assert item.summary.endswith("。")
        assert item.summary_en.endswith(".")
    assert len({item.name_en for item in pack.items}) == 36


def test_summaries_are_our_own_words(pack, text):
    for item in (*pack.items, pack.plan, pack.council):
        longest = max(
            (
                item.summary[start:end]
                for start in range(len(item.summary))
                for end in range(start + 1, len(item.summary) + 1)
                if item.summary[start:end] in text
            ),
            key=len,
        )
        assert len(longest) <= 12, longest

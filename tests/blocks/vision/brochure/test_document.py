"""A draft as a plan document: sound tables, every column, questions for all that is not known."""

import pytest

from musubi.blocks.vision.domain.brochure import read_brochure_text
from musubi.blocks.vision.domain.brochure.document import draft_document
from musubi.blocks.vision.domain.tables import specs
from musubi.blocks.vision.domain.validation import problems_of
from musubi.packs.document import pack_document
from musubi.packs.loader import PACKS, load_pack


@pytest.fixture(params=["brochure", "second"])
def document(request):
    return draft_document(read_brochure_text(request.getfixturevalue(request.param)), slug="draft")


def test_the_document_is_sound_and_has_each_column(document):
    assert problems_of(document, specs()) == []
    columns = {spec.name: [column.key for column in spec.columns] for spec in specs()}
    for name, table in document.tables.items():
        assert [list(row) for row in table.values() if list(row) != columns[name]] == []


def test_the_city_s_draft_and_pack_have_the_same_items_and_marks(brochure):
    draft = draft_document(read_brochure_text(brochure), slug="tokorozawa-2018")
    pack = pack_document(load_pack(PACKS / "tokorozawa"))
    told = ("code", "level", "parent", "name", "provisional", "origin", "order")
    for name, keys in (("items", told), ("marks", ("item", "kind", "fiscal_year", "last_fiscal_year", "certain"))):
        mine = {uid: [row[key] for key in keys] for uid, row in draft.rows(name).items()}
        assert mine == {uid: [row[key] for key in keys] for uid, row in pack.rows(name).items()}


def test_every_unknown_and_doubt_is_a_question_with_its_line(brochure):
    draft = read_brochure_text(brochure)
    questions = list(draft_document(draft, slug="x").rows("questions").values())
    assert len(questions) == len(draft.unknowns) + len(draft.doubts)
    assert ("D-P2", "name", "193行目") in [(q["item"], q["what"], q["source"]) for q in questions]


def test_marks_of_a_table_whose_columns_survived(second):
    rows = draft_document(read_brochure_text(second), slug="x").rows("marks").values()
    marks = [(r["item"], r["kind"], r["fiscal_year"], r["last_fiscal_year"], r["certain"]) for r in rows]
    assert marks[:4] == [
        ("1-P1", "continue", 2023, 2027, True),
        ("1-P1", "upgrade", 2025, None, True),
        ("1-P2", "start", 2024, None, True),
        ("1-P2", "continue", 2024, 2027, True),
    ]


def test_a_text_without_publisher_period_and_council_still_gives_a_sound_document(brochure):
    text = brochure.split("先導プロジェクト **A**", 1)[1].replace("ビジョン計画期間(前期)", "").replace("2018\t2019\t2020\t2021\t2022", "")
    draft = read_brochure_text("産業振興ビジョン\n先導プロジェクト **A**" + text)
    assert (draft.publisher, draft.period, draft.council) == (None, None, None)
    document = draft_document(draft, slug="x")
    assert problems_of(document, specs()) == []
    assert {row["fiscal_year"] for row in document.rows("marks").values()} == {None}

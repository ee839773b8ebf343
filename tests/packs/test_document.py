"""The pack as a plan document: every table sound, every column there, the same rows each time."""

import pytest

from musubi.blocks.accounts.enums import OrganizationKind
from musubi.blocks.vision.domain.document import PlanDocument
from musubi.blocks.vision.domain.tables import specs
from musubi.blocks.vision.domain.validation import problems_of
from musubi.packs.document import pack_document
from musubi.packs.loader import ORGANIZATION_KINDS, PACKS, load_pack


@pytest.fixture(scope="module")
def document():
    return pack_document(load_pack(PACKS / "tokorozawa"))


def test_the_document_is_sound(document):
    assert problems_of(document, specs()) == []


def test_each_row_has_exactly_the_columns_of_its_table(document):
    columns = {spec.name: [column.key for column in spec.columns] for spec in specs()}
    for name, table in document.tables.items():
        assert [list(row) for row in table.values() if list(row) != columns[name]] == []


def test_counts(document):
    assert {name: len(rows) for name, rows in document.tables.items()} == {
        "organizations": 10,
        "plan": 1,
        "periods": 1,
        "levels": 3,
        "items": 36,
        "pairings": 15,
        "marks": 28,
        "owners": 0,
        "questions": 34,
    }


def test_loading_twice_gives_the_same_rows(document):
    again = pack_document(load_pack(PACKS / "tokorozawa"))
    assert again.sha256() == document.sha256()
    assert PlanDocument.from_json(document.to_json()).sha256() == document.sha256()


def test_organisation_kinds_are_those_of_the_accounts():
    assert sorted(ORGANIZATION_KINDS) == sorted(OrganizationKind.values)

"""The database follows the document through any rearrangement of rows, numbers and references."""

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories.accounts import person
from tests.factories.plans import random_document
from tests.factories.vision import full_row, small_document, small_plan, store

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Membership, Organization
from musubi.blocks.vision.domain.document import (
    Change,
    ChangeKind,
    InvalidPlanError,
    PlanDocument,
    differences,
    mutable_tables,
)
from musubi.blocks.vision.domain.store import apply_changes, load_document
from musubi.blocks.vision.domain.tables import specs
from musubi.blocks.vision.domain.workbook.preview import undone
from musubi.blocks.vision.models import Assignment, PlanItem, ScheduleMark

pytestmark = pytest.mark.django_db


def become(vision, wanted):
    """Apply what leads to the wanted document."""
    changes = differences(load_document(vision), wanted, specs())
    apply_changes(vision=vision, changes=changes, actor=None, now=timezone.now(), title="変更")
    return changes


def edited(document):
    tables = mutable_tables(document)
    return tables, PlanDocument(tables)


def test_two_programs_take_each_others_number():
    vision, document = small_plan()
    tables, wanted = edited(document)
    tables["items"]["itema-p1"]["code"], tables["items"]["itema-p2"]["code"] = "A-P2", "A-P1"
    become(vision, wanted)
    assert load_document(vision) == wanted
    assert PlanItem.objects.get(uid="itema-p1").code == "A-P2"
    assert ScheduleMark.objects.get(uid="mara-p1").item.uid == "itema-p2"


def test_levels_change_places_with_their_items():
    vision, document = small_plan()
    tables, wanted = edited(document)
    tables["levels"]["lev2"]["number"], tables["levels"]["lev3"]["number"] = 3, 2
    become(vision, wanted)
    assert load_document(vision) == wanted


def test_row_leaves_and_another_comes_under_its_number():
    vision, document = small_plan()
    tables, wanted = edited(document)
    tables["items"]["newrow"] = {**tables["items"].pop("itema-p1"), "name": "入れ替えた事業"}
    become(vision, wanted)
    now = load_document(vision)
    assert {uid: dict(row) for uid, row in now.rows("items").items()} == tables["items"]
    assert now.rows("marks") == document.rows("marks")
    assert ScheduleMark.objects.get(uid="mara-p1").item.uid == "newrow"


def test_owners_and_targets_change_places():
    document = small_document()
    tables, whole = edited(document)
    tables["organizations"]["org2"] = full_row("organizations", code="D2", name="別の課", kind="division")
    tables["owners"]["own2"] = full_row("owners", item="A-P1", organization="D2", role="lead")
    tables["indicators"] = {"ind1": full_row("indicators", code="K1", item="A-P1", name="件数")}
    tables["targets"] = {f"tar{year}": full_row("targets", indicator="K1", fiscal_year=year, value=str(year)) for year in (2019, 2020)}
    vision = store(whole)
    before = Assignment.objects.get(uid="own1")
    tables, wanted = edited(load_document(vision))
    tables["owners"]["own1"]["organization"], tables["owners"]["own2"]["organization"] = "D2", "D1"
    tables["owners"]["own1"]["primary"], tables["owners"]["own2"]["primary"] = False, True
    tables["targets"]["tar2019"]["fiscal_year"], tables["targets"]["tar2020"]["fiscal_year"] = 2020, 2019
    become(vision, wanted)
    assert load_document(vision).rows("owners") == wanted.rows("owners")
    assert differences(load_document(vision), wanted, specs()) == []
    after = Assignment.objects.get(uid="own1")
    assert (after.pk, after.created_at, after.version) == (before.pk, before.created_at, before.version + 1)


def test_project_leaves_with_all_that_belongs_to_it():
    vision, document = small_plan()
    tables, wanted = edited(document)
    for name in ("items", "marks", "owners", "pairings", "questions"):
        tables[name].clear()
    become(vision, wanted)
    assert load_document(vision) == wanted


def test_references_follow_a_program_to_its_new_number_and_back():
    vision, document = small_plan()
    change = Change("items", "itema-p1", ChangeKind.UPDATE, "code", "A-P1", "A-P10", "")
    apply_changes(vision=vision, changes=[change], actor=None, now=timezone.now(), title="番号")
    now = load_document(vision)
    assert now.rows("marks")["mara-p1"]["item"] == "A-P10"
    assert now.rows("pairings")["pai1"]["program"] == "A-P10"
    assert undone(now, [[change]], specs()) == document


def test_organisation_that_people_belong_to_stays_and_the_row_is_named():
    vision, document = small_plan()
    tables, whole = edited(document)
    tables["organizations"]["org2"] = full_row("organizations", code="D2", name="別の課", kind="division")
    become(vision, whole)
    someone = person(Role.DIVISION_STAFF)
    Membership.objects.filter(user=someone).update(organization=Organization.objects.get(code="D2"))
    tables, wanted = edited(load_document(vision))
    del tables["organizations"]["org2"]
    with pytest.raises(InvalidPlanError) as caught:
        become(vision, wanted)
    assert [(p.table, p.uid) for p in caught.value.problems] == [("organizations", "org2")]
    assert Organization.objects.filter(code="D2").exists()


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_rearrangement_is_written_as_the_document_says(data):
    vision = store(random_document(12, seed=3), in_force=False)
    try:
        tables, wanted = edited(load_document(vision))
        items = tables["items"]
        programs = [uid for uid, row in items.items() if row["level"] == 3]
        codes = data.draw(st.permutations([items[uid]["code"] for uid in programs]))
        for uid, code in zip(programs, codes, strict=True):
            items[uid]["code"] = code
        for uid in data.draw(st.lists(st.sampled_from(programs), max_size=4, unique=True)):
            items[f"again{uid}"] = items.pop(uid)
        numbers = data.draw(st.permutations([1, 2, 3]))
        for row in tables["levels"].values():
            row["number"] = numbers[row["number"] - 1]
        for row in items.values():
            row["level"] = numbers[row["level"] - 1]
            row["parent"] = None
        become(vision, wanted)
        assert differences(load_document(vision), wanted, specs()) == []
    finally:
        vision.items.update(parent=None)
        vision.pairings.all().delete()
        vision.items.all().delete()
        vision.delete()

"""Plans are written and read back whole; changes meet newer values openly."""

import pytest
from django.utils import timezone
from tests.factories.vision import small_plan

from musubi.blocks.vision.domain.document import Change, ChangeConflictError, ChangeKind, PlanDocument, differences
from musubi.blocks.vision.domain.editions import confirm_edition, edition_document, public_edition
from musubi.blocks.vision.domain.store import InvalidPlanError, apply_changes, load_document
from musubi.blocks.vision.domain.tables import specs
from musubi.blocks.vision.domain.tree import build_tree
from musubi.blocks.vision.models import PlanItem, Revision, Vision

pytestmark = pytest.mark.django_db


def apply(vision, changes, **extra):
    return apply_changes(vision=vision, changes=changes, actor=None, now=timezone.now(), title="変更", **extra)


def test_plan_is_read_back_as_written():
    vision, document = small_plan()
    assert load_document(vision) == document


@pytest.mark.parametrize("programs", [1, 3, 40])
def test_loading_costs_one_query_per_table(programs, django_assert_num_queries):
    vision, _document = small_plan(programs=programs)
    with django_assert_num_queries(len(specs())):
        load_document(vision)


def test_change_updates_the_row_and_leaves_a_revision():
    vision, document = small_plan()
    uid = next(uid for uid, row in document.rows("items").items() if row["code"] == "A-P1")
    change = Change("items", uid, ChangeKind.UPDATE, "name", "企業誘致推進事業", "企業誘致促進事業", "A-P1")
    apply(vision, [change])
    item = PlanItem.objects.get(uid=uid)
    assert (item.name, item.version) == ("企業誘致促進事業", 2)
    revision = Revision.objects.first()
    assert [Change.from_json(entry) for entry in revision.changes] == [change]


def test_change_of_a_newer_value_is_a_conflict_that_shows_it():
    vision, document = small_plan()
    uid = next(uid for uid, row in document.rows("items").items() if row["code"] == "A-P1")
    apply(vision, [Change("items", uid, ChangeKind.UPDATE, "name", "企業誘致推進事業", "甲", "")])
    with pytest.raises(ChangeConflictError) as caught:
        apply(vision, [Change("items", uid, ChangeKind.UPDATE, "name", "企業誘致推進事業", "乙", "")])
    assert [(change.after, now) for change, now in caught.value.conflicts] == [("乙", "甲")]
    assert PlanItem.objects.get(uid=uid).name == "甲"


def test_unsound_change_names_the_cell_and_saves_nothing():
    vision, document = small_plan()
    uid = next(uid for uid, row in document.rows("items").items() if row["code"] == "A-P1")
    with pytest.raises(InvalidPlanError) as caught:
        apply(vision, [Change("items", uid, ChangeKind.UPDATE, "parent", "A", "Z-9", "")])
    assert [(p.table, p.uid, p.column) for p in caught.value.problems] == [("items", uid, "parent")]
    assert load_document(vision) == document


def test_cycle_is_found():
    vision, document = small_plan()
    uids = {row["code"]: uid for uid, row in document.rows("items").items()}
    with pytest.raises(InvalidPlanError, match="自分に戻ります"):
        apply(vision, [Change("items", uids["A"], ChangeKind.UPDATE, "parent", None, "A-P1", "")])


def test_removed_row_is_gone_and_differences_lead_back():
    vision, document = small_plan()
    uid, row = next(iter(document.rows("marks").items()))
    apply(vision, [Change("marks", uid, ChangeKind.REMOVE, before=dict(row))])
    now = load_document(vision)
    assert uid not in now.rows("marks")
    apply(vision, differences(now, document, specs()))
    assert load_document(vision) == document


def test_public_sees_the_confirmed_edition_only():
    vision, document = small_plan()
    confirm_edition(vision=vision, actor=None, now=timezone.now(), label="初版")
    uid = next(uid for uid, row in document.rows("items").items() if row["code"] == "A-P1")
    apply(vision, [Change("items", uid, ChangeKind.UPDATE, "name", "企業誘致推進事業", "変更後", "")])
    tree = build_tree(edition_document(public_edition(vision)))
    assert tree.nodes["A-P1"].row["name"] == "企業誘致推進事業"
    assert build_tree(load_document(Vision.objects.get())).nodes["A-P1"].row["name"] == "変更後"


def test_json_text_is_canonical():
    _vision, document = small_plan()
    assert PlanDocument.from_json(document.to_json()).to_json() == document.to_json()

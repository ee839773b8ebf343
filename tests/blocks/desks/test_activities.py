"""The journal: written, changed, taken back; next steps as tasks; what two people do at once."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from tests.factories.accounts import organization, person
from tests.factories.desks import activity

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Organization
from musubi.blocks.audit.domain.trail import history_of
from musubi.blocks.audit.domain.updates import FieldConflictError
from musubi.blocks.desks.domain.activities import (
    ActivityError,
    change_activity,
    finish_step,
    restore_activity,
    withdraw_activity,
)
from musubi.blocks.desks.domain.journal import asked_rows, counts_by_kind, earlier_items, journal_of
from musubi.blocks.desks.interfaces.forms import split_text
from musubi.blocks.desks.models import Activity
from musubi.blocks.kernel.dates import fiscal_year_of
from musubi.blocks.notifications.domain.tasks import close_task
from musubi.blocks.notifications.models import Task

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2020, 10, 14, 10, tzinfo=dt.UTC)


@pytest.mark.parametrize(("day", "year"), [((2020, 3, 31), 2019), ((2020, 4, 1), 2020), ((2021, 1, 1), 2020), ((2021, 3, 31), 2020)])
def test_fiscal_year_follows_the_day(item, day, year):
    made = activity(item, happened_on=dt.date(*day))
    assert made.fiscal_year == year
    made.happened_on = dt.date(2018, 4, 1)
    made.save(update_fields=["happened_on"])
    made.refresh_from_db()
    assert made.fiscal_year == 2018


@given(day=st.dates(dt.date(1990, 1, 1), dt.date(2021, 1, 1)))
def test_fiscal_year_of_every_day(day):
    made = Activity(happened_on=day, title="a", kind="visit")
    made.fiscal_year = fiscal_year_of(day)
    assert made.fiscal_year in {day.year, day.year - 1}


def test_record_keeps_writer_body_and_one_event(item, clerk):
    made = activity(item, actor=clerk, now=NOW, people=3, quantity=2, unit="社", with_whom="架空精密")
    assert (made.author, made.organization.code, made.recorded_at) == (clerk, "D1", NOW)
    events = list(history_of(made))
    assert [(event.verb, event.program_code, event.actor_label) for event in events] == [("activity.created", "A-P1", clerk.name)]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"title": " "}, "no_title"),
        ({"quantity": 3}, "no_unit"),
        ({"next_due_on": dt.date(2020, 10, 20)}, "no_step"),
        ({"next_step": "返答", "next_due_on": dt.date(2020, 10, 1)}, "due_before"),
        ({"happened_on": dt.date(2031, 1, 1)}, "far_ahead"),
    ],
)
def test_bad_activity_is_refused_with_its_field(item, fields, code):
    with pytest.raises(ActivityError) as caught:
        activity(item, now=NOW, **fields)
    assert caught.value.code == code
    assert Activity.objects.count() == 0


def test_database_refuses_quantity_without_unit(item):
    made = activity(item)
    with pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.filter(pk=made.pk).update(quantity=3)


def test_next_step_is_a_task_that_moves_and_ends_with_the_record(item, clerk):
    made = activity(item, actor=clerk, now=NOW, next_step="面積を返答", next_due_on=dt.date(2020, 10, 21))
    task = Task.objects.get(object_id=made.uid)
    assert (task.title, task.assignee, task.due_on, task.program_code) == ("面積を返答", clerk, dt.date(2020, 10, 21), "A-P1")
    assert task.address == f"/staff/desk/A-P1/journal/{made.uid}/"
    change_activity(activity=made, values={"next_due_on": dt.date(2020, 10, 30)}, actor=clerk, now=NOW)
    task.refresh_from_db()
    assert (task.due_on, task.status) == (dt.date(2020, 10, 30), "open")
    withdraw_activity(activity=made, reason="二重", actor=clerk, now=NOW)
    task.refresh_from_db()
    assert task.status == "cancelled"
    restore_activity(activity=made, actor=clerk, now=NOW)
    assert Task.objects.filter(object_id=made.uid, status="open").count() == 1


def test_step_is_done_when_its_task_is_done(item, clerk):
    made = activity(item, actor=clerk, now=NOW, next_step="返答", next_due_on=dt.date(2020, 10, 21))
    close_task(task=Task.objects.get(object_id=made.uid), actor=clerk, now=NOW)
    assert finish_step(activity=made, actor=clerk, now=NOW) is False
    other = activity(item, actor=clerk, now=NOW, next_step="返答", next_due_on=dt.date(2020, 10, 21))
    assert finish_step(activity=other, actor=clerk, now=NOW) is True
    assert Task.objects.get(object_id=other.uid).done_by == clerk


def test_step_of_a_desk_nobody_carries_opens_no_task(item):
    unowned = item.vision.items.get(code="A-P2")
    made = activity(unowned, now=NOW, next_step="返答", next_due_on=dt.date(2020, 10, 21))
    assert not Task.objects.filter(object_id=made.uid).exists()


def test_two_clerks_change_different_fields_and_both_stay(item, clerk):
    made = activity(item)
    stale = Activity.objects.get(pk=made.pk)
    change_activity(activity=made, values={"place": "並木"}, actor=clerk, now=NOW)
    change_activity(activity=stale, values={"people": 4}, unchanged=lambda name, _current: name != "place", actor=clerk, now=NOW)
    made.refresh_from_db()
    assert (made.place, made.people) == ("並木", 4)
    with pytest.raises(FieldConflictError):
        change_activity(activity=stale, values={"place": "三ケ島"}, unchanged=lambda _name, current: current == "", actor=clerk, now=NOW)


def test_withdrawn_is_counted_nowhere_and_comes_back_whole(item, clerk):
    made = activity(item, people=5)
    assert counts_by_kind(journal_of(clerk, [item.pk], 2020)) == [("visit", 1, 5)]
    assert withdraw_activity(activity=made, reason="誤り", actor=clerk, now=NOW) is True
    assert withdraw_activity(activity=made, reason="誤り", actor=clerk, now=NOW) is False
    assert counts_by_kind(journal_of(clerk, [item.pk], 2020)) == []
    assert restore_activity(activity=made, actor=clerk, now=NOW) is True
    assert counts_by_kind(journal_of(clerk, [item.pk], 2020)) == [("visit", 1, 5)]


@pytest.mark.parametrize("words", ["ブヒン", "並木 部品", "AKUU", "ﾌﾞﾋﾝ"])
def test_search_folds_width_and_kana(item, clerk, words):
    wanted = activity(item, title="ぶひんメーカー(並木の部品)", with_whom="ａｋｕｕ精密")
    activity(item, title="会議")
    assert list(asked_rows(journal_of(clerk, [item.pk], 2020), {"q": words})) == [wanted]


def test_earlier_plans_rows_are_reached_through_succession(item, clerk):
    from musubi.blocks.vision.models import PlanItem, Succession, Vision

    plan = Vision.objects.create(slug="next", title="次の計画", publisher=item.vision.publisher)
    later = PlanItem.objects.create(vision=plan, level=item.level, code="A-P1", name=item.name)
    Succession.objects.create(earlier=item, later=later, into=later.vision, kind="continued")
    made = activity(item)
    assert list(journal_of(clerk, earlier_items(later), 2020)) == [made]


def test_partner_reads_own_and_shared_rows_of_assigned_desks_only(item):
    body = organization("JA", "架空農業協同組合")
    partner = person(Role.PARTNER, body=body)
    item.assignments.create(vision=item.vision, organization=body, role="partner")
    shared = activity(item, visibility="partners", title="共有")
    own = activity(item, actor=partner, title="団体の記録")
    activity(item, title="庁内", organization=Organization.objects.get(code="D1"))
    activity(item.vision.items.get(code="A-P2"), visibility="public", title="ほかの机")
    assert set(journal_of(partner, item.vision.items.values_list("pk", flat=True), 2020)) == {shared, own}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("訪問した", ("訪問した", "")),
        ("訪問した\n返答は来週", ("訪問した", "返答は来週")),
        ("あ" * 150 + "。" + "い" * 100, ("あ" * 150 + "。", "い" * 100)),
        ("あ" * 250, ("あ" * 200, "あ" * 50)),
    ],
)
def test_one_text_becomes_title_and_detail(text, parts):
    assert split_text(text) == parts


@given(text=st.text(max_size=600))
def test_no_letter_of_a_quick_text_is_lost(text):
    title, detail = split_text(text)
    assert len(title) <= 200
    assert "".join((title + detail).split()) == "".join(text.split())

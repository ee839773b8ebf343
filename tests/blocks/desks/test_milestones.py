"""Milestones: how they stand, what moves them, their tasks, their pages."""

import datetime as dt

import pytest
from tests.queries import queries_of

from musubi.blocks.audit.domain.trail import history_of
from musubi.blocks.desks.domain.milestones import (
    MilestoneError,
    add_milestone,
    change_milestone,
    finish_milestone,
    reopen_milestone,
    withdraw_milestone,
)
from musubi.blocks.desks.models import Milestone
from musubi.blocks.kernel import clock
from musubi.blocks.notifications.domain.tasks import close_task, reopen_task
from musubi.blocks.notifications.models import Task

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2020, 10, 14, 3, tzinfo=dt.UTC)
TODAY = dt.date(2020, 10, 14)
PATH = "/staff/desk/A-P1/milestones/"


def milestone(item, due=dt.date(2020, 12, 25), **fields):
    return add_milestone(**{"item": item, "title": "要件の見直し", "due_on": due, "actor": None, "now": NOW, **fields})


@pytest.mark.parametrize(
    ("due", "done", "status"),
    [
        ((2020, 10, 13), None, "late"),
        ((2020, 10, 14), None, "soon"),
        ((2020, 10, 28), None, "soon"),
        ((2020, 10, 29), None, "ahead"),
        ((2020, 10, 1), (2020, 10, 9), "done"),
    ],
)
def test_status_follows_from_the_days(due, done, status):
    made = Milestone(title="a", due_on=dt.date(*due), done_on=dt.date(*done) if done else None)
    assert made.status_on(TODAY) == status


def test_moved_milestone_keeps_its_first_day_and_moves_its_year_and_task(item, clerk):
    made = milestone(item)
    saved = change_milestone(milestone=made, values={"due_on": dt.date(2021, 4, 10)}, actor=clerk, now=NOW)
    assert (saved.first_due_on, saved.fiscal_year, saved.slipped_days) == (dt.date(2020, 12, 25), 2021, 106)
    task = Task.objects.get(object_id=made.uid)
    assert (task.due_on, task.organization.code, task.status) == (dt.date(2021, 4, 10), "D1", "open")


def test_reached_milestone_closes_its_task_and_can_be_undone(item, clerk):
    made = milestone(item)
    assert finish_milestone(milestone=made, done_on=TODAY, actor=clerk, now=NOW)
    assert not finish_milestone(milestone=made, done_on=TODAY, actor=clerk, now=NOW)
    assert Task.objects.get(object_id=made.uid).status == "done"
    assert reopen_milestone(milestone=made, actor=clerk, now=NOW)
    assert Task.objects.filter(object_id=made.uid, status="open").count() == 1
    assert [event.verb for event in history_of(made)] == ["milestone.restored", "milestone.finished", "milestone.created"]


def test_done_task_reaches_the_milestone_and_reopening_takes_it_back(item, clerk):
    made = milestone(item)
    task = Task.objects.get(object_id=made.uid)
    close_task(task=task, actor=clerk, now=NOW)
    made.refresh_from_db()
    assert made.done_on == TODAY
    reopen_task(task=task, actor=clerk, now=NOW)
    made.refresh_from_db()
    assert made.done_on is None
    assert Task.objects.filter(object_id=made.uid, status="open").count() == 1


def test_given_up_milestone_calls_its_task_off(item, clerk):
    made = milestone(item)
    assert withdraw_milestone(milestone=made, actor=clerk, now=NOW)
    assert Task.objects.get(object_id=made.uid).status == "cancelled"
    assert not withdraw_milestone(milestone=made, actor=clerk, now=NOW)


def test_milestone_without_a_name_is_refused(item):
    with pytest.raises(MilestoneError):
        milestone(item, title=" ")


def test_page_shows_late_ones_first_and_those_left_over(client, clerk, item):
    today = clock.today()
    milestone(item, due=today + dt.timedelta(days=60), title="先の節目")
    milestone(item, due=today - dt.timedelta(days=400), title="残った節目")
    page = client.get(PATH).content.decode()
    assert page.index("残った節目") < page.index("先の節目")
    assert "遅れ" in page
    assert "節目はまだありません" in client.get("/staff/desk/A-P2/milestones/").content.decode()


def test_pages_add_change_reach_and_undo(client, clerk, item):
    assert client.post(f"{PATH}new/", {"title": "方針の策定", "due_on": "R2.12.25"}).headers["Location"] == f"{PATH}?year=2020"
    made = Milestone.objects.get()
    page = client.post(f"{PATH}{made.uid}/edit/?year=2020", {"title": "方針の策定", "due_on": "いつか"}).content.decode()
    assert 'value="いつか"' in page
    shown = client.get(f"{PATH}{made.uid}/edit/?year=2020").context["form"].fields["shown"].initial
    client.post(f"{PATH}{made.uid}/edit/?year=2020", {"title": "方針の決定", "due_on": "R2.12.28", "shown": shown})
    client.post(f"{PATH}{made.uid}/?year=2020", {"done_on": "R2.12.20"})
    made.refresh_from_db()
    assert (made.title, made.due_on, made.done_on) == ("方針の決定", dt.date(2020, 12, 28), dt.date(2020, 12, 20))
    client.post(f"{PATH}{made.uid}/?year=2020", {"undo": "1"})
    client.post(f"{PATH}{made.uid}/?year=2020", {"withdraw": "1"})
    assert "取りやめた節目" in client.get(f"{PATH}?year=2020").content.decode()
    client.post(f"{PATH}{made.uid}/?year=2020", {"undo": "1"})
    made.refresh_from_db()
    assert (made.done_on, made.withdrawn_at) == (None, None)
    assert "済んだ日が読めません" in client.post(f"{PATH}{made.uid}/?year=2020", {"done_on": "?"}, follow=True).content.decode()


def test_task_of_the_desk_goes_to_its_lead(client, clerk, item):
    client.post(f"{PATH}task/", {"title": "資料を整える", "due_on": "R2.10.30"})
    task = Task.objects.get()
    assert (task.program_code, task.organization.code, task.assignee) == ("A-P1", "D1", None)
    assert "資料を整える" in client.get(PATH).content.decode()


def test_queries_do_not_grow_with_milestones(client, clerk, item):
    milestone(item, due=clock.today())
    one = {path: queries_of(client, path) for path in (PATH, "/staff/desk/A-P1/")}
    for number in range(29):
        milestone(item, due=clock.today(), title=f"節目{number}")
    assert {path: queries_of(client, path) for path in one} == one

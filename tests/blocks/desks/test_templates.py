"""Recurring activities, and a year that begins from the year before."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.factories.desks import activity

from musubi.blocks.desks.domain.copying import a_year_later, candidates, copy_last_year
from musubi.blocks.desks.domain.milestones import add_milestone
from musubi.blocks.desks.domain.templates import TemplateNameError, add_template, restore_template, retire_template
from musubi.blocks.desks.models import Activity, ActivityTemplate, Milestone
from musubi.blocks.kernel.dates import fiscal_year_of
from musubi.blocks.notifications.models import Task

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2020, 4, 10, 3, tzinfo=dt.UTC)
PATH = "/staff/desk/A-P1/templates/"


@given(day=st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1)))
def test_a_year_later_is_the_next_fiscal_year(day):
    assert fiscal_year_of(a_year_later(day)) == fiscal_year_of(day) + 1


def last_year(item, clerk):
    add_milestone(item=item, title="方針の策定", due_on=dt.date(2019, 9, 30), actor=clerk, now=NOW)
    for month in (5, 11):
        activity(item, happened_on=dt.date(2019, month, 9), kind="meeting", title="企業誘致連絡会", with_whom="金融機関2行", now=NOW)
    activity(
        item, happened_on=dt.date(2020, 3, 20), title="部品メーカー", actor=clerk, next_step="面積を返答", next_due_on=dt.date(2020, 3, 30), now=NOW
    )
    return candidates(item=item, to_year=2020)


def test_last_year_offers_milestones_open_steps_and_recurring_activities(item, clerk):
    found = last_year(item, clerk)
    assert [(row.title, row.due_on) for row in found.milestones] == [("方針の策定", dt.date(2020, 9, 30))]
    assert [(row.title, row.due_on) for row in found.steps] == [("面積を返答", dt.date(2020, 4, 1))]
    assert [(row.title, row.months) for row in found.recurring] == [("企業誘致連絡会", (5, 11)), ("部品メーカー", (3,))]


def test_copy_makes_each_once_and_calls_the_old_task_off(item, clerk):
    found = last_year(item, clerk)
    chosen = {f"m-{found.milestones[0].key}", f"s-{found.steps[0].key}", f"t-{found.recurring[0].key}"}
    old_task = Task.objects.get(object_type="desks.Activity")
    assert copy_last_year(item=item, to_year=2020, chosen=chosen, actor=clerk, now=NOW) == (1, 1, 1)
    old_task.refresh_from_db()
    assert old_task.status == "cancelled"
    assert set(Milestone.objects.filter(fiscal_year=2020).values_list("title", flat=True)) == {"方針の策定", "面積を返答"}
    template = ActivityTemplate.objects.get()
    assert (template.title, template.with_whom, template.months) == ("企業誘致連絡会", "金融機関2行", [5, 11])
    assert copy_last_year(item=item, to_year=2020, chosen=chosen, actor=clerk, now=NOW) == (0, 0, 0)
    assert Activity.objects.filter(fiscal_year=2020).count() == 0  # nothing is counted twice


def test_copy_page_shows_chooses_and_says_when_nothing_is_there(client, clerk, item):
    assert "昨年度の節目や活動がありません" in client.get(f"{PATH}copy/?year=2020").content.decode()
    found = last_year(item, clerk)
    page = client.get(f"{PATH}copy/?year=2020").content.decode()
    assert f'value="m-{found.milestones[0].key}" checked' in page
    assert "写すものを1つ以上" in client.post(f"{PATH}copy/?year=2020", {}).content.decode()
    assert client.post(f"{PATH}copy/?year=2020", {"copy": [f"m-{found.milestones[0].key}"]}).status_code == 302
    assert "(写してあります)" in client.get(f"{PATH}copy/?year=2020").content.decode()


def test_template_is_written_changed_retired_and_brought_back(client, clerk, item):
    given_ = {"name": "定例", "kind": "meeting", "title": "連絡会", "months": ["3", "4"]}
    client.post(f"{PATH}new/", given_)
    template = ActivityTemplate.objects.get()
    assert template.months == [4, 3]
    assert "別の名前にしてください" in client.post(f"{PATH}new/", given_).content.decode()
    shown = client.get(f"{PATH}{template.uid}/edit/").context["form"].fields["shown"].initial
    client.post(f"{PATH}{template.uid}/edit/", {**given_, "title": "企業誘致連絡会", "shown": shown})
    template.refresh_from_db()
    assert (template.title, template.months) == ("企業誘致連絡会", [4, 3])
    client.post(f"{PATH}{template.uid}/retire/")
    assert "やめたひな型" in client.get(PATH).content.decode()
    client.post(f"{PATH}{template.uid}/retire/", {"undo": "1"})
    template.refresh_from_db()
    assert template.removed_at is None


def test_template_whose_name_was_taken_stays_retired(item, clerk):
    first = add_template(item=item, name="定例", kind="meeting", title="a", actor=clerk, now=NOW)
    assert retire_template(template=first, actor=clerk, now=NOW)
    add_template(item=item, name="定例", kind="meeting", title="b", actor=clerk, now=NOW)
    with pytest.raises(TemplateNameError):
        restore_template(template=first, actor=clerk, now=NOW)


def test_renaming_to_a_name_in_use_is_told(client, clerk, item):
    for name in ("定例", "臨時"):
        add_template(item=item, name=name, kind="meeting", title="a", actor=clerk, now=NOW)
    template = ActivityTemplate.objects.get(name="臨時")
    page = client.post(f"{PATH}{template.uid}/edit/", {"name": "定例", "kind": "meeting", "title": "a"}).content.decode()
    assert "別の名前にしてください" in page

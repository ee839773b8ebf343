"""What may be changed where a wish was not met is offered by a button, and the button does what it says."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from tests.factories.places import closed
from tests.factories.tours import station, stop

from musubi.blocks.kernel import clock
from musubi.blocks.places.models import OpeningRule
from musubi.programs.brand.tours.domain.planner_atlas import current_atlas
from musubi.programs.brand.tours.domain.planner_page import edit_plan, plan_page
from musubi.programs.brand.tours.domain.planner_wishes import Wishes

pytestmark = pytest.mark.django_db
WEDNESDAY = dt.date(2020, 10, 21)
NOON = ((11 * 60, 14 * 60),)


def asked(**values):
    atlas = current_atlas()
    place = atlas.station(atlas.stations[0].number)
    return atlas, Wishes(place, place, WEDNESDAY, **{"lunch": False, **values})


def offers(told):
    return [(one.reason.spot and one.reason.spot.number, one.text, [remedy.edit for remedy in one.remedies]) for one in told]


def only_on(spot, weekday, opens=9, closes=17):
    spot.opening_rules.all().delete()
    OpeningRule.objects.create(spot=spot, position=1, weekdays=str(weekday), opens_minute=opens * 60, closes_minute=closes * 60)
    return spot


def lunch_told(**values):
    atlas, wishes = asked(lunch=True, **values)
    page = plan_page(atlas=atlas, wishes=wishes)
    return [(one.text, {remedy.edit: remedy.label for remedy in one.remedies}) for one in page.unmet if one.reason.code == "group_missing"]


def test_a_closed_spot_is_offered_on_the_day_it_can_be_visited_and_one_click_puts_it_in():
    station()
    stop("毎日（架空）", 0.4)
    saturday = only_on(stop("土曜だけ（架空）", 0.5), 5)
    atlas, wishes = asked()
    page = plan_page(atlas=atlas, wishes=wishes)
    text = "この日は開いていません。令和2年10月24日(土)なら入ります"
    assert offers(page.first_left_out) == [(saturday.pk, text, [f"on:20201024.{saturday.pk}"])]
    changed, tour = edit_plan(atlas=atlas, wishes=wishes, edit=f"on:20201024.{saturday.pk}")
    assert changed.first_day == dt.date(2020, 10, 24)
    assert saturday.pk in tour.routes[0]


def test_no_day_is_offered_on_which_the_spot_would_be_missed_too():
    station()
    only_on(stop("夜だけ（架空）", 0.5), 4, 20, 22)  # Fridays, after the return
    gone = stop("冬まで休み（架空）", 0.6)
    closed(gone)
    atlas, wishes = asked()
    assert {edits for _spot, _text, edits in ((s, t, tuple(e)) for s, t, e in offers(plan_page(atlas=atlas, wishes=wishes).first_left_out))} == {()}


def test_a_visit_of_two_days_moves_only_as_far_as_it_must():
    station()
    friday = only_on(stop("金曜だけ（架空）", 0.5), 4)
    atlas, wishes = asked(days=2, must={friday.pk: None})
    (_spot, _text, edits), *_rest = offers(plan_page(atlas=atlas, wishes=wishes).unmet)
    assert edits[0] == f"on:20201022.{friday.pk}"  # Thursday and Friday
    assert friday.pk in edit_plan(atlas=atlas, wishes=wishes, edit=edits[0])[1].routes[1]


def test_lunch_out_of_reach_names_the_nearest_place_and_what_brings_one_there():
    station()
    stop("森（架空）", 0.5)
    inn = stop("うどん（架空）", 2.2, kind="food", hours=NOON)
    stop("もっと遠い店（架空）", 4.0, kind="food", hours=NOON)
    ((text, edits),) = lunch_told()
    assert "いちばん近い店は「うどん（架空）」(見本駅（架空）から歩いて39分)です" in text
    assert list(edits) == ["walk:45", "walk:60", "by-bicycle:0", "lunch-off:0"]
    atlas, wishes = asked(lunch=True)
    assert inn.pk in edit_plan(atlas=atlas, wishes=wishes, edit="walk:45")[1].routes[0]


def test_a_day_that_begins_too_late_for_lunch_offers_an_earlier_start():
    station()
    stop("うどん（架空）", 1.0, kind="food", hours=((11 * 60, 14 * 60),), stay_minutes=45)
    ((_text, edits),) = lunch_told(begin_minute=13 * 60 + 20)
    assert next(iter(edits)) == "start-earlier:30"


def test_no_lunch_on_the_day_offers_the_next_day_with_one():
    station()
    stop("森（架空）", 0.5)
    only_on(stop("金曜の食堂（架空）", 0.6, kind="food"), 4, 11, 15)
    ((text, edits),) = lunch_told()
    assert "この日の昼に開いている店がありません" in text
    assert edits == {"on:20201023": "令和2年10月23日(金)に変える", "lunch-off:0": "昼食を決めない"}


def test_lunch_that_must_sees_leave_no_time_for_says_so():
    station()
    stop("うどん（架空）", 0.5, kind="food", hours=NOON)
    long = stop("工場見学（架空）", 0.4, hours=((9 * 60, 17 * 60),), stay_minutes=400)
    ((text, edits),) = lunch_told(must={long.pk: None})
    assert text.startswith("必ず行くところや順番と合わず")
    assert list(edits) == ["lunch-off:0"]


@pytest.mark.parametrize("edit", ["on:20201301", "on:", "on:x.1", "walk:-5"])
def test_a_day_that_is_none_changes_nothing(client, edit):
    station()
    stop("森（架空）", 0.5)
    day = clock.today().isoformat()
    start = current_atlas().stations[0].number
    address = f"/tours/plan/edit/?from={start}&on={day}&begin=09:30&end=17:00&by=walk&walk=30&days=1&do={edit}"
    assert f"on={day}" in client.get(address)["Location"]


def test_one_more_day_costs_no_more_queries(django_assert_num_queries):
    station()
    for k in range(3):
        only_on(stop(f"土曜{k}（架空）", 0.3 + k / 10), 5)
    atlas, wishes = asked()
    with django_assert_num_queries(0):
        assert len(plan_page(atlas=atlas, wishes=replace(wishes, days=2)).first_left_out) == 3

"""Plans keep hours, wishes and orders; reasons are told; the same wishes give the same plan. The engine's checker passes every plan."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from tests.factories.places import closed, event
from tests.factories.tours import many_stops, station, stop

from musubi.blocks.places.domain.event_days import EVENTS_FROM
from musubi.blocks.places.models import LocalEvent
from musubi.blocks.places.visitor_enums import SpotKind
from musubi.programs.brand.tours.domain.engine import replanned, shown_plan, three_plans
from musubi.programs.brand.tours.domain.planner_atlas import current_atlas
from musubi.programs.brand.tours.domain.planner_edits import UnknownEditError, edited
from musubi.programs.brand.tours.domain.planner_page import plan_page
from musubi.programs.brand.tours.domain.planner_wishes import Wishes
from musubi.programs.brand.tours.domain.planner_words import told
from musubi.programs.brand.tours.models import PlannerSettings

pytestmark = pytest.mark.django_db
WEDNESDAY = dt.date(2020, 10, 21)


def asked(**values):
    """Wishes of a Wednesday from the first station, without lunch."""
    atlas = current_atlas()
    place = atlas.station(atlas.stations[0].number)
    return atlas, Wishes(place, place, WEDNESDAY, **{"lunch": False, **values})


def reasons(tour):
    return {reason.spot.number: reason.code for reason in tour.left_out}


def first(**values):
    atlas, wishes = asked(**values)
    return three_plans(atlas, wishes)[0]


def inside(tour):
    """Whether each stop lies within the spot's hours, and each day within its times."""
    return [
        any(window.opens <= stop.begins and stop.leaves <= window.closes for window in current_atlas().windows(day.day)[stop.spot.number])
        for day in tour.days
        for stop in day.stops
    ]


def test_three_distinct_plans_keep_hours_and_times():
    station()
    many_stops(60)
    atlas, wishes = asked(days=2, travel="bicycle")
    tours = three_plans(atlas, wishes)
    assert len(tours) == 3
    assert len({tour.routes for tour in tours}) == 3
    for tour in tours:
        assert all(inside(tour))
        assert all(day.departs >= wishes.begin_minute and day.returns <= wishes.end_minute for day in tour.days)
        assert len(set(sum(tour.routes, ()))) == len(tour.stops)
        assert {stop.spot.number for stop in tour.stops} | set(reasons(tour)) == {spot.number for spot in atlas.spots}


def test_same_wishes_same_plan_and_a_shared_plan_is_shown_as_it_is():
    station()
    many_stops(50)
    atlas, wishes = asked()
    best = three_plans(atlas, wishes)[0]
    fresh = replace(atlas)  # another object: nothing kept helps
    assert three_plans(replace(fresh, stamp=("again",)), wishes)[0].routes == best.routes
    shown = shown_plan(atlas, replace(wishes, routes=best.routes))
    assert (shown.routes, shown.days) == (best.routes, best.days)


def test_a_spot_closed_on_the_day_is_left_out_with_the_reason():
    station()
    shut, open_ = stop("休み（架空）", 0.5), stop("開き（架空）", 0.6)
    closed(shut, weekdays="2")
    tour = first()
    assert tour.routes == ((open_.pk,),)
    assert reasons(tour) == {shut.pk: "closed"}


def test_unknown_hours_positions_and_barriers_are_told():
    station()
    no_hours, lost = stop("時間不明（架空）", 0.5, hours=()), stop("位置不明（架空）", latitude=None, longitude=None, accuracy="")
    steps, unknown, flat = (stop(f"段差{k}（架空）", 0.4 + k / 10, wheelchair=known) for k, known in enumerate(("no", "", "yes")))
    tour = first(step_free="wheelchair")
    assert tour.routes == ((flat.pk,),)
    assert reasons(tour) == {no_hours.pk: "hours_unknown", lost.pk: "no_position", steps.pk: "wheelchair_no", unknown.pk: "wheelchair_unknown"}


def test_hours_past_midnight_can_be_visited_by_night():
    station()
    night = stop("夜の湯（架空）", 0.5, hours=((22 * 60, 25 * 60),), stay_minutes=60)
    tour = first(begin_minute=21 * 60, end_minute=26 * 60)
    assert tour.routes == ((night.pk,),)
    assert first().routes == ((),)


def test_last_admission_is_kept():
    station()
    museum = stop("資料館（架空）", 1.5, hours=(), stay_minutes=30)
    museum.opening_rules.create(position=1, opens_minute=9 * 60, closes_minute=17 * 60, last_admission_minute=9 * 60 + 45)
    assert reasons(first(begin_minute=9 * 60 + 30)) == {museum.pk: "arrives_after_closing"}
    assert first(begin_minute=9 * 60).routes == ((museum.pk,),)


def test_must_sees_that_clash_say_with_which_and_what_helps():
    station()
    east = stop("東（架空）", 1.2, hours=((10 * 60, 11 * 60),), stay_minutes=60)
    west = stop("西（架空）", -1.2, hours=((10 * 60, 18 * 60),), stay_minutes=60)
    atlas, wishes = asked(must={east.pk: None, west.pk: None}, end_minute=12 * 60, longest_walk=60)
    tour = three_plans(atlas, wishes)[0]
    codes = {reason.code for reason in tour.unmet}
    assert "must_sees_clash" in codes
    assert {"relax_return_later", "relax_drop_one"} <= codes
    texts = [one.text for one in told(tour.unmet, atlas, wishes)]
    assert any("と両方は回れません" in text for text in texts)


def test_a_must_see_that_cannot_be_says_why():
    station()
    shut = stop("休み（架空）", 0.5)
    closed(shut, weekdays="2")
    atlas, wishes = asked(must={shut.pk: None})
    tour = three_plans(atlas, wishes)[0]
    assert [(one.reason.code, one.text) for one in told(tour.unmet, atlas, wishes)] == [("must_see_impossible", "この日は開いていません")]


def test_a_must_see_out_of_reach_offers_wheels():
    station()
    far = stop("遠く（架空）", 6.0)
    atlas, wishes = asked(must={far.pk: None})
    tour = three_plans(atlas, wishes)[0]
    assert [remedy.edit for one in told(tour.unmet, atlas, wishes) for remedy in one.remedies] == ["by-bicycle:0", "by-car:0", f"unpin:{far.pk}"]
    assert three_plans(atlas, edited(wishes, "by-car:0"))[0].routes == ((far.pk,),)


def test_lunch_is_one_place_between_eleven_and_half_past_one():
    station()
    many_stops(40, spread=2)
    tour = first(lunch=True, longest_walk=60)
    eaten = [stop for stop in tour.stops if stop.spot.kind == SpotKind.FOOD]
    assert len(eaten) == 1
    assert 11 * 60 <= eaten[0].begins <= 13 * 60 + 30
    assert [reason.code for reason in tour.unmet] == []


def test_no_place_for_lunch_is_told():
    station()
    stop("森（架空）", 0.5)
    assert [reason.code for reason in first(lunch=True).unmet] == ["group_missing"]
    assert first(lunch=True, begin_minute=17 * 60, end_minute=22 * 60).unmet == ()


def test_a_must_see_that_ends_the_day_too_late_offers_a_later_return():
    station()
    hill = stop("丘（架空）", 1.5, stay_minutes=90)
    atlas, wishes = asked(must={hill.pk: None}, begin_minute=10 * 60, end_minute=11 * 60 + 30)
    edits = [remedy.edit for one in told(three_plans(atlas, wishes)[0].unmet, atlas, wishes) for remedy in one.remedies]
    assert edits[0].startswith("return-later:")
    assert three_plans(atlas, edited(wishes, edits[0]))[0].routes == ((hill.pk,),)


def test_the_budget_holds():
    station()
    dear, free = stop("有料（架空）", 0.5, fee=900), stop("無料（架空）", -0.5, fee=0)
    tour = first(budget=500)
    assert (tour.routes, tour.fees, reasons(tour)) == (((free.pk,),), 0, {dear.pk: "over_fee_budget"})


def test_rain_leads_indoors_and_themes_lead():
    station()
    wood = stop("森（架空）", 1.5, shelter="outdoor", themes=("nature",), stay_minutes=120, interest=4)
    hall = stop("館（架空）", -1.5, shelter="indoor", themes=("art",), stay_minutes=120, interest=3)
    times = {"begin_minute": 9 * 60, "end_minute": 13 * 60}
    assert [first(**times).routes, first(rain=True, **times).routes, first(themes=("art",), **times).routes] == [
        ((wood.pk,),), ((hall.pk,),), ((hall.pk,),),
    ]  # fmt: skip


def test_the_citys_weight_leads_to_less_visited_spots_as_strongly_as_it_is_set():
    station()
    known = stop("有名（架空）", 1.5, stay_minutes=120, interest=4, promotion_weight=100)
    quiet = stop("穴場（架空）", -1.5, stay_minutes=120, interest=3, promotion_weight=200)
    times = {"begin_minute": 9 * 60, "end_minute": 13 * 60}
    assert first(**times).routes == ((quiet.pk,),)
    PlannerSettings.objects.create(spread_percent=0)
    assert first(**times).routes == ((known.pk,),)


def test_an_edit_keeps_the_rest_and_costs_no_worth():
    station()
    many_stops(120)
    atlas, wishes = asked(days=2, travel="bicycle")
    best = three_plans(atlas, wishes)[0]
    changed = edited(replace(wishes, routes=best.routes), f"remove:{best.routes[0][1]}")
    again = replanned(atlas, changed)
    cold = three_plans(atlas, replace(changed, routes=()))[0]
    assert again.score >= 0.99 * cold.score
    assert best.routes[0][1] not in sum(again.routes, ())
    assert all(inside(again))


def test_a_moved_stop_stays_where_it_was_put():
    station()
    many_stops(30, spread=2)
    atlas, wishes = asked(longest_walk=60)
    best = three_plans(atlas, wishes)[0]
    one, two = best.routes[0][:2]
    after = replanned(atlas, edited(replace(wishes, routes=best.routes), f"down:{one}")).routes[0]
    assert after.index(two) < after.index(one)


def test_two_thousand_spots_are_planned():
    station()
    many_stops(2000, spread=8)
    tour = first(days=3, travel="car")
    assert len(tour.stops) >= 10
    assert all(inside(tour))


def test_nothing_published_gives_an_empty_day():
    station()
    tour = first()
    assert (tour.routes, tour.left_out, tour.days[0].home) == (((),), (), None)


def test_events_of_the_day_are_attended_from_their_beginning_or_told():
    station()
    hall = stop("会館（架空）", 1.0, hours=())
    place = {"latitude": hall.latitude, "longitude": hall.longitude, "accuracy": "exact"}
    concert = event("音楽会（架空）", day=WEDNESDAY, starts_minute=13 * 60, ends_minute=14 * 60, spot=hall)
    market = event("市（架空）", day=dt.date(2020, 10, 7), starts_minute=10 * 60, ends_minute=16 * 60, weekdays="2", **place)
    LocalEvent.objects.filter(pk=market.pk).update(ends_before=dt.date(2020, 12, 1))
    event("早朝の会（架空）", day=WEDNESDAY, starts_minute=7 * 60, ends_minute=8 * 60, **place)
    event("別の日（架空）", day=dt.date(2020, 10, 1), starts_minute=600, only_on=("2020-10-01", "2020-10-22"), **place)
    atlas, wishes = asked(events=True)
    tour = three_plans(atlas, wishes)[0]
    times = {stop.spot.name: (stop.begins, stop.leaves) for stop in tour.stops}
    assert times["音楽会（架空）"] == (13 * 60, 14 * 60)
    assert times["市（架空）"][1] - times["市（架空）"][0] == 60
    assert [one.text for one in told(tour.left_out, atlas, wishes) if one.reason.spot.event] == ["始まり(07:00)に間に合いません(早くて09:53着)"]
    page = plan_page(atlas=atlas, wishes=wishes)
    assert [(one.spot.name, one.stop is not None) for one in page.happenings][-1] == ("早朝の会（架空）", False)
    without = replace(wishes, events=False)
    assert three_plans(atlas, without)[0].stops == ()
    added = replanned(atlas, edited(without, f"add:{EVENTS_FROM + concert.pk}"))
    assert [stop.spot.place for stop in added.stops] == ["会館（架空）"]


def test_a_stop_is_moved_to_another_day_by_button_and_by_dragging():
    station()
    many_stops(30, spread=2)
    atlas, wishes = asked(days=2, travel="bicycle")
    shown = replace(wishes, routes=three_plans(atlas, wishes)[0].routes)
    spot = shown.routes[0][0]
    assert spot in replanned(atlas, edited(shown, f"day:{spot}.1")).routes[1]
    dragged = edited(shown, f"order:1:{'-'.join(map(str, (shown.routes[1][0], spot, *shown.routes[1][1:])))}")
    assert dragged.must[spot] == 1
    after = replanned(atlas, dragged).routes[1]
    assert after.index(shown.routes[1][0]) < after.index(spot)
    with pytest.raises(UnknownEditError):
        edited(shown, f"day:{spot}.7")

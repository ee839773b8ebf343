"""The demo's stations lie at the points of their towns and say so."""

import datetime as dt

import pytest

from musubi.blocks.places.domain.importing import import_towns
from musubi.packs.demo.moments import at
from musubi.packs.demo.stations import STATIONS, keep_stations
from musubi.packs.demo.visitors.buses import prepare_buses
from musubi.packs.demo.visitors.places import keep_visitor_places
from musubi.programs.brand.tours.domain import planner_travel
from musubi.programs.brand.tours.domain.engine import can_visit, three_plans
from musubi.programs.brand.tours.domain.planner_atlas import current_atlas
from musubi.programs.brand.tours.domain.planner_wishes import Wishes

pytestmark = pytest.mark.django_db


def test_stations_are_kept_once_each_at_its_town():
    import_towns()
    assert (keep_stations(who={}), keep_stations(who={})) == (len(STATIONS), 0)
    found = current_atlas().stations
    assert [(one.name, one.is_rough) for one in found] == [(station[0], True) for station in STATIONS]
    assert [one.words["ko"]["name"].text for one in found] == [station[5] for station in STATIONS]


def test_a_visitors_first_click_gives_lunch_everywhere_every_day_and_a_ride_by_bus(settings, tmp_path):
    settings.DATA = tmp_path
    import_towns()
    keep_visitor_places(who={})
    keep_stations(who={})
    atlas = current_atlas()
    food = {spot.number for spot in atlas.spots if spot.kind == "food"}
    places = [atlas.station(one.number) for one in atlas.stations]
    days = [dt.date(2020, 10, 19) + dt.timedelta(days=k) for k in range(7)]
    asked = [Wishes(place, place, day) for place in places for day in days]
    assert [(one.start.name, one.first_day.isoformat()) for one in asked if not can_visit(atlas, one, food)] == []
    tours = three_plans(atlas, Wishes(places[0], places[0], days[1], events=True))  # a Tuesday, when most is closed
    assert [(sum(stop.spot.kind == "food" for stop in tour.stops), tour.unmet, len(tour.stops) > 3) for tour in tours] == [(1, (), True)] * 3
    assert prepare_buses(today=days[0], now=at(2020, 10, 19)) > 100
    assert prepare_buses(today=days[0], now=at(2020, 10, 19)) == 0
    assert planner_travel.rides_attribution() == "バスの時刻表: みほん交通（架空）"
    place = next(one for one in places if one.name == "東所沢駅")
    tours = three_plans(atlas, Wishes(place, place, days[2], travel="bus"))
    assert {leg.mode for tour in tours for day in tour.days for leg in day.legs} == {"walk", "bus"}

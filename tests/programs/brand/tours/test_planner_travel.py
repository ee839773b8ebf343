"""Ways from an OpenStreetMap extract and buses from a GTFS-JP feed, prepared beforehand and then used."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from tests.factories.tours import STATION, station, stop

from musubi.blocks.audit.models import Event
from musubi.blocks.kernel import clock
from musubi.programs.brand.tours.domain import planner_travel
from musubi.programs.brand.tours.domain.engine import three_plans
from musubi.programs.brand.tours.domain.planner_atlas import current_atlas
from musubi.programs.brand.tours.domain.planner_wishes import Wishes
from musubi.programs.brand.tours.interfaces.planner_forms import PlannerForm

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA = tmp_path
    return tmp_path


def extract(folder):
    """A road that goes a kilometre north, three east and back south, with steps as the only short way."""
    lat, lon = STATION
    corners = [(lat, lon), (lat + 0.009, lon), (lat + 0.009, lon + 0.0111), (lat, lon + 0.0111)]
    nodes = "".join(f'<node id="{k}" lat="{a:.6f}" lon="{b:.6f}"/>' for k, (a, b) in enumerate(corners, 1))
    road = '<way id="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="4"/><tag k="highway" v="residential"/></way>'
    steps = '<way id="2"><nd ref="1"/><nd ref="4"/><tag k="highway" v="steps"/></way>'
    path = folder / "town.osm"
    path.write_text(f"<osm>{nodes}{road}{steps}</osm>", encoding="utf-8")
    return path


def feed(folder, day):
    """A bus at ten and back at three from the station to a stop five kilometres east, on that weekday only."""
    path = folder / "gtfs"
    path.mkdir()
    files = {
        "stops.txt": f"stop_id,stop_name,stop_lat,stop_lon\nA,駅前,{STATION[0]},{STATION[1]}\nB,東,{STATION[0]},{STATION[1] + 5 / 90.3:.6f}\n",
        "trips.txt": "route_id,service_id,trip_id\nR,S,out\nR,S,back\n",
        "stop_times.txt": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\nout,10:00:00,10:00:00,A,1\nout,10:20:00,10:20:00,B,2\n"
        "back,15:00:00,15:00:00,B,1\nback,15:20:00,15:20:00,A,2\n",
        "calendar.txt": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
        f"S,{','.join('1' if k == day.weekday() else '0' for k in range(7))},20100101,20991231\n",
    }
    for name, text in files.items():
        (path / name).write_text(text, encoding="utf-8")
    return path


def wishes(day, **values):
    atlas = current_atlas()
    place = atlas.station(atlas.stations[0].number)
    return atlas, Wishes(place, place, day, **{"lunch": False, "longest_walk": 60, **values})


def test_ways_take_the_place_of_estimates_and_wheels_go_around_steps(own_folder, capsys):
    station()
    stop("石段の先（架空）", 1.0, wheelchair="yes")
    day = dt.date(2020, 10, 21)
    before = three_plans(*wishes(day))[0]
    call_command("prepare_travel_times", "--osm", str(extract(own_folder)))
    after, around = three_plans(*wishes(day))[0], three_plans(*wishes(day, step_free="wheelchair", end_minute=18 * 60))[0]
    legs = [tour.stops[0].leg.minutes for tour in (before, after, around)]
    assert (before.is_approximate, after.is_approximate, around.is_approximate) == (True, False, False)
    assert legs == [18, 14, 54]  # 1.0 km × 1.3 at 4.5 km/h; 1.0 km of steps; 3.0 km in 41 minutes, × 1.3 for wheels
    assert "2か所" in capsys.readouterr().out
    assert [event.verb for event in Event.objects.filter(verb="planner.travel_prepared")] == ["planner.travel_prepared"]


def test_buses_are_offered_once_their_times_are_known(own_folder):
    station()
    far = stop("東の丘（架空）", 5.0, stay_minutes=60)
    day = clock.today() + dt.timedelta(days=2)
    assert "bus" not in dict(PlannerForm(atlas=current_atlas(), today=clock.today()).fields["by"].choices)
    call_command("prepare_travel_times", "--gtfs", str(feed(own_folder, day)), "--days", "10")
    assert "bus" in dict(PlannerForm(atlas=current_atlas(), today=clock.today()).fields["by"].choices)
    tour = three_plans(*wishes(day, travel="bus", longest_walk=10))[0]
    assert tour.routes == ((far.pk,),)
    out, home = tour.stops[0].leg, tour.days[0].home
    assert [(leg.mode, leg.departs, leg.minutes) for leg in (out, home)] == [("bus", 600, 20), ("bus", 900, 20)]
    assert tour.days[0].departs == 600
    nothing = three_plans(*wishes(day + dt.timedelta(days=1), travel="bus", longest_walk=10))[0]
    assert (nothing.routes, [reason.code for reason in nothing.left_out]) == (((),), ["not_reachable"])
    assert len(list(planner_travel.folder().glob("rides-*.npz"))) == 2  # the days with buses, and those without


@pytest.mark.django_db(transaction=True)
def test_the_command_runs_by_itself_and_says_whose_timetable_it_is(own_folder):
    station()
    stop("東の丘（架空）", 5.0)
    path = feed(own_folder, clock.today())
    (path / "agency.txt").write_text("agency_id,agency_name\nA,みほん交通（架空）\n", encoding="utf-8")
    call_command("prepare_travel_times", "--gtfs", str(path), "--days", "1")
    assert planner_travel.rides_attribution() == "バスの時刻表: みほん交通（架空）"


def test_after_the_last_bus_there_is_no_way_back(own_folder):
    station()
    stop("夕方の丘（架空）", 5.0, hours=((15 * 60, 18 * 60),), stay_minutes=30)
    day = clock.today() + dt.timedelta(days=2)
    call_command("prepare_travel_times", "--gtfs", str(feed(own_folder, day)), "--days", "5")
    tour = three_plans(*wishes(day, travel="bus", longest_walk=10, end_minute=20 * 60))[0]
    assert [reason.code for reason in tour.left_out] == ["no_way_back"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [([], "--osm か --gtfs"), (["--osm", "nowhere.osm"], "ファイルがありません"), (["--gtfs", "empty"], "stops.txt")],
)
def test_what_cannot_be_read_is_told(own_folder, monkeypatch, arguments, words):
    station()
    monkeypatch.chdir(own_folder)
    (own_folder / "empty").mkdir()
    with pytest.raises(CommandError, match=words):
        call_command("prepare_travel_times", *arguments)


def test_the_extracts_source_is_named_on_plans_and_prints_while_it_is_used(client, tmp_path):
    station(), stop("丘")
    day = (clock.today() + dt.timedelta(days=3)).isoformat()
    asked = {"from": current_atlas().stations[0].number, "on": day, "days": 1, "begin": "09:30", "end": "17:00", "pace": "normal", "by": "bicycle"}
    pages = [reverse("tours:planner-print"), reverse("tours:planner")]
    before = [b"OpenStreetMap" in client.get(page, asked).content for page in pages]
    planner_travel.save_ways("walk", [STATION], np.zeros((1, 1), dtype=np.int64))
    after = ["© OpenStreetMap contributors (ODbL)" in client.get(page, asked).content.decode() for page in pages]
    assert (before, after) == ([False, False], [True, True])

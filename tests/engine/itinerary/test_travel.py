"""Travel times: distance times detour, networks, buses."""

import zipfile
from datetime import date

import numpy as np
import pytest

from musubi_engine.common import InvalidDataError, MaxRounds
from musubi_engine.itinerary import Day, Legs, Spot, Trip, check, solve
from musubi_engine.itinerary.gtfs import bus_rides, read_timetable
from musubi_engine.itinerary.model import UNREACHABLE
from musubi_engine.itinerary.network import network_minutes, read_network, stretch
from musubi_engine.itinerary.travel import MODES, Mode, calibrate, haversine_km, minutes

A, B = (35.80, 139.40), (35.81, 139.40)


def test_distance_of_a_hundredth_of_a_degree():
    assert haversine_km([A, B])[0, 1] == pytest.approx(1.112, abs=0.001)


def test_minutes_round_up_and_forbid_long_walks():
    assert minutes([A, B], Mode(4.5, 1.3))[0, 1] == 20
    assert minutes([A, B], Mode(4.5, 1.3, 0, 15))[0, 1] == UNREACHABLE
    assert minutes([A, B], MODES["car"])[0, 1] == 10


def test_calibration_is_the_ratio_of_way_to_straight_line():
    assert calibrate([(*A, *B, 1.112 * 1.5)]) == pytest.approx(1.5, abs=0.01)
    with pytest.raises(InvalidDataError, match="at least one leg"):
        calibrate([])


def test_network_goes_along_the_ways(tmp_path):
    (tmp_path / "nodes.csv").write_text("id,lat,lon\na,35.80,139.40\nb,35.80,139.41\nc,35.81,139.41\nd,35.90,139.50\n")
    (tmp_path / "ways.csv").write_text("from,to,metres\na,b,900\nb,c,1200\n")
    network = read_network(tmp_path / "nodes.csv", tmp_path / "ways.csv")

    found = network_minutes(network, [(35.80, 139.40), (35.81, 139.41), (35.90, 139.50)])

    assert found[0, 1] == found[1, 0] == 28  # 2100 m at 75 m a minute
    assert found[0, 2] == UNREACHABLE
    assert stretch(found, 1.5)[0, 1] == 42


def feed(tmp_path):
    files = {
        "stops.txt": "stop_id,stop_name,stop_lat,stop_lon\ns1,駅前,35.8000,139.4000\ns2,中央,35.8300,139.4000\ns3,湖,35.8600,139.4000\n",
        "trips.txt": "route_id,service_id,trip_id\nr,平日,t1\nr,平日,t2\nr,平日,t3\nr,土日,w1\n",
        "calendar.txt": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
        "平日,1,1,1,1,1,0,0,20200401,20210331\n土日,0,0,0,0,0,1,1,20200401,20210331\n",
        "calendar_dates.txt": "service_id,date,exception_type\n平日,20201103,2\n土日,20201103,1\n",
        "stop_times.txt": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
        "t1,09:00:00,09:00:00,s1,1\nt1,09:10:00,09:11:00,s2,2\n"
        "t2,09:15:00,09:15:00,s2,1\nt2,09:25:00,09:25:00,s3,2\n"
        "t3,24:10:00,24:10:00,s1,1\nt3,24:20:00,24:20:00,s2,2\nt3,24:30:00,24:30:00,s3,3\n"
        "w1,10:00:00,10:00:00,s1,1\nw1,10:30:00,10:30:00,s3,2\n",
    }  # fmt: skip
    for name, text in files.items():
        (tmp_path / name).write_text("\ufeff" + text, encoding="utf-8")
    return tmp_path


PLACES = [(35.8000, 139.4000), (35.8600, 139.4000), (35.8305, 139.4000)]


def test_bus_rides_with_a_change_and_the_walk_to_the_stop(tmp_path):
    rides = bus_rides(read_timetable(feed(tmp_path), date(2020, 10, 21)), PLACES)

    assert rides[0, 0, 1] == ((540, 565), (1450, 1470))
    assert rides[0, 0, 2] == ((540, 551), (1450, 1461))
    assert (0, 1, 0) not in rides


def test_services_follow_weekdays_and_holidays_and_zip_files_are_read(tmp_path):
    (tmp_path / "feed").mkdir()
    folder = feed(tmp_path / "feed")
    with zipfile.ZipFile(tmp_path / "feed.zip", "w") as archive:
        for path in folder.iterdir():
            archive.write(path, path.name)

    holiday = read_timetable(tmp_path / "feed.zip", date(2020, 11, 3))

    assert [(hop.departs, hop.arrives) for hop in holiday.hops] == [(600, 630)]
    assert len(read_timetable(folder, date(2020, 11, 4)).hops) == 4


def test_a_folder_without_stops_is_no_feed(tmp_path):
    with pytest.raises(InvalidDataError, match="GTFS"):
        read_timetable(tmp_path, date(2020, 11, 3))


def bus_trip(last_bus, ends=170):
    """A lake that is an hour and a half on foot, or ten minutes by a bus; the way home by a last bus."""
    times = np.array([[0, 90], [90, 0]])
    rides = {(0, 1, 0): ((100, 110), (200, 210)), (0, 0, 1): ((120, 130), (last_bus, last_bus + 10))}
    return Trip((Spot(1, 5, 30, (((0, 900),),)),), (Day(1, 1, 90, ends),), Legs(times[None, None], (0,), rides))


def test_the_last_bus_decides():
    home_by_bus = solve(bus_trip(150), stop=MaxRounds(5)).value
    missed = solve(bus_trip(139), stop=MaxRounds(5))

    assert home_by_bus.days[0].visits[0].arrives == 110
    assert home_by_bus.days[0].returns == 160
    assert missed.value.routes() == [[]]
    assert [(x.code, x.subject) for x in missed.explanation] == [("back_too_late", 1)]


def test_congested_hours_never_let_a_later_start_arrive_earlier():
    times = np.stack([np.array([[0, 60], [60, 0]]), np.array([[0, 10], [10, 0]])])[:, None]
    trip = Trip((Spot(1, 5, 0, (((0, 200),),)),), (Day(1, 1, 90, 200),), Legs(times, (0, 100)))

    plan, _, wrong = check(trip, [[1]])

    assert wrong == ()
    assert plan.days[0].visits[0].arrives == 110
    assert solve(trip, stop=MaxRounds(3)).value == plan

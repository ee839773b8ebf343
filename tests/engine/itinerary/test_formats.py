"""Files: kinds and families are told by content; bad input is refused with what to do."""

import json
import math
import random

import pytest

from musubi_engine.common import InvalidDataError
from musubi_engine.itinerary import Legs
from musubi_engine.itinerary.formats import kind, read_mctopmtw, read_toptw, read_trip
from musubi_engine.itinerary.own_format import begin_windows, read_own

HOUR = 60


def toptw(points, header, stays, angle=0.0, shuffle=None):
    """A made file of a family, turned by an angle and renumbered."""
    rows = []
    for k, (x, y) in enumerate(points):
        u, v = x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle)
        rows.append((f"{u:.3f}", f"{v:.3f}", stays[k] if k else 0, 0 if k == 0 else k % 40 + 1))
    order = list(range(1, len(points)))
    if shuffle is not None:
        random.Random(shuffle).shuffle(order)  # noqa: S311 - as below
    lines = [header, "0 200"]
    for number, k in enumerate([0, *order]):
        x, y, stay, score = rows[k]
        lines.append(f"{number} {x} {y} {stay} {score} 1 1 1 0 {1000}")
    return "\n".join(lines)


def spread_points(count, seed=1):
    rng = random.Random(seed)  # noqa: S311 - made files, no secrets
    return [(rng.uniform(-50, 50), rng.uniform(-50, 50)) for _ in range(count)]


@pytest.mark.parametrize("angle", [0.0, 0.3, math.pi / 2])
@pytest.mark.parametrize("shuffle", [None, 5])
@pytest.mark.parametrize(
    ("header", "count", "stay", "unit"),
    [
        ("4 10 100 1", 101, (lambda _: 10), 10),
        ("4 3 100 1", 101, (lambda _: 90), 10),
        ("5 3 48 4", 49, lambda k: k % 25 + 1, 100),
        ("6 5 240 4", 241, lambda k: k % 25 + 1, 100),
        ("1 1 100 0", 101, (lambda _: 10), 10),
        ("1 1 72 0", 73, lambda k: k % 25 + 1, 100),
    ],
)
def test_family_is_told_by_content_turned_and_renumbered(angle, shuffle, header, count, stay, unit):
    text = toptw(spread_points(count), header, [stay(k) for k in range(count)], angle, shuffle)

    assert read_toptw(text).days[0].ends == 1000 * unit


def test_distances_are_truncated_exactly():
    text = "4 1 2 1\n0 200\n0 0.00 0.00 0 0 0 0 0 100\n1 1.00 1.00 10 5 1 1 1 0 90\n2 3.00 4.00 10 5 1 1 1 0 90\n"

    assert read_toptw(text, places=1).legs.times[0, 0].tolist() == [[0, 36, 14], [36, 0, 50], [14, 50, 0]]
    assert read_toptw(text, places=2).legs.times[0, 0].tolist() == [[0, 360, 141], [360, 0, 500], [141, 500, 0]]


MC = """2 2 50 1 1 1 1 1 1 1 1 1 1
0 0.0 0.0 0.0 0.0 0 100
2 3.0 4.0 2.0 12.0 10 20 30 40 50 1 46 0 0 1 0 0 0 0 0 0 0
3 6.0 8.0 5.0 7.0 10 20 30 40 50 0 4 1 0 0 0 0 0 0 0 0 1
"""


def test_mctopmtw_has_alternating_windows_fees_and_categories():
    trip = read_mctopmtw(MC, places=1)

    one, other = trip.spots
    assert one.windows == (((100, 200), (300, 400)), ((200, 300), (400, 500)))
    assert other.windows == (((200, 300), (400, 500)), ((100, 200), (300, 400)))
    assert (one.number, one.fee, one.categories, other.categories) == (2, 46, (2,), (0, 9))
    assert (trip.fee_budget, trip.category_max, len(trip.days)) == (50, (1,) * 10, 2)
    assert len(read_mctopmtw(MC, days=3).days) == 3


def test_kinds_are_told_by_content():
    assert kind(MC) == "mctopmtw"
    assert kind("\ufeff {}") == "json"
    assert kind("4 1 1 1\n0 2\n0 0 0 0 0 0 0 0 9\n1 1 1 1 5 1 1 1 0 9") == "toptw"
    with pytest.raises(InvalidDataError, match="numbers"):
        kind("name,lat,lon\n1,2,3")
    with pytest.raises(InvalidDataError, match="neither"):
        kind("1 2 3")


OWN = {
    "spots": [
        {"number": 1, "name": "茶園（架空）", "worth": 5, "stay": 40, "lat": 35.790, "lon": 139.400,
         "open": [["09:00", "12:00"], ["13:00", "16:00"]], "categories": ["tea"], "fee": 500},
        {"number": 2, "name": "そば（架空）", "worth": 3, "stay": 45, "lat": 35.792, "lon": 139.402, "open": [["11:00", "15:00"]]},
        {"number": 3, "name": "農業体験（架空）", "worth": 8, "stay": 60, "lat": 35.794, "lon": 139.404,
         "open": [["09:00", "17:00"]], "begins_at": ["10:00", "13:30"]},
    ],
    "places": [{"id": "駅", "lat": 35.788, "lon": 139.398}],
    "days": [{"start": "駅", "end": "駅", "begins": "09:30", "ends": "17:00"}],
    "travel": {"modes": ["walk"]}, "category_max": {"tea": 1}, "fee_budget": 1000,
    "mandatory": [3], "groups": [{"name": "lunch", "spots": [2], "window": ["11:30", "13:30"]}],
}  # fmt: skip


def test_own_format_reads_hours_fixed_times_groups_and_coordinates():
    trip = read_own(json.dumps(OWN), days=2)

    assert trip.spots[0].windows[0] == ((540, 680), (780, 920))
    assert trip.spots[1].windows[0] == ((690, 810),)
    assert trip.spots[2].windows[1] == ((600, 600), (810, 810))
    assert (len(trip.days), trip.days[0].begins, trip.mandatory) == (2, 570, {3: None})
    assert 3 <= trip.legs.times[0, 0, 0, 1] <= 8


@pytest.mark.parametrize(
    ("hours", "stay", "last", "expected"),
    [
        ([["22:00", "02:00"]], 30, None, ((1320, 1530),)),
        ([["09:00", "10:00"]], 90, None, ()),
        ([["09:00", "17:00"]], 30, 960, ((540, 960),)),
        ([["13:00", "17:00"], ["09:00", "13:00"]], 60, None, ((540, 960),)),
        ([], 30, None, ()),
    ],
)
def test_opening_hours_become_times_to_begin(hours, stay, last, expected):
    assert begin_windows(hours, stay, last, "spot 1") == expected


def broken(**change):
    return json.dumps({**OWN, **change})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "line 1"),
        (broken(days=[]), "no day"),
        (broken(days=[{"start": "海", "end": "駅", "begins": "09:00", "ends": "10:00"}]), "not among the places"),
        (broken(days=[{"start": "駅", "end": "駅", "begins": "10:00", "ends": "09:00"}]), "ends before"),
        (broken(places=[{"id": "駅", "lat": 139.4, "lon": 35.8}]), "swapped"),
        (broken(places=[{"id": "駅", "lat": 26.2, "lon": 127.7}]), "km from the spots"),
        (broken(travel={"modes": ["rocket"]}), "unknown"),
        (broken(travel={"modes": ["walk", "bus"]}), "gtfs"),
        (broken(mandatory=[77]), "unknown spots"),
        (broken(spots=[{**OWN["spots"][0], "open": [["9h", "10:00"]]}]), "not a time"),
    ],
)
def test_bad_files_are_refused_with_what_to_do(text, words):
    with pytest.raises(InvalidDataError, match=words):
        read_own(text)


def test_read_trip_tells_of_a_file_that_cannot_be_read(tmp_path):
    with pytest.raises(InvalidDataError, match="cannot be read"):
        read_trip(tmp_path / "none.json")


def test_legs_of_a_wrong_shape_are_refused():
    with pytest.raises(InvalidDataError, match="shape"):
        Legs.constant([[1, 2, 3]])

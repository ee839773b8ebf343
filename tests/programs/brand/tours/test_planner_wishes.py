"""Wishes stand in the address and come back from it; edits change one thing."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musubi.programs.brand.tours.domain.planner_edits import UnknownEditError, edited
from musubi.programs.brand.tours.domain.planner_wishes import (
    Place,
    Wishes,
    clock,
    pairs,
    read_must,
    read_never,
    read_orders,
    read_routes,
)

START = Place("見本駅（架空）", 35.7869, 139.473, 1)
DAY = dt.date(2020, 10, 21)


def wishes(**values):
    return Wishes(START, START, DAY, **values)


@given(
    st.lists(st.lists(st.integers(1, 9999), max_size=6), min_size=1, max_size=3),
    st.dictionaries(st.integers(1, 9999), st.sampled_from([None, 0, 1, 2]), max_size=5),
)
def test_routes_and_must_sees_survive_the_address(routes, must):
    flat = [spot for route in routes for spot in route]
    asked = wishes(days=3, must=must, routes=tuple(tuple(route) for route in routes) if len(set(flat)) == len(flat) else ())
    found = [value for name, value in pairs(asked) if name == "must"]
    assert read_must(found, 3) == must
    shown = next((value for name, value in pairs(asked) if name == "r"), "")
    assert read_routes(shown, len(asked.routes)) == (asked.routes if any(asked.routes) else ())


@pytest.mark.parametrize(
    ("text", "days", "found"),
    [
        ("12-7_9", 2, ((12, 7), (9,))),
        ("12-7", 3, ((12, 7), (), ())),
        ("12-12_12-4", 2, ((12,), (4,))),
        ("", 2, ()),
        ("x-1_²-3", 2, ((1,), (3,))),
        ("1_2_3_4", 2, ((1,), (2,))),
    ],
)
def test_routes_are_read_leniently(text, days, found):
    assert read_routes(text, days) == found


def test_orders_and_nevers_are_read_leniently():
    assert read_orders(["0:3-1-3", "1:1-9", "7:4", "x"], 2) == {0: (3, 1), 1: (9,)}
    assert read_never(["4", "-1", "x", "5"]) == {4, 5}
    assert read_must(["4.9", "5.0", "x.1"], 2) == {4: None, 5: 0}


def test_usual_wishes_make_a_short_address():
    assert dict(pairs(wishes(themes=("tea",), budget=0))) == {
        "from": "1", "to": "1", "on": "2020-10-21", "days": "1", "begin": "09:30", "end": "17:00", "pace": "normal", "theme": "tea", "by": "walk",
        "walk": "30", "lunch": "1", "budget": "0",
    }  # fmt: skip


def test_a_time_past_midnight_is_a_time_of_day():
    assert [clock(minute) for minute in (0, 570, 1439, 1440, 1500)] == ["00:00", "09:30", "23:59", "00:00", "01:00"]


SHOWN = {"days": 2, "routes": ((5, 6, 7), (8,)), "must": {6: 0, 9: None}}


@pytest.mark.parametrize(
    ("edit", "changed"),
    [
        ("remove:6", {"must": {9: None}, "never": frozenset({6}), "routes": ((5, 7), (8,))}),
        ("pin:8", {"must": {6: 0, 9: None, 8: 1}}),
        ("unpin:6", {"must": {9: None}}),
        ("add:12", {"must": {6: 0, 9: None, 12: None}}),
        ("up:7", {"orders": {0: (7, 6)}, "must": {6: None, 9: None}, "routes": ((5, 7, 6), (8,))}),
        ("down:5", {"orders": {0: (6, 5)}, "must": {6: None, 9: None}, "routes": ((6, 5, 7), (8,))}),
        ("up:5", {}),
        ("order:0:6-7-5", {"orders": {0: (7, 5)}, "routes": ((6, 7, 5), (8,))}),
        ("order:0:7-5-6", {"orders": {0: (7, 5)}, "routes": ((7, 5, 6), (8,))}),
        ("order:0:7-6-5", {"orders": {0: (7, 6, 5)}, "must": {6: None, 9: None}, "routes": ((7, 6, 5), (8,))}),
        ("order:1:8-5", {"orders": {1: (8, 5)}, "must": {6: 0, 9: None, 5: 1}, "routes": ((6, 7), (8, 5))}),
        ("return-later:30", {"end_minute": 17 * 60 + 30}),
        ("start-earlier:600", {"begin_minute": 0}),
        ("return-later:9000", {"end_minute": 29 * 60}),
        ("budget:700", {"budget": 700}),
        ("lunch-off:0", {"lunch": False}),
        ("by-car:0", {"travel": "car"}),
    ],
)
def test_an_edit_changes_one_thing(edit, changed):
    assert edited(wishes(**SHOWN), edit) == wishes(**{**SHOWN, **changed})


@pytest.mark.parametrize("edit", ["", "remove", "remove:x", "explode:3", "up:99", "order:0:99", "order:9:5", "remove:-3", "remove:²"])
def test_an_edit_that_is_none_of_ours_is_refused(edit):
    with pytest.raises(UnknownEditError):
        edited(wishes(**SHOWN), edit)


def test_an_order_can_be_given_up_and_a_never_taken_back():
    asked = wishes(**{**SHOWN, "orders": {0: (7, 6, 5)}, "never": frozenset({4})})
    assert edited(asked, "free:0").orders == {}
    assert edited(asked, "allow:4").never == frozenset()
    assert edited(asked, "remove:6").orders == {0: (7, 5)}

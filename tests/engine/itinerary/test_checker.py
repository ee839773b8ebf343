"""Each rule of the checker, by plans made by hand."""

import pytest

from musubi_engine.common import InvalidDataError
from musubi_engine.itinerary import Day, Group, Legs, Spot, Trip, check, missing

TIMES = [[0, 10, 10, 10], [10, 0, 10, 10], [10, 10, 0, 10], [10, 10, 10, 0]]
OPEN = (((0, 100),), ((0, 100),))


def trip(spots=None, **more):
    spots = spots or (Spot(1, 5, 10, OPEN, 3, (0,)), Spot(2, 7, 10, OPEN, 3, (0,)), Spot(3, 1, 10, OPEN))
    more.setdefault("category_max", (2,))
    return Trip(tuple(spots), (Day(3, 3, 0, 80), Day(3, 3, 0, 60)), Legs.constant(TIMES), **more)


def codes(question, routes):
    return [x.code for x in check(question, routes)[2]]


def test_a_good_plan_has_its_timetable_and_score():
    plan, score, wrong = check(trip(), [[1, 2], [3]])

    assert (score, wrong) == (13, ())
    assert [(v.spot, v.arrives, v.begins, v.leaves) for v in plan.days[0].visits] == [(1, 10, 10, 20), (2, 30, 30, 40)]
    assert plan.days[0].returns == 50


@pytest.mark.parametrize(
    ("question", "routes", "expected"),
    [
        (trip(), [[1, 1], []], ["visited_twice"]),
        (trip(), [[9], []], ["unknown_spot"]),
        (trip(), [[1], [], [2]], ["too_many_days"]),
        (trip(), [[], [1, 2, 3]], ["late_at_the_end"]),
        (trip(fee_budget=5), [[1, 2], []], ["over_fee_budget"]),
        (trip(category_max=(1,)), [[1, 2], []], ["over_category_maximum"]),
        (trip(forbidden=frozenset({3})), [[3], []], ["forbidden_spot"]),
        (trip(groups=(Group("lunch", frozenset({1, 2})),)), [[1, 2], []], ["group_twice_a_day"]),
        (trip(orders={0: (2, 1)}), [[1, 2], []], ["order_not_kept"]),
        (trip(orders={0: (2, 1)}), [[2], [1]], ["not_on_its_day"]),
        (trip(mandatory={1: 1}), [[1], []], ["not_on_its_day"]),
        (trip((Spot(1, 5, 10, (((0, 5),), ())),)), [[1], []], ["arrives_after_closing"]),
        (trip((Spot(1, 5, 10, (((0, 50),), ())),)), [[], [1]], ["arrives_after_closing"]),
    ],
)
def test_each_broken_rule_is_named(question, routes, expected):
    assert codes(question, routes) == expected


def test_waiting_for_the_second_window():
    question = trip((Spot(1, 5, 10, (((0, 5), (30, 40)), ())),))

    plan, _, wrong = check(question, [[1], []])

    assert wrong == ()
    assert (plan.days[0].visits[0].arrives, plan.days[0].visits[0].begins) == (10, 30)


def test_missing_wishes_are_listed():
    question = trip(mandatory={3: None}, groups=(Group("lunch", frozenset({1, 2})),))

    assert [(x.code, x.subject) for x in missing(question, [[1], []])] == [("must_see_missing", 3), ("group_missing", "lunch")]


@pytest.mark.parametrize(
    ("spots", "more", "words"),
    [
        ((Spot(1, 1, 1, OPEN), Spot(1, 1, 1, OPEN)), {}, "same number"),
        ((Spot(1, 1, 1, ((),)),), {}, "each day"),
        ((Spot(1, 1, -1, OPEN),), {}, "zero or more"),
        ((Spot(1, 1, 1, (((50, 20),), ())),), {}, "ascend"),
        ((Spot(1, 1, 1, OPEN, 0, (4,)),), {}, "maximum"),
        ((Spot(1, 1, 1, OPEN),), {"mandatory": {7: None}}, "unknown"),
        ((Spot(1, 1, 1, OPEN),), {"mandatory": {1: 5}}, "day that is not"),
    ],
)
def test_bad_data_is_refused_with_the_reason(spots, more, words):
    with pytest.raises(InvalidDataError, match=words):
        trip(spots, **more)

"""The search against the checker and against trying everything."""

import json
import os
import random
import subprocess
import sys
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.itinerary.small import best_value, tiny_trip, value

from musubi_engine.common import MaxCpuSeconds, MaxRounds
from musubi_engine.common.compiling import COMPILES
from musubi_engine.itinerary import Legs, check, difference, missing, replan, solve, solve_distinct, warm_up
from musubi_engine.itinerary.kernels.gap import fill_gap
from musubi_engine.itinerary.kernels.plan import adopt
from musubi_engine.itinerary.kernels.reason import shortest_miss
from musubi_engine.itinerary.kernels.search import finish, rounds, weigh
from musubi_engine.itinerary.kernels.time import backward, forward
from musubi_engine.itinerary.prepare import empty_plan, prepare, scratch
from musubi_engine.itinerary.samples import town_trip


@pytest.fixture(scope="module", autouse=True)
def _warm():
    warm_up()


@given(st.integers(0, 10**6), st.integers(1, 3), st.integers(3, 14), st.booleans())
@settings(max_examples=60)
def test_every_plan_passes_the_checker_and_explains_each_spot_left_out(seed, days, spots, timed):
    trip = tiny_trip(seed, spots, days, timed=timed)

    result = solve(trip, stop=MaxRounds(30), seed=seed)

    plan, score, violations = check(trip, result.value.routes())
    assert violations == ()
    assert (plan, score) == (result.value, result.score)
    visited = {s for route in result.value.routes() for s in route}
    codes = {
        "asked_to_avoid",
        "closed",
        "over_fee_budget",
        "not_reachable",
        "arrives_after_closing",
        "no_way_back",
        "back_too_late",
        "category_full",
        "another_of_group",
        "no_time",
    }
    explained = [x.subject for x in result.explanation if x.code in codes]
    assert sorted(explained) == sorted({spot.number for spot in trip.spots} - visited)


@pytest.mark.parametrize("timed", [False, True])
@pytest.mark.parametrize("seed", range(12))
def test_tiny_tours_reach_the_best_of_all_plans(seed, timed):
    trip = tiny_trip(seed, 5, 2, timed=timed)

    result = solve(trip, stop=MaxRounds(300), seed=1)

    assert value(trip, result.value.routes()) == best_value(trip)


@pytest.mark.parametrize("seed", range(8))
def test_legs_without_triangle_inequality_give_plans_that_can_be_walked(seed):
    rng = random.Random(seed)  # noqa: S311 - made tours, no secrets
    trip = tiny_trip(seed, 14, 2)
    times = [[0 if i == j else rng.choice((1, 3, 9, 40)) for j in range(16)] for i in range(16)]
    trip = replace(trip, legs=Legs.constant(times), groups=(), orders={1: (5, 4)})

    routes = solve(trip, stop=MaxRounds(150), seed=seed).value.routes()

    assert check(trip, routes)[2] == ()
    assert any(routes)


def in_gap(trip, left, right, rest):
    """The gap of a day that goes by two spots, filled from the rest: the sequence put in, and the best by trying all."""
    ready = prepare(trip)
    data, mem, room = ready.data, empty_plan(ready.data), scratch(ready, 1)
    row = {trip.spots[place].number: v for v, place in enumerate(ready.spots)}
    for number in (left, right):
        adopt(data, mem, row[number], 0, room.out)
    weigh(data, room, 0, 0.0)
    fill_gap(data, mem, room, 0, 1, 0)
    placed = [trip.spots[ready.spots[v]].number for v in list(mem.seq[: mem.size[0]])[1:-1]]
    ways = [w for k in range(len(rest) + 1) for w in permutations(rest, k) if not check(trip, [[left, *w, right]])[2]]
    return placed, max(sum(trip.spots[s - 1].worth for s in w) for w in ways)


@pytest.mark.parametrize("timed", [False, True])
def test_a_small_gap_is_filled_as_well_as_by_trying_everything(timed):
    hits = 0
    for seed in range(12):
        trip = town_trip(7, 1, seed, timed=timed)
        trip = replace(
            trip, spots=tuple(replace(s, windows=(s.windows[0] or ((540, 990),),)) for s in trip.spots), fee_budget=None, category_max=(9,) * 6
        )
        if check(trip, [[1, 2]])[2]:
            continue
        placed, best = in_gap(trip, 1, 2, [3, 4, 5, 6, 7])
        assert check(trip, [placed])[2] == ()
        assert (placed[0], placed[-1]) == (1, 2)
        hits += sum(trip.spots[s - 1].worth for s in placed[1:-1]) == best
    assert hits >= 8


@pytest.mark.skipif(not COMPILES, reason="numba is not installed")
def test_after_warming_up_every_kernel_of_a_request_is_compiled():
    assert all(k.signatures for k in (rounds, finish, adopt, shortest_miss, forward, backward))


def test_nothing_that_fits_is_left_out():
    trip = town_trip(60, 2, 3)
    routes = solve(trip, stop=MaxRounds(40)).value.routes()
    visited = {s for route in routes for s in route}

    for spot in trip.spots:
        if spot.number not in visited:
            for d, route in enumerate(routes):
                for k in range(len(route) + 1):
                    trial = [[*r[:k], spot.number, *r[k:]] if e == d else r for e, r in enumerate(routes)]
                    assert check(trip, trial)[2] != ()


def test_same_seed_and_rounds_give_the_same_plan_and_other_seeds_may_differ():
    trip = town_trip(80, 2, 5)

    once, again = (solve(trip, stop=MaxRounds(60), seed=4) for _ in range(2))

    assert once.value == again.value
    assert once.explanation == again.explanation


PLANS = """
import json
from musubi_engine.common import MaxRounds
from musubi_engine.common.compiling import COMPILES
from musubi_engine.itinerary import solve
from musubi_engine.itinerary.kernels.plan import adopt
from musubi_engine.itinerary.kernels.reason import shortest_miss
from musubi_engine.itinerary.kernels.search import finish, rounds
from musubi_engine.itinerary.kernels.time import backward, forward
from musubi_engine.itinerary.samples import town_trip
cases = [(40, 2, False, True), (25, 1, True, False), (30, 3, False, False)]
plans = [solve(town_trip(n, m, 7, timed=t, lunch=l), stop=MaxRounds(25), seed=3).value.routes() for n, m, t, l in cases]
print(json.dumps([COMPILES, plans]))
"""


def test_without_numba_the_plans_are_identical():
    runs = []
    for switch in ("1", "0"):
        env = {**os.environ, "MUSUBI_NUMBA": switch, "PYTHONPATH": os.pathsep.join(sys.path)}
        done = subprocess.run([sys.executable, "-c", PLANS], env=env, capture_output=True, text=True, check=True)
        runs.append(json.loads(done.stdout))

    assert runs[0][1] == runs[1][1]
    assert runs[1][0] is False


def test_seconds_end_the_search_and_rounds_are_told():
    result = solve(town_trip(50, 2, 1), stop=MaxCpuSeconds(0.05))

    assert result.rounds > 0
    assert 0.03 < result.search_cpu_s < 5


def test_lunch_is_taken_exactly_once_a_day():
    trip = town_trip(60, 3, 2, lunch=True)

    routes = solve(trip, stop=MaxRounds(150)).value.routes()

    assert [sum(1 for s in route if s in trip.groups[0].spots) for route in routes] == [1, 1, 1]


def test_three_plans_are_feasible_and_distinct():
    trip = town_trip(120, 2, 4)

    results = solve_distinct(trip, stops=[MaxRounds(120) for _ in range(3)])

    assert len(results) == 3
    assert all(not check(trip, result.value.routes())[2] for result in results)
    pairs = [(0, 1), (0, 2), (1, 2)]
    assert min(difference(results[a].value, results[b].value) for a, b in pairs) >= 0.2


def spots_of(routes):
    return {s for route in routes for s in route}


def test_edits_change_the_plan_as_asked():
    trip = town_trip(80, 2, 6)
    plan = solve(trip, stop=MaxRounds(150)).value
    first, second = plan.routes()[0][:2]
    outside = next(s.number for s in trip.spots if s.windows[1] and s.number not in spots_of(plan.routes()))

    without = replan(replace(trip, forbidden=frozenset({first})), plan, stop=MaxRounds(60)).value.routes()
    pinned = replan(replace(trip, mandatory={outside: 1}), plan, stop=MaxRounds(60)).value.routes()
    turned_trip = replace(trip, orders={0: (second, first)})
    turned = replan(turned_trip, plan, stop=MaxRounds(60)).value.routes()

    assert first not in spots_of(without)
    assert outside in pinned[1]
    assert not missing(turned_trip, turned)
    if first in turned[0] and second in turned[0]:
        assert turned[0].index(second) < turned[0].index(first)


def test_replanning_keeps_most_of_the_plan_shown():
    trip = town_trip(100, 2, 8)
    plan = solve(trip, stop=MaxRounds(300))
    gone = plan.value.routes()[0][1]

    again = replan(replace(trip, forbidden=frozenset({gone})), plan.value, stop=MaxRounds(100))
    cold = solve(replace(trip, forbidden=frozenset({gone})), stop=MaxRounds(300))

    assert again.score >= 0.97 * cold.score
    assert difference(plan.value, again.value) <= 0.5


def test_two_thousand_spots_give_a_plan():
    trip = town_trip(2000, 2, 9)

    result = solve(trip, stop=MaxRounds(3))

    assert result.score > 0
    assert len(result.explanation) >= 2000 - sum(len(route) for route in result.value.routes())


def test_no_spots_give_an_empty_plan():
    trip = replace(town_trip(5, 1, 1), spots=())

    assert solve(trip, stop=MaxRounds(5)).value.routes() == [[]]

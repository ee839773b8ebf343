"""The search: large neighbourhood search with a falling temperature, on arrays."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from musubi_engine.common.result import Result
from musubi_engine.common.stop import MaxRounds, Stop
from musubi_engine.itinerary.checker import InfeasiblePlanError, check
from musubi_engine.itinerary.explanation import clashes, left_out
from musubi_engine.itinerary.kernels.arrays import Memory, Scratch
from musubi_engine.itinerary.kernels.plan import adopt
from musubi_engine.itinerary.kernels.search import finish, rounds
from musubi_engine.itinerary.model import Params, Plan, Trip
from musubi_engine.itinerary.prepare import LOGS, Prepared, empty_plan, prepare, scratch


@dataclass(frozen=True, slots=True)
class Found:
    """What the rounds brought."""

    routes: list[list[int]]
    memory: Memory
    rounds: int
    cpu_s: float


def _base(ready: Prepared, best: Memory) -> int:
    """The collected worth without bonuses: what temperatures are measured by."""
    return max(1, sum(ready.worth[v] for v in range(ready.data.n) if best.day[v] >= 0))


def _run(ready: Prepared, now: Memory, stop: Stop, room: Scratch, params: Params) -> tuple[Memory, int, float]:
    """Rounds at a falling temperature until the stop; returns the best plan."""
    data = ready.data
    trial, best = empty_plan(data), empty_plan(data)
    began = time.thread_time()
    stop.begin()
    rounds(data, now, trial, best, room, LOGS, 0, 0.0, 0, 1, 0.0)
    done, span = 0, max(1, sum(data.end) - sum(data.begin))
    while data.n > 0:
        part = stop.progress(done)
        if part >= 1.0 and done > 0:
            break
        todo = stop.batch(done, params.batch)
        if todo <= 0:
            break
        worth = _base(ready, best)
        warm = worth * params.warm * (params.cold / params.warm) ** min(part, 1.0)
        thrift = params.thrift * worth / span
        rounds(data, now, trial, best, room, LOGS, todo, warm, params.share, params.longest, thrift)
        done += todo
    finish(data, best, room)
    return best, done, time.thread_time() - began


def _routes(trip: Trip, ready: Prepared, mem: Memory) -> list[list[int]]:
    width, spots = ready.data.width, ready.spots
    return [[trip.spots[spots[v]].number for v in list(mem.seq[r * width + 1 : r * width + mem.size[r] - 1])] for r in range(ready.data.m)]


def _given(trip: Trip, ready: Prepared, routes: Sequence[Sequence[int]], room: Scratch) -> Memory:
    """The given plan as far as it can be kept: spots are put in one by one."""
    data, mem = ready.data, empty_plan(ready.data)
    row = {trip.spots[place].number: v for v, place in enumerate(ready.spots)}
    for r, route in enumerate(routes[: data.m]):
        for number in route:
            if number in row and mem.day[row[number]] < 0:
                adopt(data, mem, row[number], r, room.out)
    return mem


def search(trip: Trip, ready: Prepared, *, stop: Stop, seed: int, params: Params, given: Sequence[Sequence[int]] = ()) -> Found:
    """Search on prepared arrays, from an empty or a given plan."""
    room = scratch(ready, seed)
    best, done, cpu = _run(ready, _given(trip, ready, given, room), stop, room, params)
    return Found(_routes(trip, ready, best), best, done, cpu)


def conclude(trip: Trip, ready: Prepared, found: Found, seed: int) -> Result[Plan]:
    """Check a plan independently and explain it."""
    plan, score, violations = check(trip, found.routes)
    if violations:
        raise InfeasiblePlanError(violations)
    reasons = (*clashes(trip, found.routes), *left_out(trip, ready, found.memory))
    return Result(plan, score, reasons, found.rounds, found.cpu_s, seed)


def solve(trip: Trip, *, stop: Stop, seed: int = 1, params: Params | None = None, initial: Sequence[Sequence[int]] = ()) -> Result[Plan]:
    """Choose and order spots over the days so that the collected worth is as high as possible.

    Definition: maximise the worth of the spots visited, each at most once, on one route per day from its start to its
    end, each visit beginning in one of the spot's windows of that day, within the fee budget and the category maxima,
    with at most one spot of a group per day; must-sees first, then one spot of each group on each day.
    This is the multi-constraint team orienteering problem with multiple time windows, which is NP-hard; the search
    gives no bound. A round costs O(u p) for u spots not visited and p visits of the days changed.

    >>> from musubi_engine.itinerary import Day, Legs, Spot, Trip, solve
    >>> from musubi_engine.common import MaxRounds
    >>> spots = (Spot(1, 5, 30, (((0, 100),),)), Spot(2, 9, 30, (((0, 100),),)))
    >>> trip = Trip(spots, (Day(2, 2, 0, 60),), Legs.constant([[0, 5, 9], [5, 0, 9], [9, 9, 0]]))
    >>> solve(trip, stop=MaxRounds(20)).value.routes()
    [[2]]

    Reference: Vansteenwegen et al., Computers & Operations Research 36(12), 2009; Souffriau et al., Transportation
    Science 47(1), 2013; Christiaens & Vanden Berghe, Transportation Science 54(2), 2020 (removal of strings).
    """
    ready = prepare(trip)
    found = search(trip, ready, stop=stop, seed=seed, params=params or Params(), given=initial)
    return conclude(trip, ready, found, seed)


def warm_up() -> None:
    """Load or compile the kernels, so that no visitor waits for it: call once when a process starts."""
    from musubi_engine.itinerary.samples import small_trip  # noqa: PLC0415 - only needed here

    for timed in (False, True):
        trip = small_trip(timed=timed)
        solve(trip, stop=MaxRounds(2), initial=solve(trip, stop=MaxRounds(2)).value.routes())

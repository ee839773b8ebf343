"""Several distinct plans for one visitor, and a new plan after one edit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from musubi_engine.common import Result
from musubi_engine.common.stop import Stop
from musubi_engine.itinerary.kernels.arrays import ints
from musubi_engine.itinerary.model import Params, Plan, Trip
from musubi_engine.itinerary.prepare import Prepared, prepare
from musubi_engine.itinerary.search import conclude, search, solve

FADE = 0.35  # what the worth of a spot is multiplied by in the next plan once it was in a plan
GENTLE = Params(warm=0.01, cold=0.0005)  # a given plan is good already: do not shake it to pieces


def _faded(ready: Prepared, trip: Trip, seen: dict[int, int]) -> Prepared:
    """The same arrays with spots of earlier plans worth less; the bonus of must-sees and groups stays."""
    full = [
        int(ready.data.worth[v]) - round(ready.worth[v] * (1 - FADE ** seen.get(trip.spots[place].number, 0))) for v, place in enumerate(ready.spots)
    ]
    return replace(ready, data=ready.data._replace(worth=ints(full)))  # noqa: SLF001 - a named tuple's documented method


def difference(one: Plan, other: Plan) -> float:
    """The part of the smaller plan's spots that the other does not have: 0 the same, 1 nothing in common."""
    a, b = ({s for route in plan.routes() for s in route} for plan in (one, other))
    return 1.0 - len(a & b) / max(1, min(len(a), len(b)))


def solve_distinct(trip: Trip, *, stops: Sequence[Stop], seed: int = 1, params: Params | None = None) -> tuple[Result[Plan], ...]:
    """As many plans as there are stops: the best first, then plans that would rather go elsewhere.

    Each plan obeys all conditions and is scored by the true worths; a plan equal to an earlier one is left out.
    """
    ready = prepare(trip)
    seen: dict[int, int] = {}
    results: list[Result[Plan]] = []
    for k, stop in enumerate(stops):
        there = _faded(ready, trip, seen)
        found = search(trip, there, stop=stop, seed=seed + k, params=params or Params())
        result = conclude(trip, ready, found, seed + k)
        if all(difference(result.value, earlier.value) > 0 for earlier in results) or not results:
            results.append(result)
        for route in found.routes:
            for number in route:
                seen[number] = seen.get(number, 0) + 1
    return tuple(results)


def replan(trip: Trip, plan: Plan, *, stop: Stop, seed: int = 1) -> Result[Plan]:
    """A plan after one edit (pin, remove, reorder: the changed wishes are in ``trip``), starting from the plan shown."""
    return solve(trip, stop=stop, seed=seed, params=GENTLE, initial=plan.routes())

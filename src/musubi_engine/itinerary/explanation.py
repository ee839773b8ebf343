"""Why a spot was left out, which must-sees clash, and what to relax."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import permutations

from musubi_engine.common import Explanation
from musubi_engine.itinerary.alone import day_windows, obstacle
from musubi_engine.itinerary.checker import check, missing
from musubi_engine.itinerary.kernels.arrays import Memory, ints
from musubi_engine.itinerary.kernels.reason import shortest_miss
from musubi_engine.itinerary.model import Trip
from musubi_engine.itinerary.prepare import Prepared

STEPS = (15, 30, 60, 120, 240)  # minutes tried as relaxations


def left_out(trip: Trip, ready: Prepared, mem: Memory) -> Iterator[Explanation]:
    """One reason for each spot that is not in the plan, in the order of the spots."""
    row = {place: v for v, place in enumerate(ready.spots)}
    visited = {trip.spots[ready.spots[v]].number for v in range(ready.data.n) if mem.day[v] >= 0}
    for place, spot in enumerate(trip.spots):
        if spot.number in visited:
            continue
        if place not in row:
            yield obstacle(trip, place) or Explanation("not_reachable", spot.number)
        else:
            yield _limits(trip, ready, mem, row[place], visited) or _no_time(trip, ready, mem, row[place])


def _limits(trip: Trip, ready: Prepared, mem: Memory, v: int, visited: set[int]) -> Explanation | None:
    """A rule other than time that keeps the spot out."""
    spot = trip.spots[ready.spots[v]]
    left = ready.data.budget - mem.sums[1]
    if spot.fee > left:
        return Explanation("over_fee_budget", spot.number, {"fee": spot.fee, "left": int(left)})
    for c in spot.categories:
        if mem.cat[c] >= trip.category_max[c]:
            return Explanation("category_full", spot.number, {"category": c, "maximum": trip.category_max[c]})
    group = ready.data.group[v]
    days = [d for d in range(len(trip.days)) if day_windows(trip, spot, d)]
    if group >= 0 and all(mem.grp[d * ready.data.groups + group] > 0 for d in days):
        others = tuple(sorted(trip.groups[group].spots & visited))
        return Explanation("another_of_group", spot.number, {"group": trip.groups[group].name, "chosen": others})
    return None


def _no_time(trip: Trip, ready: Prepared, mem: Memory, v: int) -> Explanation:
    """By how little the spot misses, on the day and at the place where it misses by the least."""
    spot, answer = trip.spots[ready.spots[v]], ints([0, 0, 0, 0])
    shortest_miss(ready.data, mem, v, answer)
    day, position, short, closes = (int(x) for x in answer)
    width = ready.data.width
    before = mem.seq[day * width + position - 1] if position > 1 else -1
    after = trip.spots[ready.spots[before]].number if before >= 0 else -1
    code = "arrives_after_closing" if closes else "no_time"
    return Explanation(code, spot.number, {"day": day, "short": short, "after": after})


def _fits(trip: Trip, musts: Sequence[int]) -> bool:
    """Whether few must-sees can be met together, by trying every order on every day."""
    for d in range(len(trip.days)):
        for order in permutations(musts):
            routes = [list(order) if e == d else [] for e in range(len(trip.days))]
            if not check(trip, routes)[2]:
                return True
    return len(musts) == 2 and len(trip.days) > 1 and _fits_apart(trip, musts)


def _fits_apart(trip: Trip, musts: Sequence[int]) -> bool:
    """Whether two must-sees can be met on two different days."""
    for d, e in permutations(range(len(trip.days)), 2):
        routes: list[list[int]] = [[] for _ in trip.days]
        routes[d], routes[e] = [musts[0]], [musts[1]]
        if not check(trip, routes)[2]:
            return True
    return False


def clashes(trip: Trip, routes: Sequence[Sequence[int]]) -> Iterator[Explanation]:
    """Which must-sees and groups the plan goes without, with whom they clash, and what would help."""
    where = trip.index()
    musts = sorted({*trip.mandatory, *(s for order in trip.orders.values() for s in order)})
    for lack in missing(trip, routes):
        if lack.code == "group_missing":
            yield lack
            continue
        number = int(lack.subject)
        why = obstacle(trip, where[number])
        if why is not None:
            yield Explanation("must_see_impossible", number, {"reason": why.code, **why.values})
            continue
        rivals = tuple(o for o in musts if o != number and not obstacle(trip, where[o]) and not _fits(trip, (number, o)))
        values: dict[str, int | float | str | tuple[int, ...]] = {"with": rivals or tuple(o for o in musts if o != number)}
        yield Explanation("must_sees_clash" if rivals else "must_sees_too_many", number, values)
        yield from _relaxations(trip, number, rivals)


def _relaxations(trip: Trip, number: int, rivals: tuple[int, ...]) -> Iterator[Explanation]:
    """The smallest later return or earlier start, or larger fee budget, that lets a clashing pair be met."""
    for rival in rivals[:1]:
        pair = (number, rival)
        fees = sum(spot.fee for spot in trip.spots if spot.number in pair)
        if trip.fee_budget is not None and fees > trip.fee_budget:
            yield Explanation("relax_fee_budget", number, {"needs": fees, "with": (rival,)})
            continue
        for step in STEPS:
            if _fits(replace(trip, days=tuple(replace(d, ends=d.ends + step) for d in trip.days)), pair):
                yield Explanation("relax_return_later", number, {"by": step, "with": (rival,)})
                break
        for step in STEPS:
            if _fits(replace(trip, days=tuple(replace(d, begins=d.begins - step) for d in trip.days)), pair):
                yield Explanation("relax_start_earlier", number, {"by": step, "with": (rival,)})
                break
    yield Explanation("relax_drop_one", number, {"with": rivals})

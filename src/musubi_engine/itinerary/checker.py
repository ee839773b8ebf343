"""The independent checker: walks a plan step by step and says what is wrong with it.

It shares no code with the search: plain integers and loops, no numbers kept from before. Every plan passes here before
anyone sees it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from musubi_engine.common import EngineError, Explanation
from musubi_engine.itinerary.model import UNREACHABLE, Plan, Route, Trip, Visit


class InfeasiblePlanError(EngineError):
    """A plan breaks a rule; ``violations`` tells which."""

    code = "infeasible_plan"

    def __init__(self, violations: tuple[Explanation, ...]) -> None:
        super().__init__("; ".join(f"{v.code} {v.subject} {dict(v.values)}" for v in violations))
        self.violations = violations


def travel(trip: Trip, timetable: int, i: int, j: int, leave: int) -> int | None:
    """Arrival at place j on leaving place i at ``leave`` or later; None when j cannot be reached."""
    legs = trip.legs
    found: list[int] = []
    for p, begins in enumerate(legs.period_begins):
        last = p + 1 == len(legs.period_begins)
        own = int(legs.times[p, timetable, i, j])
        if own < UNREACHABLE and (last or leave < legs.period_begins[p + 1]):
            found.append((leave if p == 0 else max(leave, begins)) + own)
    found.extend(arr for dep, arr in legs.rides.get((timetable, i, j), ()) if dep >= leave)
    return min(found) if found else None


def _walk(trip: Trip, d: int, route: Sequence[int], wrong: list[Explanation]) -> Route:
    """Follow one day and note late arrivals."""
    day, where = trip.days[d], trip.index()
    place, clock, visits = day.start, day.begins, []
    for number in route:
        if number not in where:
            wrong.append(Explanation("unknown_spot", number, {"day": d}))
            continue
        spot = trip.spots[where[number]]
        arrives = travel(trip, day.legs, place, where[number], clock)
        if arrives is None:
            wrong.append(Explanation("no_connection", number, {"day": d, "from": place}))
            continue
        begins = next((max(arrives, a) for a, b in spot.windows[d] if arrives <= b), None)
        if begins is None:
            wrong.append(Explanation("arrives_after_closing", number, {"day": d, "arrives": arrives}))
            begins = arrives
        place, clock = where[number], begins + spot.stay
        visits.append(Visit(number, arrives, begins, clock))
    home = travel(trip, day.legs, place, day.end, clock)
    if route and (home is None or home > day.ends):
        code = "no_connection_home" if home is None else "late_at_the_end"
        wrong.append(Explanation(code, "", {"day": d, "arrives": -1 if home is None else home, "ends": day.ends}))
    return Route(tuple(visits), day.begins if home is None else home)


def _rules(trip: Trip, routes: Sequence[Sequence[int]], wrong: list[Explanation]) -> None:
    """Rules about the plan as a whole: repeats, fees, categories, groups, pins, fixed orders."""
    where = trip.index()
    visited = [number for route in routes for number in route if number in where]
    wrong.extend(Explanation("visited_twice", s) for s, times in Counter(visited).items() if times > 1)
    wrong.extend(Explanation("forbidden_spot", s) for s in visited if s in trip.forbidden)
    fees = sum(trip.spots[where[s]].fee for s in visited)
    if trip.fee_budget is not None and fees > trip.fee_budget:
        wrong.append(Explanation("over_fee_budget", "", {"fees": fees, "budget": trip.fee_budget}))
    kinds = Counter(c for s in visited for c in trip.spots[where[s]].categories)
    wrong.extend(
        Explanation("over_category_maximum", c, {"visits": kinds[c], "maximum": most}) for c, most in enumerate(trip.category_max) if kinds[c] > most
    )
    for d, route in enumerate(routes):
        wrong.extend(
            Explanation("group_twice_a_day", group.name, {"day": d}) for group in trip.groups if sum(1 for s in route if s in group.spots) > 1
        )
        fixed = trip.orders.get(d, ())
        kept = [s for s in route if s in fixed]
        if kept != [s for s in fixed if s in kept]:
            wrong.append(Explanation("order_not_kept", "", {"day": d}))
        for s in route:
            pinned = trip.mandatory.get(s)
            fixed_on = next((e for e, order in trip.orders.items() if s in order), d)
            if (pinned is not None and pinned != d) or fixed_on != d:
                wrong.append(Explanation("not_on_its_day", s, {"day": d}))


def missing(trip: Trip, routes: Sequence[Sequence[int]]) -> tuple[Explanation, ...]:
    """What the visitor asked for and the plan does not hold: must-sees, and days without one of a group."""
    visited = {s for route in routes for s in route}
    musts = {*trip.mandatory, *(s for order in trip.orders.values() for s in order)}
    wrong = [Explanation("must_see_missing", s) for s in sorted(musts) if s not in visited]
    wrong.extend(
        Explanation("group_missing", group.name, {"day": d})
        for d, route in enumerate(routes)
        for group in trip.groups
        if not group.spots & set(route)
    )
    return tuple(wrong)


def check(trip: Trip, routes: Sequence[Sequence[int]]) -> tuple[Plan, float, tuple[Explanation, ...]]:
    """Return the timetable, the collected worth and all violations of hard rules (none: the plan can be walked).

    Missing must-sees are no violation here: `missing` lists them, as a plan may have to go without.
    """
    wrong: list[Explanation] = []
    if len(routes) > len(trip.days):
        wrong.append(Explanation("too_many_days", "", {"routes": len(routes), "days": len(trip.days)}))
        routes = routes[: len(trip.days)]
    full = [list(routes[d]) if d < len(routes) else [] for d in range(len(trip.days))]
    days = tuple(_walk(trip, d, route, wrong) for d, route in enumerate(full))
    _rules(trip, full, wrong)
    where = trip.index()
    score = sum(trip.spots[where[s]].worth for route in full for s in route if s in where)
    return Plan(days), score, tuple(wrong)

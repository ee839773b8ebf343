"""The planner's door to the engine: rows become a `Trip`, the engine's plan becomes a `PlannedTour`."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from musubi.blocks.places.domain.opening import Window
from musubi.blocks.places.visitor_enums import SpotKind
from musubi.programs.brand.tours.domain import planner_travel
from musubi.programs.brand.tours.domain.planner_atlas import Atlas, PlanSpot
from musubi.programs.brand.tours.domain.planner_other_day import days_open
from musubi.programs.brand.tours.domain.planner_result import Leg, PlannedDay, PlannedTour, Reason, Stop
from musubi.programs.brand.tours.domain.planner_travel import Points, Rides
from musubi.programs.brand.tours.domain.planner_wishes import DAY, LUNCH, Place, Wishes
from musubi.programs.brand.tours.domain.planner_worth import SLACK, barrier, stay, worth
from musubi.programs.brand.tours.enums import TravelMode
from musubi_engine.common import EngineError, Explanation, MaxRounds, Result
from musubi_engine.common.stop import MaxCpuSeconds
from musubi_engine.itinerary import Day, Group, Legs, Plan, Spot, Trip, replan, solve, solve_distinct, warm_up
from musubi_engine.itinerary.alone import obstacle
from musubi_engine.itinerary.gtfs import bus_rides, operators, read_timetable
from musubi_engine.itinerary.model import UNREACHABLE
from musubi_engine.itinerary.network import network_minutes, stretch
from musubi_engine.itinerary.openstreetmap import read_extract
from musubi_engine.itinerary.travel import MODES, Mode, haversine_km, minutes

__all__ = [
    "EngineError",
    "bus_rides_on",
    "can_visit",
    "farthest_km",
    "network_ways",
    "operators",
    "replanned",
    "shown_plan",
    "three_plans",
    "walk_kmh",
    "walk_minutes",
    "warm_up",
    "wheels_kmh",
]

SEED = 1
BESIDE_WHEELS = 10  # minutes: with a bicycle or car only short ways are walked
WORK = 1_050_000  # rounds × spots × days: what the first of three plans may cost, about a tenth of a CPU second
KEEP = 64
HOPELESS = ("not_reachable", "too_far", "no_way_back", "hours_unknown", "no_position")  # told after those that nearly fit


@dataclass(slots=True)
class RoundsWithin:
    """A number of rounds, so that the same wishes give the same plan; CPU seconds only as a guard for slow machines."""

    rounds: MaxRounds
    guard: MaxCpuSeconds
    _over: bool = field(default=False, init=False)

    def begin(self) -> None:
        """Read the clock."""
        self.guard.begin()

    def progress(self, rounds: int) -> float:
        """Rounds done, as a part of the budget."""
        self._over = self.guard.progress(rounds) >= 1.0
        return 1.0 if self._over else self.rounds.progress(rounds)

    def batch(self, rounds: int, wanted: int) -> int:
        """No more than are left."""
        return self.rounds.batch(rounds, wanted)


@dataclass(frozen=True, eq=False)
class Asked:
    """A trip with what is needed to tell about it."""

    trip: Trip
    spots: Mapping[int, PlanSpot]
    kept_out: tuple[Reason, ...]
    ways: Mapping[str, NDArray[np.int64]]  # mode → minutes without slack between the trip's places
    km: NDArray[np.float64]
    windows: tuple[Mapping[int, tuple[Window, ...]], ...]
    exact: bool


def rounds_for(spots: int, days: int) -> int:
    """Rounds of the best plan: fewer for larger questions, so that the time stays alike."""
    return max(150, min(1500, WORK // max(1, spots * days)))


def three_plans(atlas: Atlas, wishes: Wishes) -> tuple[PlannedTour, ...]:
    """The best plan and up to two that go elsewhere; the same for the same wishes, kept while nothing changes."""
    key = (atlas.stamp, wishes.key)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    asked = _ask(atlas, wishes)
    most = rounds_for(len(asked.trip.spots), wishes.days)
    stops = [RoundsWithin(MaxRounds(rounds), MaxCpuSeconds(1.0)) for rounds in (most, most // 3, most // 3)]
    found = tuple(_told(atlas, wishes, asked, result) for result in solve_distinct(asked.trip, stops=stops, seed=SEED))
    with _lock:
        _kept[key] = found
        while len(_kept) > KEEP:
            _kept.popitem(last=False)
    return found


_kept: OrderedDict[object, tuple[PlannedTour, ...]] = OrderedDict()
_lock = Lock()


def shown_plan(atlas: Atlas, wishes: Wishes) -> PlannedTour:
    """The plan in the wishes' `routes`, as far as hours and conditions still allow it, with today's reasons."""
    asked = _ask(atlas, wishes)
    return _told(atlas, wishes, asked, solve(asked.trip, stop=MaxRounds(0), seed=SEED, initial=_known(asked, wishes)))


def replanned(atlas: Atlas, wishes: Wishes) -> PlannedTour:
    """A plan after one edit, searched from the plan shown."""
    asked = _ask(atlas, wishes)
    most = rounds_for(len(asked.trip.spots), wishes.days)
    given = solve(asked.trip, stop=MaxRounds(0), seed=SEED, initial=_known(asked, wishes))
    return _told(atlas, wishes, asked, replan(asked.trip, given.value, stop=RoundsWithin(MaxRounds(most), MaxCpuSeconds(0.25)), seed=SEED))


def _known(asked: Asked, wishes: Wishes) -> list[list[int]]:
    """The plan shown without spots that are not published any more."""
    return [[number for number in route if number in asked.spots] for route in wishes.routes]


def _ask(atlas: Atlas, wishes: Wishes) -> Asked:
    windows = tuple(atlas.windows(day) for day in wishes.dates)
    open_to, kept_out = _candidates(atlas, wishes)
    kinds = {kind: k for k, kind in enumerate(sorted({spot.kind for spot in open_to}))}
    lunch = frozenset(spot.number for spot in open_to if spot.kind == SpotKind.FOOD) if wishes.has_lunch else frozenset()
    spread = atlas.settings.spread_percent
    spots = tuple(_engine_spot(spot, wishes, windows, kind=kinds[spot.kind], is_lunch=spot.number in lunch, spread=spread) for spot in open_to)
    legs, ways, km, exact = _legs(atlas, wishes, open_to)
    size = len(spots)
    known = {spot.number for spot in open_to}
    trip = Trip(
        spots,
        tuple(Day(size, size + 1, wishes.begin_minute, wishes.end_minute, k) for k in range(wishes.days)),
        legs,
        fee_budget=wishes.budget,
        category_max=_most_of_a_kind(open_to, wishes, list(kinds)),
        mandatory={spot: day for spot, day in wishes.must.items() if spot in known},
        groups=(Group("lunch", lunch),) if lunch else (),
        orders={day: tuple(spot for spot in order if spot in known) for day, order in wishes.orders.items()},
    )
    return Asked(trip, {spot.number: spot for spot in open_to}, kept_out, ways, km, windows, exact)


def _candidates(atlas: Atlas, wishes: Wishes) -> tuple[list[PlanSpot], tuple[Reason, ...]]:
    """The spots worth asking the engine about, and why the others are not."""
    spots, kept_out = [], []
    named = {*wishes.must, *(one for route in wishes.routes for one in route)}
    events = atlas.events_on(wishes.dates) if wishes.events else []
    events += [atlas.by_number[number] for number in sorted(named) if number in atlas.by_number and atlas.by_number[number].event is not None]
    for spot in (*atlas.spots, *dict.fromkeys(events)):
        code = (
            "asked_to_avoid" if spot.number in wishes.never
            else "no_position" if spot.point is None
            else "hours_unknown" if not spot.rules and spot.begins is None
            else barrier(spot, wishes)
        )  # fmt: skip
        if code:
            kept_out.append(Reason(code, spot, worth=worth(spot, wishes, spread_percent=atlas.settings.spread_percent)))
        else:
            spots.append(spot)
    return spots, tuple(kept_out)


def _engine_spot(
    spot: PlanSpot, wishes: Wishes, windows: Sequence[Mapping[int, tuple[Window, ...]]], *, kind: int, is_lunch: bool, spread: int
) -> Spot:
    minutes_there = stay(spot, wishes.pace)
    first, last = LUNCH if is_lunch else (0, 1 << 20)
    each = []
    for day in windows:
        begins = [
            (w.opens, w.closes - minutes_there if w.last_admission is None else min(w.closes - minutes_there, w.last_admission))
            for w in day[spot.number]
        ]
        each.append(tuple((max(a, first), min(b, last)) for a, b in begins if max(a, first) <= min(b, last)))
    return Spot(spot.number, worth(spot, wishes, spread_percent=spread), minutes_there, tuple(each), spot.fee or 0, (kind,))


def _most_of_a_kind(spots: Sequence[PlanSpot], wishes: Wishes, kinds: Sequence[str]) -> tuple[int, ...]:
    """Variety: of one kind at most two a day and one more, of places to eat one a day; more where the visitor likes or names them."""
    named = [spot.kind for spot in spots if spot.number in wishes.must or any(spot.number in order for order in wishes.orders.values())]
    usual = 2 * wishes.days + 1 + (2 * wishes.days if wishes.themes else 0)
    return tuple(max(wishes.days if kind == SpotKind.FOOD and wishes.has_lunch else usual, named.count(kind)) for kind in kinds)


def _legs(atlas: Atlas, wishes: Wishes, spots: Sequence[PlanSpot]) -> tuple[Legs, dict[str, NDArray[np.int64]], NDArray[np.float64], bool]:
    """The legs of the trip: spots, then start and end; minutes by mode without slack; kilometres; whether ways are known exactly."""
    ends = (wishes.start, wishes.end)
    points = [spot.point or (0.0, 0.0) for spot in spots] + [(place.latitude, place.longitude) for place in ends]
    rows = _rows(atlas, spots, ends)
    ways, exact = {}, True
    for mode in _modes(wishes.travel):
        if rows is None:
            times, known = mode_minutes(points, mode, _factors(atlas), step_free=bool(wishes.step_free))
        else:
            times, known = _atlas_minutes(atlas, mode, bool(wishes.step_free))
            times = times[np.ix_(rows, rows)]
        longest = wishes.longest_walk if wishes.travel in {TravelMode.WALK, TravelMode.BUS} else BESIDE_WHEELS
        ways[mode] = np.where(times > longest, UNREACHABLE, times) if mode == "walk" else times
        exact = exact and known
    own = np.minimum.reduce(list(ways.values()))
    own = np.where(own < UNREACHABLE, own + SLACK[wishes.pace], UNREACHABLE)
    own[np.arange(len(points)), np.arange(len(points))] = 0
    rides: dict[tuple[int, int, int], tuple[tuple[int, int], ...]] = {}
    if wishes.travel == TravelMode.BUS:
        for k, day in enumerate(wishes.dates):
            rides.update({(k, i, j): some for (i, j), some in planner_travel.rides_on(day, points).items()})
    return Legs(np.stack([own] * wishes.days)[np.newaxis], (0,), rides), ways, haversine_km(points) * _detour(atlas, wishes.travel), exact


def _rows(atlas: Atlas, spots: Sequence[PlanSpot], ends: Sequence[Place]) -> NDArray[np.int64] | None:
    """The places' rows in the atlas; None when a day begins or ends at a point of its own."""
    if any(place.number is None for place in ends):
        return None
    return np.array([atlas.place_of[spot.number] for spot in spots] + [atlas.place_of[place.number or 0] for place in ends], dtype=np.int64)


def _modes(travel: str) -> tuple[str, ...]:
    return ("walk", travel) if travel in {TravelMode.BICYCLE, TravelMode.CAR} else ("walk",)


def _factors(atlas: Atlas) -> tuple[tuple[str, float, float], ...]:
    """Per mode: km/h and detour, as the city set them."""
    own = atlas.settings
    detours = {"walk": own.walk_detour_percent, "bicycle": own.bicycle_detour_percent, "car": own.car_detour_percent}
    speeds = ((mode, walk_kmh(atlas) if mode == "walk" else wheels_kmh(mode), percent / 100) for mode, percent in detours.items())
    return (*speeds, ("step_free", own.step_free_percent / 100, 1.0))


@lru_cache(maxsize=8)
def _atlas_minutes(atlas: Atlas, mode: str, step_free: bool) -> tuple[NDArray[np.int64], bool]:  # noqa: FBT001 - part of the key
    return mode_minutes(atlas.points, mode, _factors(atlas), step_free=step_free)


def mode_minutes(points: Points, mode: str, factors: tuple[tuple[str, float, float], ...], *, step_free: bool) -> tuple[NDArray[np.int64], bool]:
    """Minutes between points by a mode: over the network where it was prepared, else straight line times detour; True if all are known."""
    speed = {name: (kmh, detour) for name, kmh, detour in factors}
    kmh, detour = speed[mode]
    times = minutes(points, Mode(kmh, detour, MODES[mode].fixed_minutes))
    found = planner_travel.ways("walk-step-free" if mode == "walk" and step_free else mode, points)
    known = found is not None and bool(found[1].all())
    if found is not None:
        times = np.where(found[1], found[0], times)
    if step_free and mode == "walk":
        times = stretch(times, speed["step_free"][0])
    return times, known


def _told(atlas: Atlas, wishes: Wishes, asked: Asked, result: Result[Plan]) -> PlannedTour:
    """The engine's plan with names, legs and reasons."""
    row = asked.trip.index()
    ends = (len(asked.trip.spots), len(asked.trip.spots) + 1)
    days, number = [], 0
    for k, route in enumerate(result.value.days):
        place, leaves = ends[0], wishes.begin_minute
        stops: list[Stop] = []
        for visit in route.visits:
            number += 1
            leg = _leg(asked, wishes, k, (place, row[visit.spot]), leaves, visit.arrives)
            arrives = visit.arrives
            if not stops:  # nobody waits at the door of the first spot: one leaves later instead
                shift = visit.begins - arrives if leg.mode != "bus" else 0
                arrives, leg = arrives + shift, Leg(leg.mode, leg.minutes, leg.km, leg.departs + shift, leg.spare)
            spot = asked.spots[visit.spot]
            closes = next((w.closes for w in asked.windows[k][spot.number] if w.opens <= visit.begins <= w.closes and w.closes - w.opens < DAY), None)
            elsewhere = tuple(d + 1 for d, hours in enumerate(asked.windows) if d != k and hours[spot.number])
            stops.append(Stop(spot, arrives, visit.begins, visit.leaves, leg, number, visit.spot in wishes.must, closes, elsewhere))
            place, leaves = row[visit.spot], visit.leaves
        home = _leg(asked, wishes, k, (place, ends[1]), leaves, route.returns) if stops else None
        departs = stops[0].leg.departs if stops else wishes.begin_minute
        days.append(PlannedDay(wishes.dates[k], departs, route.returns, tuple(stops), home, k in wishes.orders))
    unmet, left_out = _reasons(atlas, wishes, asked, result.explanation)
    return PlannedTour(tuple(days), result.score, unmet, left_out, result.rounds, not asked.exact)


def _leg(asked: Asked, wishes: Wishes, day: int, pair: tuple[int, int], leaves: int, arrives: int) -> Leg:
    """How one got from place to place."""
    i, j = pair
    km = round(float(asked.km[i, j]), 1)
    mode, least = min(((mode, int(times[i, j])) for mode, times in asked.ways.items()), key=lambda found: found[1])
    spare = SLACK[wishes.pace]
    if least < UNREACHABLE and leaves + least + spare >= arrives:
        return Leg(mode, least, km, leaves, spare)
    rides = asked.trip.legs.rides.get((day, i, j), ())
    departs = max((departs for departs, there in rides if there == arrives and departs >= leaves), default=leaves)
    return Leg("bus", arrives - departs, km, departs)


def _reasons(atlas: Atlas, wishes: Wishes, asked: Asked, found: Sequence[Explanation]) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
    """Wishes that could not be met; spots left out, those worth most first."""
    unmet, left_out = [], list(asked.kept_out)
    value = {spot.number: spot.worth for spot in asked.trip.spots}
    for one in found:
        spot = atlas.by_number.get(one.subject) if isinstance(one.subject, int) else None
        if one.code.startswith(("must_", "relax_", "group_")):
            unmet.append(Reason(one.code, spot, one.values))
        else:
            far = int(str(one.values.get("short", 0))) >= UNREACHABLE // 2  # no way leads there from the places of the plan
            left_out.append(
                Reason("too_far" if far else one.code, spot, one.values, value.get(one.subject, 0.0) if isinstance(one.subject, int) else 0.0)
            )
    if wishes.has_lunch and not asked.trip.groups:
        unmet += [Reason("group_missing", None, {"day": day}) for day in range(wishes.days)]
    kept_out = (reason for reason in asked.kept_out if reason.spot and reason.spot.number in wishes.must)
    unmet += [Reason("must_see_impossible", reason.spot, {"reason": reason.code}) for reason in kept_out]
    left_out.sort(key=lambda reason: (_is_hopeless(atlas, wishes, reason), -reason.worth, reason.spot.number if reason.spot else 0))
    return tuple(unmet), tuple(left_out)


def _is_hopeless(atlas: Atlas, wishes: Wishes, reason: Reason) -> bool:
    if reason.code == "closed" and reason.spot is not None:
        return not days_open(atlas, wishes, reason.spot.number)
    return reason.code in HOPELESS


def can_visit(atlas: Atlas, wishes: Wishes, numbers: Collection[int]) -> frozenset[int]:
    """Those of the spots that could be visited under these wishes, each alone: open, to be reached, back in time, within the budget."""
    asked = _ask(atlas, replace(wishes, must=dict.fromkeys(numbers), orders={}, routes=()))
    return frozenset(spot.number for place, spot in enumerate(asked.trip.spots) if spot.number in numbers and obstacle(asked.trip, place) is None)


def walk_minutes(atlas: Atlas, place: Place, spot: PlanSpot) -> int:
    """Minutes on foot from a place to a spot whose position is known."""
    points = [(place.latitude, place.longitude), spot.point or (place.latitude, place.longitude)]
    return int(mode_minutes(points, "walk", _factors(atlas), step_free=False)[0][0, 1])


def farthest_km(points: Points, place: Place) -> float:
    """How far a place lies from the nearest of the points, in km."""
    if not points:
        return 0.0
    return float(haversine_km([(place.latitude, place.longitude), *points])[0, 1:].min())


def network_ways(extract: Path, points: Points, *, mode: str, steps: bool, kmh: float) -> NDArray[np.int64]:
    """Minutes between points over the ways of an OpenStreetMap extract; `steps` False keeps wheels off them."""
    return network_minutes(read_extract(extract, mode=mode, steps=steps), points, kmh=kmh)


def bus_rides_on(feed: Path, day: dt.date, points: Points, *, known: Collection[str] = ()) -> tuple[str, Rides | None]:
    """The rides of a day from a GTFS-JP feed, and a name that is equal for days with equal timetables; None where that name is known."""
    table = read_timetable(feed, day)
    hops = "\n".join(f"{hop.departs} {hop.arrives} {hop.origin} {hop.target} {hop.trip}" for hop in table.hops)
    name = sha256(hops.encode()).hexdigest()[:12]
    if name in known:
        return name, None
    return name, {(i, j): some for (_number, i, j), some in bus_rides(table, points).items()}


def _detour(atlas: Atlas, travel: str) -> float:
    """The way in relation to the straight line, for the kilometres that are told."""
    own = atlas.settings
    percent = {"bicycle": own.bicycle_detour_percent, "car": own.car_detour_percent}.get(str(travel), own.walk_detour_percent)
    return percent / 100


def walk_kmh(atlas: Atlas) -> float:
    """How fast visitors walk, as the city set it."""
    return atlas.settings.walk_metres_per_hour / 1000


def wheels_kmh(mode: str) -> float:
    """The engine's speed of a mode."""
    return MODES[mode].kmh

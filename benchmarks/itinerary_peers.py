"""Peers of the tour search, behind one shape: `solver(trip) -> routes` of spot numbers.

They cover tours with one window per spot and the same hours each day (the TOPTW family), which is all that is compared.
Needs the packages of requirements/bench.txt.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pyvrp
import vroom

from musubi_engine.itinerary import Trip

Routes = list[list[int]]


class CpuSeconds:
    """PyVRP's stopping criterion by CPU time of the process."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.began = seconds, time.process_time()

    def __call__(self, _best: int) -> bool:
        """Whether the time is over."""
        return time.process_time() - self.began >= self.seconds


def pyvrp_solver(prize: int, seconds: float, seed: int = 1) -> Callable[[Trip], Routes]:
    """PyVRP with optional clients whose prize is the spot's worth times ``prize``."""

    def solve(trip: Trip) -> Routes:
        model, times, day = pyvrp.Model(), trip.legs.times[0, 0], trip.days[0]
        places = [model.add_location(0, 0) for _ in range(len(trip.spots) + 1)]
        depot = model.add_depot(places[-1], tw_early=day.begins, tw_late=day.ends)
        clients = [
            model.add_client(
                places[i],
                service_duration=spot.stay,
                tw_early=spot.windows[0][0][0],
                tw_late=spot.windows[0][0][1],
                prize=int(spot.worth) * prize,
                required=False,
            )
            for i, spot in enumerate(trip.spots)
        ]
        model.add_vehicle_type(len(trip.days), start_depot=depot, end_depot=depot, tw_early=day.begins, tw_late=day.ends)
        for i, a in enumerate(places):
            for j, b in enumerate(places):
                if i != j:
                    model.add_edge(a, b, distance=int(times[i, j]), duration=int(times[i, j]))
        result = model.solve(CpuSeconds(seconds), seed=seed, collect_stats=False, display=False)
        if not result.best.is_feasible():
            return []
        return [[trip.spots[_client(visit, len(clients))].number for visit in _visits(route)] for route in result.best.routes()]

    return solve


def _visits(route: object) -> list[object]:
    """The client visits of a PyVRP route, whichever way the version lists them."""
    return [v for v in list(route) if not getattr(v, "is_depot", lambda: False)()]  # type: ignore[call-overload]


def _client(visit: object, clients: int) -> int:
    index = visit if isinstance(visit, int) else visit.idx  # type: ignore[attr-defined]
    return index if index < clients else index - 1


def vroom_solver(level: int) -> Callable[[Trip], Routes]:
    """VROOM with an exploration level; a job's priority is the spot's worth (at most 100)."""

    def solve(trip: Trip) -> Routes:
        problem, day, home = vroom.Input(), trip.days[0], len(trip.spots)
        problem.set_durations_matrix(profile="car", matrix_input=np.asarray(trip.legs.times[0, 0], dtype=np.uint32))
        for d in range(len(trip.days)):
            problem.add_vehicle(vroom.Vehicle(d + 1, start=home, end=home, time_window=vroom.TimeWindow(day.begins, day.ends)))
        for i, spot in enumerate(trip.spots):
            if spot.windows[0] and spot.worth > 0:
                window = vroom.TimeWindow(*spot.windows[0][0])
                problem.add_job(vroom.Job(i + 1, i, default_service=spot.stay, priority=min(100, int(spot.worth)), time_windows=[window]))
        table = problem.solve(exploration_level=level, nb_threads=1).routes
        jobs = table[table["type"] == "job"]
        return [[trip.spots[int(k) - 1].number for k in jobs[jobs["vehicle_id"] == d + 1]["id"]] for d in range(len(trip.days))]

    return solve

"""Tiny random tours, and their best plan by trying everything."""

from __future__ import annotations

import random
from itertools import permutations

import numpy as np

from musubi_engine.itinerary import Day, Group, Legs, Spot, Trip, check, missing


def tiny_trip(seed: int, spots: int = 5, days: int = 2, *, timed: bool = False) -> Trip:
    """Few spots with split hours, fees, categories, sometimes a must-see, a group, a fixed order and rides."""
    rng = random.Random(seed)  # noqa: S311 - made tours, no secrets
    xy = np.array([(rng.uniform(0, 20), rng.uniform(0, 20)) for _ in range(spots + 2)])
    times = np.ceil(np.sqrt(((xy[:, None] - xy[None]) ** 2).sum(axis=2)))
    found = []
    for k in range(spots):
        hours = []
        for _ in range(days):
            cuts = sorted(rng.sample(range(100), 4))
            hours.append(rng.choice([((cuts[0], cuts[1]), (cuts[2], cuts[3])), ((cuts[0], cuts[3]),), ()]))
        found.append(Spot(k + 1, rng.randint(1, 9), rng.randint(0, 20), tuple(hours), rng.randint(0, 5), (rng.randrange(2),)))
    legs = Legs.constant(times)
    if timed:
        rides = {
            (0, i, j): tuple((t, t + 1 + (i + j) % 4) for t in range((i * 3 + j) % 9, 110, 17))
            for i in range(spots + 2)
            for j in range(spots + 2)
            if i != j and (i + j) % 2
        }
        legs = Legs(np.stack([times, times + 6])[:, np.newaxis].astype(np.int64), (0, 50), rides)
    days_ = tuple(Day(spots, spots + 1, rng.randint(0, 15), rng.randint(60, 110)) for _ in range(days))
    musts = {1: rng.choice([None, 0])} if rng.random() < 0.5 else {}
    groups = (Group("lunch", frozenset({2, 3})),) if rng.random() < 0.5 else ()
    orders = {days - 1: (5, 4)} if spots >= 5 and rng.random() < 0.3 else {}
    return Trip(tuple(found), days_, legs, rng.choice([None, 8]), (2, 2), musts, groups=groups, orders=orders)


def value(trip: Trip, routes: list[list[int]]) -> tuple[int, int, float]:
    """What the engine maximises: must-sees met, groups met, worth."""
    lack = missing(trip, routes)
    musts = sum(1 for x in lack if x.code == "must_see_missing")
    groups = sum(1 for x in lack if x.code == "group_missing")
    return -musts, -groups, check(trip, routes)[1]


def best_value(trip: Trip) -> tuple[int, int, float]:
    """The best value over all plans, by trying every order of every choice on every split over two days."""
    numbers = [spot.number for spot in trip.spots]
    best = value(trip, [[] for _ in trip.days])
    for size in range(1, len(numbers) + 1):
        for order in permutations(numbers, size):
            for cut in range(size + 1) if len(trip.days) == 2 else (size,):
                routes = [list(order[:cut]), list(order[cut:])][: len(trip.days)]
                if not check(trip, routes)[2]:
                    best = max(best, value(trip, routes))
    return best

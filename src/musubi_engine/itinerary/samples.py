"""Generated tours: for warming up, for tests and for benchmarks where no instance files are at hand."""

from __future__ import annotations

import random
from typing import Any

import numpy as np

from musubi_engine.itinerary.model import Day, Group, Legs, Spot, Trip, Window


def _hours(rng: random.Random, days: int) -> tuple[tuple[Window, ...], ...]:
    """Opening hours in minutes: a closed weekday now and then, some with a break at noon."""
    opens, shuts = rng.choice((540, 570, 600)), rng.choice((930, 990, 1050))
    split = rng.random() < 0.3
    closed = rng.randrange(7)
    whole: tuple[Window, ...] = ((opens, 700), (780, shuts)) if split else ((opens, shuts),)
    return tuple(() if d % 7 == closed else whole for d in range(days))


def town_trip(spots: int, days: int, seed: int, *, timed: bool = False, lunch: bool = False) -> Trip:
    """A made-up town of 12 by 12 km with clusters: stays of 15-120 minutes, days from 9:00 to 17:30 from one station."""
    rng = random.Random(seed)  # noqa: S311 - made-up towns, no secrets
    centres = [(rng.uniform(1, 11), rng.uniform(1, 11)) for _ in range(6)]
    xy = [(6.0, 6.0)]
    for _ in range(spots):
        cx, cy = rng.choice(centres)
        xy.append((rng.gauss(cx, 1.2), rng.gauss(cy, 1.2)))
    points = np.array(xy[1:] + xy[:1])
    km = np.sqrt(((points[:, None] - points[None]) ** 2).sum(axis=2)) * 1.3
    times: Any = np.rint(np.minimum(km / 4.5 * 60, 6 + km / 18 * 60)).astype(np.int64)
    found = tuple(
        Spot(
            i + 1,
            rng.randint(1, 30),
            rng.choice((15, 30, 45, 60, 90, 120)),
            _hours(rng, days),
            rng.choice((0, 0, 300, 500, 1000)),
            (rng.randrange(6),),
        )
        for i in range(spots)
    )
    legs = Legs.constant(times)
    if timed:
        rides = {
            (0, i, j): tuple((t, t + max(3, int(times[i, j]) // 2)) for t in range(540 + (i * 7) % 30, 1080, 30))
            for i in range(0, spots + 1, 5)
            for j in range(0, spots + 1, 5)
            if i != j
        }
        legs = Legs(np.stack([times, times + times // 5])[:, np.newaxis], (0, 960), rides)
    groups = (Group("lunch", frozenset(range(1, max(2, spots // 8)))),) if lunch else ()
    return Trip(found, (Day(spots, spots, 540, 1050),) * days, legs, 6000, (5, 5, 5, 5, 5, 5), groups=groups)


def small_trip(*, timed: bool = False) -> Trip:
    """A dozen spots on two days."""
    return town_trip(12, 2, 1, timed=timed)

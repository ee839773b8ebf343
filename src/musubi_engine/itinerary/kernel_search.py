"""The rounds of the search: take some spots out, put spots in, keep or go back."""

from __future__ import annotations

from musubi_engine.common.compiling import Floats, Ints, kernel
from musubi_engine.common.seeds import draw
from musubi_engine.itinerary.arrays import Data, Memory, Scratch
from musubi_engine.itinerary.kernel_plan import admissible, copy_plan, drop_marked, insert, note_places, refresh
from musubi_engine.itinerary.kernel_time import backward, forward

NEAR = 24


@kernel
def below(rng: Ints, k: int) -> int:
    """A random whole number from 0 to k - 1."""
    return draw(rng) % k


@kernel
def mark_string(data: Data, mem: Memory, room: Scratch, r: int, k: int, length: int) -> None:
    """Mark ``length`` consecutive spots of day r around position k."""
    spots = mem.size[r] - 2
    length = min(length, spots)
    first = k - below(room.rng, length)
    first = max(1, min(first, spots - length + 1))
    for q in range(first, first + length):
        room.mark[mem.seq[r * data.width + q]] = 1
    room.count[r] += length


@kernel
def position(data: Data, mem: Memory, v: int) -> int:
    """Where spot v stands in its day."""
    base = mem.day[v] * data.width
    k = 1
    while mem.seq[base + k] != v:
        k += 1
    return k


@kernel
def mark_around(data: Data, mem: Memory, room: Scratch, longest: int) -> None:
    """Strings around a random place, one in each day that passes near it (Christiaens & Vanden Berghe 2020)."""
    seed = below(room.rng, data.n)
    routes = 1 + below(room.rng, data.m)
    hit = 0
    for q in range(NEAR):
        v = room.near[seed * NEAR + q]
        if v >= 0 and mem.day[v] >= 0 and room.count[mem.day[v]] == 0:
            mark_string(data, mem, room, mem.day[v], position(data, mem, v), 1 + below(room.rng, longest))
            hit += 1
            if hit >= routes:
                break


@kernel
def mark_segments(data: Data, mem: Memory, room: Scratch, longest: int) -> None:
    """A stretch of one day, sometimes of each day."""
    one = below(room.rng, data.m)
    every = below(room.rng, 3) == 0
    for r in range(data.m):
        if (r == one or every) and mem.size[r] > 2:
            mark_string(data, mem, room, r, 1 + below(room.rng, mem.size[r] - 2), 1 + below(room.rng, longest))


@kernel
def mark_single(data: Data, mem: Memory, room: Scratch, most: int) -> None:
    """Single spots anywhere."""
    for _ in range(1 + below(room.rng, most)):
        r = below(room.rng, data.m)
        if mem.size[r] > 2:
            v = mem.seq[r * data.width + 1 + below(room.rng, mem.size[r] - 2)]
            room.mark[v] = 1
            room.count[r] += 1


@kernel
def destroy(data: Data, mem: Memory, room: Scratch, longest: int) -> None:
    """Take spots out; a day that cannot be kept without them is emptied."""
    for r in range(data.m):
        room.count[r] = 0
    how = below(room.rng, 10)
    if how < 5:
        mark_around(data, mem, room, longest)
    elif how < 8:
        mark_segments(data, mem, room, longest)
    else:
        mark_single(data, mem, room, longest)
    for r in range(data.m):
        if room.count[r] > 0:
            drop_marked(data, mem, room.mark, r)
            if not forward(data, mem, r, 0) and mem.size[r] > 2:
                for k in range(1, mem.size[r] - 1):
                    room.mark[mem.seq[r * data.width + k]] = 1
                drop_marked(data, mem, room.mark, r)
                forward(data, mem, r, 0)
            backward(data, mem, r, data.width)


@kernel
def weigh(data: Data, room: Scratch, noise: float) -> None:
    """Choose how this round values the spots: an exponent of the worth, and a random part."""
    row = below(room.rng, 4) * data.n
    for v in range(data.n):
        room.gain[v] = room.power[row + v] * (1.0 + noise * (draw(room.rng) / 2147483647.0 - 0.5))


@kernel
def gather(data: Data, mem: Memory, room: Scratch) -> int:
    """List the spots that fit somewhere."""
    number = 0
    for v in range(data.n):
        if mem.day[v] < 0:
            for r in range(data.m):
                if mem.pos[v * data.m + r] > 0:
                    room.fits[number] = v
                    number += 1
                    break
    return number


@kernel
def choose(data: Data, mem: Memory, room: Scratch, number: int) -> int:
    """The insertion with the highest weighted worth per delay, as spot * days + day; -1 when none is left."""
    pos, cost, gain, fits, m = mem.pos, mem.cost, room.gain, room.fits, data.m
    best = 0.0
    found = -1
    for q in range(number):
        v = fits[q]
        for r in range(m):
            if pos[v * m + r] > 0:
                value = gain[v] / max(cost[v * m + r], 1)
                if value > best and (data.bound == 0 or admissible(data, mem, v, r)):
                    best = value
                    found = v * m + r
    return found


@kernel
def repair(data: Data, mem: Memory, room: Scratch, patient: int) -> None:
    """Insert spots until none fits.

    A day that receives a spot has no room for one that did not fit before, by the triangle inequality: after the first
    look only the spots on the list are looked at again, and of these only the ones that fitted on that day.
    """
    refresh(data, mem, room.out, patient)
    number = gather(data, mem, room)
    found = choose(data, mem, room, number)
    while found >= 0:
        r = found % data.m
        insert(data, mem, found // data.m, r, mem.pos[found])
        kept = 0
        again = 0
        for q in range(number):
            v = room.fits[q]
            if mem.day[v] < 0:
                room.fits[kept] = v
                kept += 1
                if mem.pos[v * data.m + r] > 0:
                    room.out[again] = v
                    again += 1
        number = kept
        note_places(data, mem, r, room.out, again, patient)
        mem.dirty[r] = 0
        found = choose(data, mem, room, number)


@kernel
def total_time(data: Data, mem: Memory) -> int:
    """Sum of the arrivals at the ends of the days; a day that goes nowhere counts as full."""
    total = 0
    for r in range(data.m):
        total += min(mem.arr[r * data.width + mem.size[r] - 1], data.end[r])
    return total


@kernel
def rounds(
    data: Data, now: Memory, trial: Memory, best: Memory, room: Scratch, logs: Floats, todo: int, warm: float,
    longest: int, noise: float, thrift: float,
) -> int:  # fmt: skip
    """Run ``todo`` rounds at temperature ``warm``; returns how many improved the best plan."""
    better = 0
    if todo == 0:
        copy_plan(data, now, best)
    for _ in range(todo):
        copy_plan(data, now, trial)
        weigh(data, room, noise)
        destroy(data, trial, room, longest)
        repair(data, trial, room, below(room.rng, 2))
        saved = total_time(data, now) - total_time(data, trial)
        loss = now.sums[0] - trial.sums[0] - thrift * saved
        if loss <= 0 or loss < warm * logs[below(room.rng, 1024)]:
            copy_plan(data, trial, now)
            if now.sums[0] > best.sums[0]:
                copy_plan(data, now, best)
                better += 1
    return better


@kernel
def finish(data: Data, best: Memory, room: Scratch) -> None:
    """Fill the best plan up with whatever still fits."""
    for r in range(data.m):
        best.dirty[r] = 1
    for v in range(data.n):
        room.gain[v] = room.power[v]
    repair(data, best, room, 0)

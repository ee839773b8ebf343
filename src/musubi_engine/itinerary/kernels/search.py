"""The rounds of the search: take some spots out, put spots in, keep or go back."""

from __future__ import annotations

from musubi_engine.common.compiling import Floats, Ints, kernel
from musubi_engine.common.seeds import draw
from musubi_engine.itinerary.kernels.arrays import Data, Memory, Scratch
from musubi_engine.itinerary.kernels.gap import fill_gap
from musubi_engine.itinerary.kernels.plan import admissible, copy_plan, drop_marked, insert, note_places, refresh
from musubi_engine.itinerary.kernels.time import backward, forward

NEAR = 24
NOISE = 1.0  # width of the random factor on worths when spots are inserted one by one
MILD = 0.3  # the same when gaps are filled
LONGEST_GAP = 10  # spots taken out for a gap
SKIP = 20  # of a hundred spots, how many a gap leaves aside


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
    room.gap[r] = first - 1


@kernel
def clear_marks(data: Data, room: Scratch) -> None:
    """No day has a gap."""
    for r in range(data.m):
        room.count[r] = 0
        room.gap[r] = 0


@kernel
def position(data: Data, mem: Memory, v: int) -> int:
    """Where spot v stands in its day."""
    base = mem.day[v] * data.width
    k = 1
    while mem.seq[base + k] != v:
        k += 1
    return k


@kernel
def mark_around(data: Data, mem: Memory, room: Scratch, days: int, longest: int) -> None:
    """Strings around a random place, one in each of some days that pass near it (Christiaens & Vanden Berghe 2020)."""
    seed = below(room.rng, data.n)
    hit = 0
    for q in range(NEAR):
        v = room.near[seed * NEAR + q]
        if v >= 0 and mem.day[v] >= 0 and room.count[mem.day[v]] == 0:
            mark_string(data, mem, room, mem.day[v], position(data, mem, v), 1 + below(room.rng, longest))
            hit += 1
            if hit >= days:
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
def close_up(data: Data, mem: Memory, room: Scratch) -> None:
    """Take the marked spots out of the days; a day that cannot be kept without them is emptied."""
    for r in range(data.m):
        if room.count[r] > 0:
            drop_marked(data, mem, room.mark, r)
            if not forward(data, mem, r, 0) and mem.size[r] > 2:
                for k in range(1, mem.size[r] - 1):
                    room.mark[mem.seq[r * data.width + k]] = 1
                drop_marked(data, mem, room.mark, r)
                forward(data, mem, r, 0)
                room.gap[r] = 0
            backward(data, mem, r, data.width)


@kernel
def destroy(data: Data, mem: Memory, room: Scratch, longest: int) -> None:
    """Take spots out: strings around a place, stretches of days, or single spots."""
    how = below(room.rng, 10)
    if how < 5:
        mark_around(data, mem, room, 1 + below(room.rng, data.m), longest)
    elif how < 8:
        mark_segments(data, mem, room, longest)
    else:
        mark_single(data, mem, room, longest)
    close_up(data, mem, room)


@kernel
def rebuild(data: Data, mem: Memory, room: Scratch, longest: int, skip: int) -> None:
    """Take a string out of one day, or of several that pass near a place, and fill each gap as well as can be."""
    days = 1
    if data.m > 1 and below(room.rng, 2) == 0:
        days = 2 + below(room.rng, data.m - 1)
    mark_around(data, mem, room, days, longest)
    close_up(data, mem, room)
    first = below(room.rng, data.m)
    for q in range(first, first + data.m):
        r = q % data.m
        if room.count[r] > 0:
            fill_gap(data, mem, room, r, room.gap[r], skip)


@kernel
def weigh(data: Data, room: Scratch, row: int, noise: float) -> None:
    """How this round values the spots: the worth to one of the exponents, with a random part."""
    for v in range(data.n):
        room.gain[v] = room.power[row * data.n + v] * (1.0 + noise * (draw(room.rng) / 2147483647.0 - 0.5))


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
def rate(data: Data, mem: Memory, room: Scratch, todo: Ints, number: int) -> None:
    """Note the best place of spots by weighted worth per delay, 0 where none is left."""
    pos, cost, gain, m, bound = mem.pos, mem.cost, room.gain, data.m, data.bound
    for q in range(number):
        v = todo[q]
        best = 0.0
        found = -1
        for at in range(v * m, v * m + m):
            if pos[at] > 0:
                value = gain[v] / max(cost[at], 1)
                if value > best and (bound == 0 or admissible(data, mem, v, at - v * m)):
                    best = value
                    found = at
        room.value[v] = best
        room.where[v] = found


@kernel
def choose(value: Floats, where: Ints, spots: Ints, number: int) -> int:
    """The insertion with the highest value, as spot * days + day; -1 when none is left."""
    best = 0.0
    found = -1
    for q in range(number):
        if value[spots[q]] > best:
            best = value[spots[q]]
            found = where[spots[q]]
    return found


@kernel
def repair(data: Data, mem: Memory, room: Scratch, patient: int) -> None:
    """Insert spots until none fits.

    A day that receives a spot has no room for one that did not fit before, by the triangle inequality: after the first
    look only the spots on the list are looked at again, and of these only the ones that fitted on that day.
    """
    refresh(data, mem, room.out, patient)
    number = gather(data, mem, room)
    rate(data, mem, room, room.fits, number)
    found = choose(room.value, room.where, room.fits, number)
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
        if data.bound == 0:
            rate(data, mem, room, room.out, again)
        else:
            rate(data, mem, room, room.fits, number)
        found = choose(room.value, room.where, room.fits, number)


@kernel
def total_time(data: Data, mem: Memory) -> int:
    """Sum of the arrivals at the ends of the days; a day that goes nowhere counts as full."""
    total = 0
    for r in range(data.m):
        total += min(mem.arr[r * data.width + mem.size[r] - 1], data.end[r])
    return total


@kernel
def change(data: Data, mem: Memory, room: Scratch, share: int, longest: int) -> None:
    """Change a plan: in ``share`` of a hundred rounds by filling gaps, else by taking spots out and putting spots in."""
    clear_marks(data, room)
    if below(room.rng, 100) < share:
        weigh(data, room, 0, MILD)
        rebuild(data, mem, room, LONGEST_GAP, SKIP)
    else:
        weigh(data, room, below(room.rng, 4), NOISE)
        destroy(data, mem, room, longest)
    repair(data, mem, room, below(room.rng, 2))


@kernel
def rounds(
    data: Data, now: Memory, trial: Memory, best: Memory, room: Scratch, logs: Floats, todo: int, warm: float,
    share: int, longest: int, thrift: float,
) -> int:  # fmt: skip
    """Run ``todo`` rounds at temperature ``warm``; returns how many improved the best plan."""
    better = 0
    if todo == 0:
        copy_plan(data, now, best)
    for _ in range(todo):
        copy_plan(data, now, trial)
        change(data, trial, room, share, longest)
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

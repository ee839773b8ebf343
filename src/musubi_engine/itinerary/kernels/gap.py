"""Filling a gap of a day by dynamic programming over the spots that could stand there.

A label is a way from the place before the gap through some candidates: its last spot, departure, gain, candidates used
(a bit each) and the label it came from. Of two labels at one spot the later one that gains less is dropped, and only a
few are kept per spot: as that ignores which spots are used, the way found is good rather than the best.
"""

from __future__ import annotations

from musubi_engine.common.compiling import Floats, Ints, kernel
from musubi_engine.common.seeds import draw
from musubi_engine.itinerary.kernels.arrays import Data, Memory, Scratch
from musubi_engine.itinerary.kernels.plan import admissible, count, drop_marked, ranks_fit
from musubi_engine.itinerary.kernels.time import NEVER, arrival, backward, forward, latest_departure, service_start

CANDIDATES = 16  # spots tried in a gap; at most 62, a bit each
FRONT = 2  # labels kept per spot
LABELS = 512
SPOT, TIME, USED, FROM, LIVE = 0, LABELS, 2 * LABELS, 3 * LABELS, 4 * LABELS  # columns of the table of labels


@kernel
def reach(data: Data, r: int, i: int, j: int, t: int) -> int:
    """Arrival at node j on leaving node i at t on day r."""
    at = data.leg_base[r] + i * data.nodes + j
    if data.timed == 0:
        return t + data.legs[at]  # type: ignore[no-any-return]
    return arrival(data.legs, data.table, at, data.stride, data.periods, t)


@kernel
def best_first(ratio: Floats, spots: Ints, number: int, wanted: int) -> None:
    """Bring the ``wanted`` spots with the highest ratios to the front."""
    for q in range(wanted):
        top = q
        for k in range(q + 1, number):
            if ratio[k] > ratio[top]:
                top = k
        high = ratio[top]
        ratio[top] = ratio[q]
        ratio[q] = high
        spot = spots[top]
        spots[top] = spots[q]
        spots[q] = spot


@kernel
def candidates(data: Data, mem: Memory, room: Scratch, r: int, p: int, skip: int) -> int:
    """List spots that fit between positions p and p + 1 of day r: those with the most gain per time, some left out."""
    day, gain, rng, found, ratio = mem.day, room.gain, room.rng, room.fits, room.ratio
    at = r * data.width + p
    left, right, leaves, by = mem.seq[at], mem.seq[at + 1], mem.dep[at], mem.late[at + 1]
    number = 0
    for v in range(data.n):
        if day[v] < 0:
            t = reach(data, r, left, v, leaves)
            s = service_start(data.win_from, data.wins, data.win_base[r] + v, t)
            if s < NEVER:
                back = reach(data, r, v, right, s + data.stay[v])
                if back <= by and draw(rng) % 100 >= skip and (data.bound == 0 or admissible(data, mem, v, r)):
                    found[number] = v
                    ratio[number] = gain[v] / (t - leaves + back - s + 1)
                    number += 1
    if number > CANDIDATES:
        best_first(ratio, found, number, CANDIDATES)
        number = CANDIDATES
    return number


@kernel
def enter(label: Ints, worth: Floats, front: Ints, number: int, c: int, t: int, gain: float, used: int, source: int) -> int:
    """Keep a label at candidate c unless others there are as good; returns the number of labels."""
    base = c * (FRONT + 1)
    size = front[base]
    for q in range(base + 1, base + 1 + size):
        if label[TIME + front[q]] <= t and worth[front[q]] >= gain:
            return number
    kept = base + 1
    least = -1
    for q in range(base + 1, base + 1 + size):
        other = front[q]
        if label[TIME + other] >= t and worth[other] <= gain:
            label[LIVE + other] = 0
        else:
            front[kept] = other
            if least < 0 or worth[other] < worth[front[least]]:
                least = kept
            kept += 1
    if kept == base + 1 + FRONT:
        if worth[front[least]] >= gain:
            return number
        label[LIVE + front[least]] = 0
        front[least] = number
    else:
        front[kept] = number
        front[base] = kept - base
    label[SPOT + number] = c
    label[TIME + number] = t
    label[USED + number] = used
    label[FROM + number] = source
    label[LIVE + number] = 1
    worth[number] = gain
    return number + 1


@kernel
def spread_label(data: Data, room: Scratch, r: int, k: int, i: int, number: int) -> int:
    """Go on from label i to each of the k candidates not used yet; returns the number of labels."""
    label, worth, front, spots, last, legs, gain = room.label, room.label_gain, room.front, room.fits, room.last, room.between, room.gain
    used, time, won, spot = label[USED + i], label[TIME + i], worth[i], label[SPOT + i]
    for c in range(k):
        if (used >> c) & 1 == 0 and number < LABELS:
            v = spots[c]
            t = time + legs[spot * CANDIDATES + c]
            if data.timed != 0:
                t = reach(data, r, spots[spot], v, time)
            s = service_start(data.win_from, data.wins, data.win_base[r] + v, t)
            if s <= last[c]:
                number = enter(label, worth, front, number, c, s + data.stay[v], won + gain[v], used | (1 << c), i)
    return number


@kernel
def best_label(label: Ints, worth: Floats, number: int) -> int:
    """The label with the highest gain, the earliest of them."""
    best = 0
    for q in range(1, number):
        if worth[q] > worth[best] or (worth[q] == worth[best] and label[TIME + q] < label[TIME + best]):
            best = q
    return best


@kernel
def latest_begins(data: Data, mem: Memory, room: Scratch, r: int, p: int, k: int) -> None:
    """Fill in the legs between the candidates, and the latest begin at each from which the day can go on."""
    at = r * data.width + p
    for c in range(k):
        row = data.leg_base[r] + room.fits[c] * data.nodes
        for q in range(k):
            room.between[c * CANDIDATES + q] = data.legs[row + room.fits[q]]
        on = row + mem.seq[at + 1]
        leave = mem.late[at + 1] - data.legs[on]
        if data.timed != 0:
            leave = latest_departure(data.legs, data.table, on, data.stride, data.periods, mem.late[at + 1])
        room.last[c] = leave - data.stay[room.fits[c]]
        room.front[c * (FRONT + 1)] = 0


@kernel
def place_way(data: Data, mem: Memory, room: Scratch, r: int, p: int, i: int) -> None:
    """Put the way that ends with label i between positions p and p + 1, if it can be walked with all rules kept."""
    base = r * data.width
    before = mem.size[r]
    while i >= 0:
        v = room.fits[room.label[SPOT + i]]
        if (data.bound == 0 or admissible(data, mem, v, r)) and (data.rank[v] == 0 or ranks_fit(data, mem, v, r, p + 1)):
            for q in range(base + mem.size[r], base + p + 1, -1):
                mem.seq[q] = mem.seq[q - 1]
            mem.seq[base + p + 1] = v
            mem.size[r] += 1
            count(data, mem, v, r, 1)
        i = room.label[FROM + i]
    if not forward(data, mem, r, p + 1):
        for k in range(p + 1, p + 1 + mem.size[r] - before):
            room.mark[mem.seq[base + k]] = 1
        drop_marked(data, mem, room.mark, r)
        forward(data, mem, r, p + 1)
    backward(data, mem, r, data.width)


@kernel
def fill_gap(data: Data, mem: Memory, room: Scratch, r: int, p: int, skip: int) -> None:
    """Put the best way found through unvisited spots between positions p and p + 1 of day r."""
    k = candidates(data, mem, room, r, p, skip)
    if k == 0:
        return
    latest_begins(data, mem, room, r, p, k)
    at = r * data.width + p
    number = 0
    for c in range(k):
        v = room.fits[c]
        s = service_start(data.win_from, data.wins, data.win_base[r] + v, reach(data, r, mem.seq[at], v, mem.dep[at]))
        number = enter(room.label, room.label_gain, room.front, number, c, s + data.stay[v], room.gain[v], 1 << c, -1)
    i = 0
    while i < number:
        if room.label[LIVE + i] != 0:
            number = spread_label(data, room, r, k, i, number)
        i += 1
    place_way(data, mem, room, r, p, best_label(room.label, room.label_gain, number))

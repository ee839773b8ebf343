"""Changing a plan in the kernels: insertion tests, insertion, removal, copies."""

from __future__ import annotations

from musubi_engine.common.compiling import Ints, copy_part, kernel
from musubi_engine.itinerary.kernels.arrays import Data, Memory
from musubi_engine.itinerary.kernels.time import NEVER, arrival, backward, forward, service_start


@kernel
def admissible(data: Data, mem: Memory, v: int, r: int) -> bool:
    """Whether fees, categories and groups leave room for spot v on day r."""
    if mem.sums[1] + data.fee[v] > data.budget:
        return False
    for c in range(data.cat_from[v], data.cat_from[v + 1]):
        if mem.cat[data.cats[c]] >= data.cat_max[data.cats[c]]:
            return False
    g = data.group[v]
    return not (g >= 0 and mem.grp[r * data.groups + g] > 0)


@kernel
def ranks_fit(data: Data, mem: Memory, v: int, r: int, k: int) -> bool:
    """Whether spot v may stand at position k of day r without disturbing the fixed order."""
    base = r * data.width
    for q in range(1, mem.size[r] - 1):
        other = data.rank[mem.seq[base + q]]
        if other > 0 and ((q < k and other > data.rank[v]) or (q >= k and other < data.rank[v])):
            return False
    return True


@kernel
def place_timed(data: Data, mem: Memory, v: int, r: int) -> None:
    """Note the position with the least delay for spot v on day r (0: none) where legs depend on the time of day."""
    legs, table, seq, stride, periods = data.legs, data.table, mem.seq, data.stride, data.periods
    base = r * data.width
    own = data.leg_base[r]
    window = data.win_base[r] + v
    best = NEVER
    place = 0
    for k in range(base + 1, base + mem.size[r]):
        t = arrival(legs, table, own + seq[k - 1] * data.nodes + v, stride, periods, mem.dep[k - 1])
        s = service_start(data.win_from, data.wins, window, t)
        if s >= NEVER:
            continue
        a = arrival(legs, table, own + v * data.nodes + seq[k], stride, periods, s + data.stay[v])
        if a <= mem.late[k] and a - mem.arr[k] < best and (data.rank[v] == 0 or ranks_fit(data, mem, v, r, k - base)):
            best = a - mem.arr[k]
            place = k - base
    mem.pos[v * data.m + r] = place
    mem.cost[v * data.m + r] = best


@kernel
def places(data: Data, mem: Memory, r: int, todo: Ints, number: int, patient: int) -> None:
    """Note the best position on day r of the first ``number`` spots of ``todo``: the inner loop of the whole search.

    The cost of a position is the delay of the next arrival, or, in a ``patient`` round, mainly the delay of the next
    visit: waiting time before it is then free.
    """
    legs, back, wins, seq, dep, late, arr = data.legs, data.back, data.wins, mem.seq, mem.dep, mem.late, mem.arr
    begin = mem.begin
    base = r * data.width
    last = base + mem.size[r]
    for q in range(number):
        v = todo[q]
        w0 = data.win_from[data.win_base[r] + v]
        w1 = data.win_from[data.win_base[r] + v + 1]
        best = NEVER
        place = 0
        k = base + 1
        row = data.leg_base[r] + v * data.nodes
        stay = data.stay[v]
        opens = wins[2 * w0] if w1 > w0 else NEVER
        shut = wins[2 * w1 - 1] if w1 > w0 else -1
        while k < last and late[k] < opens + stay:
            k += 1
        while k < last and dep[k - 1] <= shut:
            t = dep[k - 1] + back[row + seq[k - 1]]
            if t <= shut:
                w = w0
                while t > wins[2 * w + 1]:
                    w += 1
                a = max(t, wins[2 * w]) + stay + legs[row + seq[k]]
                if a <= late[k]:
                    delay = a - arr[k]
                    if patient != 0:
                        delay = max(a - begin[k], 0) + delay // 8
                    if delay < best and (data.rank[v] == 0 or ranks_fit(data, mem, v, r, k - base)):
                        best = delay
                        place = k - base
            k += 1
        mem.pos[v * data.m + r] = place
        mem.cost[v * data.m + r] = best


@kernel
def note_places(data: Data, mem: Memory, r: int, todo: Ints, number: int, patient: int) -> None:
    """Note the best places on day r of the first ``number`` spots of ``todo``."""
    if data.timed == 0:
        places(data, mem, r, todo, number, patient)
    else:
        for q in range(number):
            place_timed(data, mem, todo[q], r)


@kernel
def refresh(data: Data, mem: Memory, todo: Ints, patient: int) -> None:
    """Bring the best places up to date: a changed day for all spots, a spot just taken out for all days."""
    for r in range(data.m):
        number = 0
        for v in range(data.n):
            if mem.day[v] < 0 and (mem.dirty[r] != 0 or mem.pos[v * data.m + r] < 0):
                todo[number] = v
                number += 1
        mem.dirty[r] = 0
        note_places(data, mem, r, todo, number, patient)


@kernel
def count(data: Data, mem: Memory, v: int, r: int, step: int) -> None:
    """Book spot v on day r (step 1) or cancel it (step -1) in the sums."""
    mem.sums[0] += step * data.worth[v]
    mem.sums[1] += step * data.fee[v]
    for c in range(data.cat_from[v], data.cat_from[v + 1]):
        mem.cat[data.cats[c]] += step
    if data.group[v] >= 0:
        mem.grp[r * data.groups + data.group[v]] += step
    mem.dirty[r] = 1
    if step > 0:
        mem.day[v] = r
    else:
        mem.day[v] = -1
        for q in range(data.m):
            mem.pos[v * data.m + q] = -1


@kernel
def insert(data: Data, mem: Memory, v: int, r: int, k: int) -> None:
    """Put spot v at position k of day r, known to be feasible."""
    base = r * data.width
    for q in range(base + mem.size[r], base + k, -1):
        mem.seq[q] = mem.seq[q - 1]
        mem.late[q] = mem.late[q - 1]
    mem.seq[base + k] = v
    mem.size[r] += 1
    count(data, mem, v, r, 1)
    forward(data, mem, r, k)
    backward(data, mem, r, k)


@kernel
def drop_marked(data: Data, mem: Memory, mark: Ints, r: int) -> None:
    """Take every spot with a mark out of day r; a removal never makes a route infeasible when legs obey the triangle."""
    base = r * data.width
    keep = 1
    for k in range(1, mem.size[r]):
        v = mem.seq[base + k]
        if k < mem.size[r] - 1 and mark[v] != 0:
            count(data, mem, v, r, -1)
            mark[v] = 0
        else:
            mem.seq[base + keep] = v
            keep += 1
    mem.size[r] = keep


@kernel
def copy_plan(data: Data, source: Memory, target: Memory) -> None:
    """Copy a plan with its cache."""
    for r in range(data.m):
        base = r * data.width
        top = base + max(source.size[r], target.size[r])
        copy_part(source.seq, target.seq, base, top)
        copy_part(source.arr, target.arr, base, top)
        copy_part(source.dep, target.dep, base, top)
        copy_part(source.begin, target.begin, base, top)
        copy_part(source.late, target.late, base, top)
    copy_part(source.size, target.size, 0, data.m)
    copy_part(source.dirty, target.dirty, 0, data.m)
    copy_part(source.day, target.day, 0, data.n)
    copy_part(source.cat, target.cat, 0, len(source.cat))
    copy_part(source.grp, target.grp, 0, len(source.grp))
    copy_part(source.sums, target.sums, 0, 2)
    copy_part(source.pos, target.pos, 0, data.n * data.m)
    copy_part(source.cost, target.cost, 0, data.n * data.m)


@kernel
def adopt(data: Data, mem: Memory, v: int, r: int, todo: Ints) -> bool:
    """Put spot v at the end of day r, else where it delays least; False when it fits nowhere on that day."""
    if not admissible(data, mem, v, r):
        return False
    k = mem.size[r] - 1
    at = data.leg_base[r] + mem.seq[r * data.width + k - 1] * data.nodes + v
    t = arrival(data.legs, data.table, at, data.stride, data.periods, mem.dep[r * data.width + k - 1])
    s = service_start(data.win_from, data.wins, data.win_base[r] + v, t)
    on = data.leg_base[r] + v * data.nodes + data.end_node[r]
    if s < NEVER and ranks_fit(data, mem, v, r, k):
        home = arrival(data.legs, data.table, on, data.stride, data.periods, s + data.stay[v])
        if home <= data.end[r]:
            insert(data, mem, v, r, k)
            return True
    todo[0] = v
    note_places(data, mem, r, todo, 1, 0)
    if mem.pos[v * data.m + r] > 0:
        insert(data, mem, v, r, mem.pos[v * data.m + r])
        return True
    return False

"""Time in the kernels: legs, opening windows, and the two passes that make an insertion test O(1).

Forward, ``dep`` is the earliest departure. Backward, ``late`` is the latest arrival at a place from which the rest of
the route can still be kept. Legs never let a later departure arrive earlier (FIFO), and waiting for the next window
is monotone too, so the arrivals that keep the rest feasible are all those up to ``late``: one number is enough, with
any number of windows and with timetables (it generalises ``MaxShift`` of Vansteenwegen et al. 2009).

Compiled calls cost by the number of arrays they pass, so the small functions take single arrays.
"""

from __future__ import annotations

from musubi_engine.common.compiling import Ints, kernel
from musubi_engine.itinerary.kernels.arrays import Data, Memory

NEVER = 1 << 40


@kernel
def arrival(legs: Ints, table: Ints, at: int, stride: int, periods: int, t: int) -> int:
    """Earliest arrival over leg ``at`` when leaving at t or later: on one's own, or by the first timetabled ride."""
    best = NEVER
    for p in range(periods):
        if t < table[p + 1]:
            best = min(best, max(t, table[p]) + legs[at + p * stride])
    lo = table[periods + 1 + at]
    hi = table[periods + 2 + at]
    last = hi
    while lo < hi:
        mid = (lo + hi) // 2
        if table[2 * mid] < t:
            lo = mid + 1
        else:
            hi = mid
    if lo < last:
        best = min(best, table[2 * lo + 1])
    return best


@kernel
def latest_departure(legs: Ints, table: Ints, at: int, stride: int, periods: int, by: int) -> int:
    """Latest departure over leg ``at`` that arrives by ``by``; -NEVER when there is none."""
    best = -NEVER
    for p in range(periods):
        leave = min(by - legs[at + p * stride], table[p + 1] - 1)
        if leave >= table[p]:
            best = max(best, leave)
    lo = table[periods + 1 + at]
    first = lo
    hi = table[periods + 2 + at]
    while lo < hi:
        mid = (lo + hi) // 2
        if table[2 * mid + 1] <= by:
            lo = mid + 1
        else:
            hi = mid
    if lo > first:
        best = max(best, table[2 * lo - 2])
    return best


@kernel
def service_start(win_from: Ints, wins: Ints, k: int, t: int) -> int:
    """When a visit can begin on arriving at t: now, at the next opening, or never."""
    for w in range(win_from[k], win_from[k + 1]):
        if t <= wins[2 * w + 1]:
            return max(t, wins[2 * w])  # type: ignore[no-any-return]
    return NEVER


@kernel
def latest_arrival(win_from: Ints, wins: Ints, k: int, by: int) -> int:
    """Latest arrival with which the visit begins by ``by``; -NEVER when none does."""
    for w in range(win_from[k + 1] - 1, win_from[k] - 1, -1):
        if by >= wins[2 * w]:
            return min(by, wins[2 * w + 1])  # type: ignore[no-any-return]
    return -NEVER


@kernel
def forward(data: Data, mem: Memory, r: int, begin: int) -> bool:
    """Recompute arrivals and departures of day r from position ``begin`` on; False when a window or the end is missed."""
    legs, table, seq, dep, nodes = data.legs, data.table, mem.seq, mem.dep, data.nodes
    win_from, wins, win_base = data.win_from, data.wins, data.win_base[r]
    base = r * data.width
    last = base + mem.size[r] - 1
    if begin <= 0:
        mem.arr[base] = data.begin[r]
        mem.begin[base] = data.begin[r]
        dep[base] = data.begin[r]
        begin = 1
    for k in range(base + begin, last + 1):
        at = data.leg_base[r] + seq[k - 1] * nodes + seq[k]
        t = dep[k - 1] + legs[at]
        if data.timed != 0:
            t = arrival(legs, table, at, data.stride, data.periods, dep[k - 1])
        mem.arr[k] = t
        mem.begin[k] = t
        dep[k] = t
        if k < last:
            s = service_start(win_from, wins, win_base + seq[k], t)
            if s >= NEVER:
                return False
            mem.begin[k] = s
            dep[k] = s + data.stay[seq[k]]
    return dep[last] <= data.end[r]  # type: ignore[no-any-return]


@kernel
def backward(data: Data, mem: Memory, r: int, begin: int) -> None:
    """Recompute the latest arrivals of day r from position ``begin`` back to the start."""
    legs, table, seq, late, nodes = data.legs, data.table, mem.seq, mem.late, data.nodes
    win_from, wins, win_base = data.win_from, data.wins, data.win_base[r]
    base = r * data.width
    last = mem.size[r] - 1
    if begin >= last:
        late[base + last] = data.end[r]
        begin = last - 1
    for k in range(base + begin, base, -1):
        at = data.leg_base[r] + seq[k] * nodes + seq[k + 1]
        by = late[k + 1] - legs[at]
        if data.timed != 0:
            by = latest_departure(legs, table, at, data.stride, data.periods, late[k + 1])
        late[k] = latest_arrival(win_from, wins, win_base + seq[k], by - data.stay[seq[k]])
    late[base] = data.begin[r]

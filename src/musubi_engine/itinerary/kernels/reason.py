"""By how little a spot misses the plan: the figure behind "no time for it"."""

from __future__ import annotations

from musubi_engine.common.compiling import Ints, kernel
from musubi_engine.itinerary.kernels.arrays import Data, Memory
from musubi_engine.itinerary.kernels.time import NEVER, arrival, service_start


@kernel
def shortest_miss(data: Data, mem: Memory, v: int, answer: Ints) -> None:
    """Fill ``answer`` with day, position, time missing there, and 1 when it is the spot's closing that is missed."""
    best = NEVER
    for r in range(data.m):
        window = data.win_base[r] + v
        count = data.win_from[window + 1] - data.win_from[window]
        if count == 0:
            continue
        shut = data.wins[2 * data.win_from[window + 1] - 1]
        base = r * data.width
        for k in range(1, mem.size[r]):
            at = data.leg_base[r] + mem.seq[base + k - 1] * data.nodes + v
            t = arrival(data.legs, data.table, at, data.stride, data.periods, mem.dep[base + k - 1])
            s = service_start(data.win_from, data.wins, window, t)
            missed = t - shut
            closes = 1
            if s < NEVER:
                on = data.leg_base[r] + v * data.nodes + mem.seq[base + k]
                a = arrival(data.legs, data.table, on, data.stride, data.periods, s + data.stay[v])
                missed = a - mem.late[base + k]
                closes = 0
            if missed < best:
                best = missed
                answer[0] = r
                answer[1] = k
                answer[2] = missed
                answer[3] = closes

"""Who gets what, from the draw order.

Without released places each ticket takes, at its turn, the first of its wishes that still has room. With reserved places
that are released when nobody comes, the same is found by deferred acceptance: a place lent to another is given back when
one comes for whom it is reserved, and whoever gives it back goes on to the next wish. Either way a wish is looked at
only after all wishes above it are refused for good: so a further, lower wish never costs its ticket anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from heapq import heappop, heappush, heapreplace
from itertools import chain

from musubi_engine.draw.model import Entry, Lottery
from musubi_engine.draw.rooms import NOBODY, Room, make_rooms


def allot(lottery: Lottery, order: Sequence[Entry]) -> dict[str, str]:
    """Ticket → option for entries in draw order."""
    rooms = make_rooms(lottery)
    if any(quota.at_least and quota.release for quota in lottery.quotas):
        return _deferred(rooms, order, once=lottery.households == "one-win")
    return _one_by_one(rooms, order, once=lottery.households == "one-win")


def _one_by_one(rooms: Mapping[str, Room], order: Sequence[Entry], *, once: bool) -> dict[str, str]:
    found: dict[str, str] = {}
    winners: set[str] = set()
    for entry in order:
        if once and entry.household and entry.household in winners:
            continue
        for wish in entry.wishes:
            room = rooms[wish]
            if room.total < room.places and room.fits(entry):
                room.take(entry)
                found[entry.ticket] = wish
                winners.add(entry.household)
                break
    return found


class _Held:
    """The tickets that an option holds for now, by their position in the draw order; heaps with the last on top.

    Of each class the first take the reserved places, the others sit with everybody else on what is left.
    """

    def __init__(self, room: Room) -> None:
        self.reserved = [*room.reserved, 0]  # the last class is NOBODY's
        self.lent = room.lent
        self.inside: list[list[int]] = [[] for _ in self.reserved]
        self.beside: list[list[int]] = [[] for _ in self.reserved]
        self.count = 0
        self.left_for_all = room.places - sum(n for n, lent in zip(room.reserved, room.lent, strict=True) if not lent)
        self.most = [min((cap.at_most for cap in caps), default=room.places) for caps in room.caps] + [room.places]

    def offer(self, position: int, own: int) -> int:
        """Hold this position; returns the position refused for it, or -1."""
        mine, reserved = self.inside[own], self.reserved[own]
        if len(mine) < reserved:
            heappush(mine, -position)
            if self.lent[own]:
                self.left_for_all -= 1
            return self._shrink()
        if mine and position < -mine[0]:
            position = -heapreplace(mine, -position)
        if self.count >= self.left_for_all and position > self._last():
            return position
        heappush(self.beside[own], -position)
        self.count += 1
        if len(mine) + len(self.beside[own]) > self.most[own]:
            self.count -= 1
            return -heappop(self.beside[own])
        return self._shrink()

    def _last(self) -> int:
        """The last position beside the reserved places."""
        return max((-heap[0] for heap in self.beside if heap), default=-1)

    def _shrink(self) -> int:
        """Refuse the last of those beside the reserved places when there are more than places left for them."""
        if self.count <= self.left_for_all:
            return -1
        self.count -= 1
        return -heappop(min((heap for heap in self.beside if heap), key=_top))

    def positions(self) -> list[int]:
        """All that are held."""
        return [-x for x in chain(*self.inside, *self.beside)]


def _top(heap: list[int]) -> int:
    return heap[0]


def _queues(order: Sequence[Entry], *, once: bool) -> list[list[int]]:
    """Positions that apply one after the other: one of its own for each ticket, or the tickets of a household."""
    if not once:
        return [[k] for k in range(len(order))]
    by_household: dict[str, list[int]] = {}
    for k, entry in enumerate(order):
        by_household.setdefault(entry.household or f"ticket {entry.ticket}", []).append(k)
    return list(by_household.values())


def _deferred(rooms: Mapping[str, Room], order: Sequence[Entry], *, once: bool) -> dict[str, str]:
    """Deferred acceptance; its outcome does not depend on the sequence of the offers."""
    options = {name: _Held(room) for name, room in rooms.items()}
    queues = _queues(order, once=once)
    queue_of = {k: queue for queue in queues for k in queue}
    turn = [0] * len(order)  # the next wish of each position
    classes = {name: room.classes for name, room in rooms.items()}
    for queue in queues:
        applying = queue[0]
        while applying >= 0:
            entry = order[applying]
            if turn[applying] < len(entry.wishes):
                wish = entry.wishes[turn[applying]]
                turn[applying] += 1
                applying = options[wish].offer(applying, classes[wish].get(entry.label, NOBODY))
            else:
                line = queue_of[applying]
                after = line.index(applying) + 1
                applying = line[after] if after < len(line) else -1
    return {order[k].ticket: name for name, held in options.items() for k in held.positions()}

"""Hold a draw."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator

from musubi_engine.common import Explanation, Result
from musubi_engine.draw.allotment import allot
from musubi_engine.draw.checks import check_value
from musubi_engine.draw.list_format import list_hash
from musubi_engine.draw.model import Drawn, Entry, Lottery, seed_of
from musubi_engine.draw.order import draw_order, taking_part
from musubi_engine.draw.rooms import make_rooms


def solve(lottery: Lottery, *, value: str, from_fallback: bool = False) -> Result[Drawn]:
    """Draw: number the tickets, order them, and give each the best of its wishes that is left.

    Definition: a ticket of weight w has the smallest of the w numbers HMAC-SHA256(seed, "ticket|i"), i = 0..w-1; tickets
    stand in the order of their numbers (random serial dictatorship; with released reserved places the stable matching of
    deferred acceptance in which every option prefers the earlier ticket). ``value`` is the public value announced
    beforehand. O(W + n log n) for n entries of total weight W.

    >>> from musubi_engine.draw import Entry, Lottery, Option, solve
    >>> entries = tuple(Entry(ticket, ("A", "B")) for ticket in ("T001", "T002", "T003"))
    >>> places = (Option("A", 1), Option("B", 1))
    >>> drawn = solve(Lottery("架空の抽選", places, entries, "架空の値", "架空の代わりの値"), value="1").value
    >>> [(numbered.ticket, drawn.won.get(numbered.ticket)) for numbered in drawn.order]
    [('T003', 'A'), ('T001', 'B'), ('T002', None)]

    References: RFC 2104 (HMAC); Abdulkadiroglu & Sonmez, Econometrica 66(3), 1998 (random serial dictatorship); Ehlers,
    Hafalir, Yenmez & Yildirim, Journal of Economic Theory 153, 2014 (reserved places that are released).
    """
    check_value(value)
    began = time.thread_time()
    digest = list_hash(lottery)
    part, void = taking_part(lottery)
    order = draw_order(seed_of(digest, value), part)
    by_ticket = {entry.ticket: entry for entry in part}
    won = allot(lottery, [by_ticket[numbered.ticket] for numbered in order])
    drawn = Drawn(digest, value, from_fallback, order, won, won, void)
    cpu_s = time.thread_time() - began
    return Result(drawn, len(won), tuple(_summary(lottery, drawn)), search_cpu_s=cpu_s)


def _summary(lottery: Lottery, drawn: Drawn) -> Iterator[Explanation]:
    """What a draw sheet tells below the list."""
    by_ticket = {entry.ticket: entry for entry in lottery.entries}
    rooms = make_rooms(lottery)
    for ticket, won in drawn.won.items():
        rooms[won].take(by_ticket[ticket])
    wished = Counter(wish for numbered in drawn.order for wish in by_ticket[numbered.ticket].wishes[:1])
    for option in lottery.options:
        room = rooms[option.id]
        values = {"places": room.places, "taken": room.total, "first_wishes": wished[option.id]}
        yield Explanation("option", option.id, values)
    for quota in lottery.quotas:
        held = sum(rooms[o].held[rooms[o].classes[quota.labels[0]]] for o in quota.options)
        if held < quota.at_least:
            yield Explanation("reserved_not_filled", quota.id, {"reserved": quota.at_least, "taken": held})
        if quota.at_most is not None and held >= quota.at_most:
            yield Explanation("maximum_reached", quota.id, {"at_most": quota.at_most, "taken": held})
    if drawn.void:
        yield Explanation("took_no_part", "", {"tickets": len(drawn.void)})


def reasons(lottery: Lottery, drawn: Drawn, ticket: str) -> tuple[Explanation, ...]:
    """Why a ticket got what it got in the draw: one reason for each wish above it, then the outcome."""
    if ticket in drawn.void:
        return (Explanation(drawn.void[ticket], ticket),)
    position = next(k for k, numbered in enumerate(drawn.order) if numbered.ticket == ticket)
    by_ticket = {entry.ticket: entry for entry in lottery.entries}
    entry, got = by_ticket[ticket], drawn.won.get(ticket)
    others = [by_ticket[n.ticket] for n in drawn.order if n.ticket in drawn.won and n.ticket != ticket]
    if got is None and lottery.households == "one-win" and entry.household and any(o.household == entry.household for o in others):
        return (Explanation("household_has_won", ticket, {"position": position + 1}),)
    found = []
    for wish in entry.wishes[: entry.wishes.index(got) if got else None]:
        rooms = make_rooms(lottery)
        for other in others:
            rooms[drawn.won[other.ticket]].take(other)
        found.append(_refusal(wish, entry, rooms[wish].total, rooms[wish].places))
    place = -1 if got is None else entry.wishes.index(got) + 1
    code = "lost" if got is None else "won"
    return (*found, Explanation(code, ticket, {"position": position + 1, "option": got or "", "wish": place}))


def _refusal(wish: str, entry: Entry, taken: int, places: int) -> Explanation:
    values = {"taken": taken, "places": places, "needs": entry.places}
    if taken >= places:
        return Explanation("option_full", wish, values)
    return Explanation("too_few_left" if taken + entry.places > places else "quota_keeps_out", wish, values)

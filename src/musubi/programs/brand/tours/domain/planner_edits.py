"""One change of the visitor to the plan shown: keep, leave out, put in, move, give more time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from musubi.programs.brand.tours.domain.planner_wishes import DAY, MOST_WISHES, SMALL_HOURS, Wishes, read_must, read_orders

LATEST = DAY + SMALL_HOURS


class UnknownEditError(ValueError):
    """The change asked for is none of ours, or about a spot that is not in the plan."""

    code = "unknown_edit"


def edited(wishes: Wishes, edit: str) -> Wishes:
    """The wishes after `verb:argument`; see the functions below. Raises UnknownEditError."""
    verb, _colon, argument = edit.partition(":")
    if verb == "order":
        return _ordered(wishes, argument)
    if verb == "day":
        return _to_day(wishes, argument)
    if verb == "on":
        return _on_day(wishes, argument)
    if not (argument.isascii() and argument.isdigit()):
        raise UnknownEditError(edit)
    change = CHANGES.get(verb)
    if change is None:
        raise UnknownEditError(edit)
    return change(wishes, int(argument))


def day_of(wishes: Wishes, spot: int) -> int | None:
    """The day on which the plan shown visits the spot."""
    return next((day for day, route in enumerate(wishes.routes) if spot in route), None)


def _without(wishes: Wishes, spot: int) -> Mapping[int, tuple[int, ...]]:
    return {day: tuple(one for one in order if one != spot) for day, order in wishes.orders.items()}


def _removed(wishes: Wishes, spot: int) -> Wishes:
    """Leave a spot out and never propose it again."""
    must = {one: day for one, day in wishes.must.items() if one != spot}
    routes = tuple(tuple(one for one in route if one != spot) for route in wishes.routes)
    return replace(wishes, must=must, never=frozenset([*sorted(wishes.never)[: MOST_WISHES - 1], spot]), orders=_without(wishes, spot), routes=routes)


def _allowed(wishes: Wishes, spot: int) -> Wishes:
    """Take a spot from those never to be proposed."""
    return replace(wishes, never=wishes.never - {spot})


def _pinned(wishes: Wishes, spot: int) -> Wishes:
    """Keep a spot on the day where it stands."""
    if len(wishes.must) >= MOST_WISHES:
        raise UnknownEditError(f"pin:{spot}")
    return replace(wishes, must={**wishes.must, spot: day_of(wishes, spot)}, never=wishes.never - {spot})


def _unpinned(wishes: Wishes, spot: int) -> Wishes:
    """Leave it to the planner again."""
    must = {one: day for one, day in wishes.must.items() if one != spot}
    return replace(wishes, must=must, orders=_without(wishes, spot))


def _added(wishes: Wishes, spot: int) -> Wishes:
    """Put a spot in on whichever day it fits."""
    if len(wishes.must) >= MOST_WISHES:
        raise UnknownEditError(f"add:{spot}")
    return replace(wishes, must={**wishes.must, spot: None}, never=wishes.never - {spot})


def _moved(wishes: Wishes, spot: int, by: int) -> Wishes:
    day = day_of(wishes, spot)
    if day is None:
        raise UnknownEditError(f"move:{spot}")
    route = list(wishes.routes[day])
    at = route.index(spot)
    to = min(max(at + by, 0), len(route) - 1)
    route.insert(to, route.pop(at))
    return _in_order(wishes, day, tuple(route))


def _in_order(wishes: Wishes, day: int, route: tuple[int, ...]) -> Wishes:
    """Keep what the visitor moved before or after the stop that it passed; the rest of the sequence stays the planner's.

    A spot that comes from another day is pinned to this one; one pinned to another day is set free of it.
    """
    kept = {*wishes.orders.get(day, ()), *_passed(wishes.routes[day], route)}
    order = tuple(one for one in route if one in kept)
    orders = {other: tuple(one for one in known if one not in order) for other, known in wishes.orders.items() if other != day}
    must = {one: None if one in order else pin for one, pin in wishes.must.items()}
    must |= dict.fromkeys((one for one in route if one not in wishes.routes[day]), day)
    routes = tuple(route if k == day else tuple(one for one in other if one not in route) for k, other in enumerate(wishes.routes))
    return replace(wishes, must=must, orders={**orders, day: order} if order else orders, routes=routes)


def _passed(before: tuple[int, ...], after: tuple[int, ...]) -> tuple[int, ...]:
    """The stop that changed its place with the stop that it now stands beside; all of them where more than one changed; none: ()."""
    if before == after:
        return ()
    for at, moved in enumerate(after):
        if [one for one in after if one != moved] == [one for one in before if one != moved]:
            is_later = moved not in before or at > before.index(moved)
            beside = after[at - 1 : at] if is_later and at else after[at + 1 : at + 2]
            return (moved, *beside)
    return after


def _ordered(wishes: Wishes, argument: str) -> Wishes:
    """`order:0:12-7-9`: the sequence into which a day was dragged."""
    found = read_orders([argument], wishes.days)
    known = {spot for route in wishes.routes for spot in route}
    for day, order in found.items():
        if set(order) <= known:
            return _in_order(wishes, day, order)
    raise UnknownEditError(f"order:{argument}")


def _to_day(wishes: Wishes, argument: str) -> Wishes:
    """`day:12.1`: spot 12 is kept on the second day, wherever it fits best there."""
    found = read_must([argument], wishes.days)
    if not found or None in found.values() or (len(wishes.must) >= MOST_WISHES and not set(found) & set(wishes.must)):
        raise UnknownEditError(f"day:{argument}")
    ((spot, day),) = found.items()
    if day_of(wishes, spot) is None:
        raise UnknownEditError(f"day:{argument}")
    routes = tuple((*(one for one in route if one != spot), *((spot,) if k == day else ())) for k, route in enumerate(wishes.routes))
    return replace(wishes, must={**wishes.must, spot: day}, never=wishes.never - {spot}, orders=_without(wishes, spot), routes=routes)


def _on_day(wishes: Wishes, argument: str) -> Wishes:
    """`on:20201017.12`: the visit begins on another day, and spot 12 is put in."""
    text, _dot, spot = argument.partition(".")
    try:
        first = dt.datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007 - a day without a time
    except ValueError:
        raise UnknownEditError(f"on:{argument}") from None
    moved = replace(wishes, first_day=first)
    return _added(moved, int(spot)) if spot.isascii() and spot.isdigit() else moved


def _freed(wishes: Wishes, day: int) -> Wishes:
    """Let the planner choose the sequence of a day again."""
    return replace(wishes, orders={other: order for other, order in wishes.orders.items() if other != day})


def _later(wishes: Wishes, minutes: int) -> Wishes:
    return replace(wishes, end_minute=min(wishes.end_minute + minutes, LATEST))


def _earlier(wishes: Wishes, minutes: int) -> Wishes:
    return replace(wishes, begin_minute=max(wishes.begin_minute - minutes, 0))


CHANGES = {
    "remove": _removed,
    "allow": _allowed,
    "pin": _pinned,
    "unpin": _unpinned,
    "add": _added,
    "up": lambda wishes, spot: _moved(wishes, spot, -1),
    "down": lambda wishes, spot: _moved(wishes, spot, 1),
    "free": _freed,
    "return-later": _later,
    "start-earlier": _earlier,
    "budget": lambda wishes, yen: replace(wishes, budget=yen),
    "no-budget": lambda wishes, _any: replace(wishes, budget=None),
    "walk": lambda wishes, minutes: replace(wishes, longest_walk=minutes),
    "by-bus": lambda wishes, _any: replace(wishes, travel="bus"),
    "by-bicycle": lambda wishes, _any: replace(wishes, travel="bicycle"),
    "by-car": lambda wishes, _any: replace(wishes, travel="car"),
    "events-on": lambda wishes, _any: replace(wishes, events=True),
    "lunch-off": lambda wishes, _any: replace(wishes, lunch=False),
}

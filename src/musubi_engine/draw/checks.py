"""Refuse a draw that cannot be held: what is wrong, where, and what to do; clashing quotas by name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import combinations
from typing import TYPE_CHECKING

from musubi_engine.common import InvalidDataError

if TYPE_CHECKING:  # the model checks itself with this module
    from musubi_engine.draw.model import Lottery, Quota

NAME = re.compile(r"[A-Za-z0-9_-]{1,20}\Z")
TICKET = re.compile(r"[0-9A-Z-]{4,40}\Z")
COMMITMENT = re.compile(r"[0-9a-f]{64}\Z")
VALUE = re.compile(r"[0-9A-Za-z.-]{1,200}\Z")
TEXT = re.compile(r"[^\x00-\x1f\x7f\ud800-\udfff\u2028\u2029]{1,300}\Z")
MOST_PLACES, MOST_WEIGHT = 1_000_000, 1000


class ImpossibleQuotasError(InvalidDataError):
    """Quotas that cannot hold together; ``quotas`` is a smallest set of them that clashes."""

    code = "impossible_quotas"

    def __init__(self, message: str, *, quotas: tuple[str, ...]) -> None:
        super().__init__(message, where=f"quotas {', '.join(quotas)}")
        self.quotas = quotas


class RepeatedTicketError(InvalidDataError):
    """Two entries with the same ticket."""

    code = "repeated_ticket"


def _whole(value: int, low: int, high: int, what: str, where: str) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise InvalidDataError(f"{what} is {value!r}: give a whole number from {low} to {high}", where=where)


def _matches(pattern: re.Pattern[str], value: str, what: str, rule: str, where: str) -> None:
    if not isinstance(value, str) or not pattern.match(value):
        raise InvalidDataError(f"{what} {value!r}: {rule}", where=where)


def _text(value: str, what: str) -> None:
    _matches(TEXT, value, what, "write one line of 1 to 300 characters without tabs", what)
    if value != value.strip():
        raise InvalidDataError("remove the blanks at its ends", where=what)


def _different(values: Iterable[str], what: str, where: str) -> None:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise InvalidDataError(f"{what} {value!r} stands there twice: give each its own", where=where)
        seen.add(value)


def check_value(value: str) -> None:
    """Refuse a public value that two people might write differently."""
    _matches(VALUE, value, "public value", "write it in plain ASCII letters, digits, dots and hyphens, as announced", "value")


def check_lottery(lottery: Lottery) -> None:
    """Raise `InvalidDataError` unless the draw can be held."""
    for what in ("title", "value", "fallback"):
        _text(getattr(lottery, what), what)
    if lottery.weights:
        _text(lottery.weights, "weights")
    if lottery.households not in {"void", "one-ticket", "one-win"}:
        raise InvalidDataError(f"{lottery.households!r}: choose void, one-ticket or one-win", where="households")
    if lottery.promotion not in {"losers", "all"}:
        raise InvalidDataError(f"{lottery.promotion!r}: choose losers or all", where="promotion")
    if not lottery.options:
        raise InvalidDataError("name at least one thing to draw for", where="options")
    _different((o.id for o in lottery.options), "option", "options")
    for option in lottery.options:
        _matches(NAME, option.id, "id", "use up to 20 of A-Z a-z 0-9 _ -", "options")
        _whole(option.places, 0, MOST_PLACES, "places", f"option {option.id}")
        if option.name:
            _text(option.name, f"name of option {option.id}")
    _check_quotas(lottery)
    _check_entries(lottery)


def _check_quota(quota: Quota, places: dict[str, int]) -> None:
    where = f"quota {quota.id}"
    for name in (quota.id, *quota.labels):
        _matches(NAME, name, "id", "use up to 20 of A-Z a-z 0-9 _ -", where)
    if not quota.labels or not quota.options:
        raise InvalidDataError("name the options and the labels it is for", where=where)
    _different(quota.labels, "label", where)
    _different(quota.options, "option", where)
    if set(quota.options) - set(places):
        raise InvalidDataError(f"unknown options {sorted(set(quota.options) - set(places))}", where=where)
    _whole(quota.at_least, 0, MOST_PLACES, "at least", where)
    if quota.at_most is not None:
        _whole(quota.at_most, 0, MOST_PLACES, "at most", where)
    if quota.at_least and len(quota.options) != 1:
        raise InvalidDataError("places are reserved in one option: write one quota for each", where=where)
    if not quota.at_least and quota.at_most is None:
        raise InvalidDataError("give at least, at most, or both", where=where)


def _check_quotas(lottery: Lottery) -> None:
    places = {option.id: option.places for option in lottery.options}
    _different((q.id for q in lottery.quotas), "quota", "quotas")
    for quota in lottery.quotas:
        _check_quota(quota, places)
    for one, other in combinations(lottery.quotas, 2):
        shared, same = set(one.labels) & set(other.labels), set(one.labels) == set(other.labels)
        if shared and not same and set(one.options) & set(other.options):
            text = f"they share the labels {sorted(shared)} but not all: use the same labels, or none in common"
            raise ImpossibleQuotasError(text, quotas=(one.id, other.id))
        if same and one.at_least and other.at_least and one.options == other.options:
            raise ImpossibleQuotasError("both reserve places for the same labels: make one of them", quotas=(one.id, other.id))
    _check_sums(lottery.quotas, places)
    wide = [q.id for q in lottery.quotas if q.at_most is not None and len(q.options) > 1]
    lent = [q.id for q in lottery.quotas if q.at_least and q.release]
    if wide and lent:
        text = "a maximum over several options and reserved places that are released cannot stand in one draw: keep the reserved places"
        raise ImpossibleQuotasError(text, quotas=(wide[0], lent[0]))


def _fewest(quotas: Iterable[Quota], most: int) -> tuple[Quota, ...]:
    """The fewest quotas whose reserved places together exceed ``most`` (none: they do not)."""
    found: list[Quota] = []
    for quota in sorted(quotas, key=lambda q: (-q.at_least, q.id)):
        found.append(quota)
        if sum(q.at_least for q in found) > most:
            return tuple(found)
    return ()


def _check_sums(quotas: tuple[Quota, ...], places: dict[str, int]) -> None:
    """Reserved places against places and against maxima: with these two kinds of sums nothing else can clash."""
    for option, most in places.items():
        clash = _fewest((q for q in quotas if q.at_least and q.options == (option,)), most)
        if clash:
            text = f"they reserve {sum(q.at_least for q in clash)} of the {most} places of option {option}: lower one, or add places"
            raise ImpossibleQuotasError(text, quotas=tuple(q.id for q in clash))
    for cap in quotas:
        if cap.at_most is None:
            continue
        inside = (q for q in quotas if q.at_least and set(q.labels) <= set(cap.labels) and q.options[0] in cap.options)
        clash = _fewest(inside, cap.at_most)
        if clash:
            text = f"{sum(q.at_least for q in clash)} places are reserved, at most {cap.at_most} may be taken: lower the one or raise the other"
            names = dict.fromkeys([*(q.id for q in clash), cap.id])
            raise ImpossibleQuotasError(text, quotas=tuple(names))


def _check_entries(lottery: Lottery) -> None:
    options = {option.id for option in lottery.options}
    lent = next((q.id for q in lottery.quotas if q.at_least and q.release), None)
    seen: set[str] = set()
    for entry in lottery.entries:
        where = f"entry {entry.ticket}"
        _matches(TICKET, entry.ticket, "ticket", "use 4 to 40 of 0-9 A-Z -", "entries")
        if entry.ticket in seen:
            raise RepeatedTicketError("the ticket stands there twice: give each entry its own", where=where)
        seen.add(entry.ticket)
        if not entry.wishes:
            raise InvalidDataError("it wishes for nothing: name at least one option", where=where)
        if len(set(entry.wishes)) < len(entry.wishes):
            raise InvalidDataError("it names an option twice", where=where)
        if not options.issuperset(entry.wishes):
            raise InvalidDataError(f"it wishes for unknown options {sorted(set(entry.wishes) - options)}", where=where)
        _whole(entry.weight, 1, MOST_WEIGHT, "weight", where)
        _whole(entry.places, 1, MOST_PLACES, "places", where)
        if entry.places > 1 and lent is not None:
            text = f"a group needs all its places at once, so quota {lent} cannot release reserved places during the draw: keep them"
            raise InvalidDataError(text, where=where)
        if entry.label:
            _matches(NAME, entry.label, "label", "use up to 20 of A-Z a-z 0-9 _ -", where)
        if entry.household:
            _matches(TICKET, entry.household, "household", "use a random token of 4 to 40 of 0-9 A-Z -", where)
        if entry.commitment:
            _matches(COMMITMENT, entry.commitment, "commitment", "64 hexadecimal digits in small letters", where)

"""Refuse a draw that cannot be held: what is wrong, where, and what to do; clashing quotas by name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
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


class Refusal(StrEnum):
    """Why a draw, an event or a value is refused; stable, for callers that word it themselves."""

    TEXT = "text"
    HOUSEHOLDS = "households"
    PROMOTION = "promotion"
    NO_OPTIONS = "no_options"
    NAME = "name"
    NUMBER = "number"
    TWICE = "twice"
    EMPTY_QUOTA = "empty_quota"
    UNKNOWN_OPTION = "unknown_option"
    RESERVED_OVER_SEVERAL = "reserved_over_several"
    QUOTA_SAYS_NOTHING = "quota_says_nothing"
    LABELS_PARTLY_SHARED = "labels_partly_shared"
    LABELS_SAME = "labels_same"
    OVER_PLACES = "over_places"
    OVER_MAXIMUM = "over_maximum"
    RELEASED_BESIDE_WIDE_MAXIMUM = "released_beside_wide_maximum"
    NO_WISH = "no_wish"
    WISH_TWICE = "wish_twice"
    UNKNOWN_WISH = "unknown_wish"
    GROUP_BESIDE_RELEASED = "group_beside_released"
    TICKET = "ticket"
    REPEATED_TICKET = "repeated_ticket"
    LABEL = "label"
    HOUSEHOLD_TOKEN = "household_token"  # noqa: S105 - a random mark that is published, no secret
    COMMITMENT = "commitment"
    VALUE = "value"
    EVENT_KIND = "event_kind"
    TOOK_NO_PART = "took_no_part"
    LEFT_ALREADY = "left_already"
    NO_SUCH_TICKET = "no_such_ticket"
    NOT_TO_OPEN = "not_to_open"


class RefusedDrawError(InvalidDataError):
    """A draw that cannot be held: ``reason`` says why, ``subject`` what it is about (a ticket, a quota, a field), ``values`` the figures."""

    def __init__(self, message: str, *, where: str, reason: Refusal, subject: str = "", values: Mapping[str, str | int] | None = None) -> None:
        super().__init__(message, where=where)
        self.reason, self.subject, self.values = reason, subject, dict(values or {})


class ImpossibleQuotasError(RefusedDrawError):
    """Quotas that cannot hold together; ``quotas`` is a smallest set of them that clashes."""

    code = "impossible_quotas"

    def __init__(self, message: str, *, quotas: tuple[str, ...], reason: Refusal, values: Mapping[str, str | int] | None = None) -> None:
        super().__init__(message, where=f"quotas {', '.join(quotas)}", reason=reason, subject=", ".join(quotas), values=values)
        self.quotas = quotas


class RepeatedTicketError(RefusedDrawError):
    """Two entries with the same ticket."""

    code = "repeated_ticket"


def _refuse(message: str, where: str, reason: Refusal, subject: str = "", **values: str | int) -> RefusedDrawError:
    return RefusedDrawError(message, where=where, reason=reason, subject=subject, values=values)


def _whole(value: int, low: int, high: int, what: str, where: str) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        message = f"{what} is {value!r}: give a whole number from {low} to {high}"
        raise _refuse(message, where, Refusal.NUMBER, where.partition(" ")[2], low=low, high=high)


def _matches(pattern: re.Pattern[str], value: str, what: str, rule: str, where: str, reason: Refusal) -> None:
    if not isinstance(value, str) or not pattern.match(value):
        raise _refuse(f"{what} {value!r}: {rule}", where, reason, str(value)[:40])


def _text(value: str, what: str) -> None:
    _matches(TEXT, value, what, "write one line of 1 to 300 characters without tabs", what, Refusal.TEXT)
    if value != value.strip():
        raise _refuse("remove the blanks at its ends", what, Refusal.TEXT, value[:40])


def _different(values: Iterable[str], what: str, where: str) -> None:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise _refuse(f"{what} {value!r} stands there twice: give each its own", where, Refusal.TWICE, value)
        seen.add(value)


def check_value(value: str) -> None:
    """Refuse a public value that two people might write differently."""
    _matches(VALUE, value, "public value", "write it in plain ASCII letters, digits, dots and hyphens, as announced", "value", Refusal.VALUE)


def check_lottery(lottery: Lottery) -> None:
    """Raise `InvalidDataError` unless the draw can be held."""
    for what in ("title", "value", "fallback"):
        _text(getattr(lottery, what), what)
    if lottery.weights:
        _text(lottery.weights, "weights")
    if lottery.households not in {"void", "one-ticket", "one-win"}:
        raise _refuse(f"{lottery.households!r}: choose void, one-ticket or one-win", "households", Refusal.HOUSEHOLDS)
    if lottery.promotion not in {"losers", "all"}:
        raise _refuse(f"{lottery.promotion!r}: choose losers or all", "promotion", Refusal.PROMOTION)
    if not lottery.options:
        raise _refuse("name at least one thing to draw for", "options", Refusal.NO_OPTIONS)
    _different((o.id for o in lottery.options), "option", "options")
    for option in lottery.options:
        _matches(NAME, option.id, "id", "use up to 20 of A-Z a-z 0-9 _ -", "options", Refusal.NAME)
        _whole(option.places, 0, MOST_PLACES, "places", f"option {option.id}")
        if option.name:
            _text(option.name, f"name of option {option.id}")
    _check_quotas(lottery)
    _check_entries(lottery)


def _check_quota(quota: Quota, places: dict[str, int]) -> None:
    where = f"quota {quota.id}"
    for name in (quota.id, *quota.labels):
        _matches(NAME, name, "id", "use up to 20 of A-Z a-z 0-9 _ -", where, Refusal.NAME)
    if not quota.labels or not quota.options:
        raise _refuse("name the options and the labels it is for", where, Refusal.EMPTY_QUOTA, quota.id)
    _different(quota.labels, "label", where)
    _different(quota.options, "option", where)
    if set(quota.options) - set(places):
        unknown = sorted(set(quota.options) - set(places))
        raise _refuse(f"unknown options {unknown}", where, Refusal.UNKNOWN_OPTION, quota.id, options=", ".join(unknown))
    _whole(quota.at_least, 0, MOST_PLACES, "at least", where)
    if quota.at_most is not None:
        _whole(quota.at_most, 0, MOST_PLACES, "at most", where)
    if quota.at_least and len(quota.options) != 1:
        raise _refuse("places are reserved in one option: write one quota for each", where, Refusal.RESERVED_OVER_SEVERAL, quota.id)
    if not quota.at_least and quota.at_most is None:
        raise _refuse("give at least, at most, or both", where, Refusal.QUOTA_SAYS_NOTHING, quota.id)


def _check_quotas(lottery: Lottery) -> None:
    places = {option.id: option.places for option in lottery.options}
    _different((q.id for q in lottery.quotas), "quota", "quotas")
    for quota in lottery.quotas:
        _check_quota(quota, places)
    for one, other in combinations(lottery.quotas, 2):
        shared, same = set(one.labels) & set(other.labels), set(one.labels) == set(other.labels)
        if shared and not same and set(one.options) & set(other.options):
            text = f"they share the labels {sorted(shared)} but not all: use the same labels, or none in common"
            values = {"labels": ", ".join(sorted(shared))}
            raise ImpossibleQuotasError(text, quotas=(one.id, other.id), reason=Refusal.LABELS_PARTLY_SHARED, values=values)
        if same and one.at_least and other.at_least and one.options == other.options:
            text = "both reserve places for the same labels: make one of them"
            raise ImpossibleQuotasError(text, quotas=(one.id, other.id), reason=Refusal.LABELS_SAME)
    _check_sums(lottery.quotas, places)
    wide = [q.id for q in lottery.quotas if q.at_most is not None and len(q.options) > 1]
    lent = [q.id for q in lottery.quotas if q.at_least and q.release]
    if wide and lent:
        text = "a maximum over several options and reserved places that are released cannot stand in one draw: keep the reserved places"
        raise ImpossibleQuotasError(text, quotas=(wide[0], lent[0]), reason=Refusal.RELEASED_BESIDE_WIDE_MAXIMUM)


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
            reserved = sum(q.at_least for q in clash)
            text = f"they reserve {reserved} of the {most} places of option {option}: lower one, or add places"
            values: dict[str, str | int] = {"reserved": reserved, "places": most, "option": option}
            raise ImpossibleQuotasError(text, quotas=tuple(q.id for q in clash), reason=Refusal.OVER_PLACES, values=values)
    for cap in quotas:
        if cap.at_most is None:
            continue
        inside = (q for q in quotas if q.at_least and set(q.labels) <= set(cap.labels) and q.options[0] in cap.options)
        clash = _fewest(inside, cap.at_most)
        if clash:
            values = {"reserved": sum(q.at_least for q in clash), "most": cap.at_most}
            text = f"{values['reserved']} places are reserved, at most {cap.at_most} may be taken: lower the one or raise the other"
            names = dict.fromkeys([*(q.id for q in clash), cap.id])
            raise ImpossibleQuotasError(text, quotas=tuple(names), reason=Refusal.OVER_MAXIMUM, values=values)


def _check_entries(lottery: Lottery) -> None:
    options = {option.id for option in lottery.options}
    lent = next((q.id for q in lottery.quotas if q.at_least and q.release), None)
    seen: set[str] = set()
    for entry in lottery.entries:
        where = f"entry {entry.ticket}"
        _matches(TICKET, entry.ticket, "ticket", "use 4 to 40 of 0-9 A-Z -", "entries", Refusal.TICKET)
        if entry.ticket in seen:
            text = "the ticket stands there twice: give each entry its own"
            raise RepeatedTicketError(text, where=where, reason=Refusal.REPEATED_TICKET, subject=entry.ticket)
        seen.add(entry.ticket)
        if not entry.wishes:
            raise _refuse("it wishes for nothing: name at least one option", where, Refusal.NO_WISH, entry.ticket)
        if len(set(entry.wishes)) < len(entry.wishes):
            raise _refuse("it names an option twice", where, Refusal.WISH_TWICE, entry.ticket)
        if not options.issuperset(entry.wishes):
            unknown = sorted(set(entry.wishes) - options)
            raise _refuse(f"it wishes for unknown options {unknown}", where, Refusal.UNKNOWN_WISH, entry.ticket, options=", ".join(unknown))
        _whole(entry.weight, 1, MOST_WEIGHT, "weight", where)
        _whole(entry.places, 1, MOST_PLACES, "places", where)
        if entry.places > 1 and lent is not None:
            text = f"a group needs all its places at once, so quota {lent} cannot release reserved places during the draw: keep them"
            raise _refuse(text, where, Refusal.GROUP_BESIDE_RELEASED, entry.ticket, quota=lent)
        if entry.label:
            _matches(NAME, entry.label, "label", "use up to 20 of A-Z a-z 0-9 _ -", where, Refusal.LABEL)
        if entry.household:
            _matches(TICKET, entry.household, "household", "use a random token of 4 to 40 of 0-9 A-Z -", where, Refusal.HOUSEHOLD_TOKEN)
        if entry.commitment:
            _matches(COMMITMENT, entry.commitment, "commitment", "64 hexadecimal digits in small letters", where, Refusal.COMMITMENT)

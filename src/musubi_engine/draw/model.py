"""What a draw is made of: options with places, quotas, entries; and what comes out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from musubi_engine.draw.checks import check_lottery

HOUSEHOLDS = ("void", "one-ticket", "one-win")
PROMOTIONS = ("losers", "all")


@dataclass(frozen=True, slots=True)
class Option:
    """Something that can be wished for (希望先): a site, a session, a booth kind, with its number of places."""

    id: str
    places: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Quota:
    """A quota (枠) for entries that carry one of ``labels``.

    ``at_least`` places of the one option are reserved for them (優先枠); ``at_most`` is the most places they take in
    all ``options`` together. Reserved places that find nobody go to the others in the draw itself (``release``), or stay
    empty until the organiser opens them.
    """

    id: str
    options: tuple[str, ...]
    labels: tuple[str, ...]
    at_least: int = 0
    at_most: int | None = None
    release: bool = True


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry (申込): a random ticket known to the entrant, wishes from first to last, and neutral marks.

    ``places`` is what a group needs in one option; ``weight`` how many numbers the ticket draws, of which the smallest
    counts; ``household`` a random token shared by the tickets of one household; ``commitment`` binds the entrant's
    particulars without telling them (`tickets.commit`).
    """

    ticket: str
    wishes: tuple[str, ...]
    label: str = ""
    weight: int = 1
    places: int = 1
    household: str = ""
    commitment: str = ""


@dataclass(frozen=True, slots=True)
class Lottery:
    """A draw (抽選) before it is drawn: all that is published beforehand.

    ``households`` says what becomes of several tickets of one household: all ``void``, ``one-ticket`` (the smallest
    ticket takes part, whatever the draw), or ``one-win`` (all take part, at most one wins). ``promotion`` says who is
    offered a place that comes free: ``losers`` (who have none), or ``all`` who wished for it above what they got.
    ``value`` announces the public value that decides, ``fallback`` what counts if it does not appear. ``weights`` says in
    words how weights came about ("" where all are one by rule); it names rules, never an entrant.
    """

    title: str
    options: tuple[Option, ...]
    entries: tuple[Entry, ...]
    value: str
    fallback: str
    quotas: tuple[Quota, ...] = ()
    households: str = "one-ticket"
    promotion: str = "losers"
    weights: str = ""

    def __post_init__(self) -> None:
        check_lottery(self)


@dataclass(frozen=True, slots=True)
class Numbered:
    """A ticket in draw order with its number (64 hexadecimal digits)."""

    ticket: str
    number: str


@dataclass(frozen=True, slots=True)
class Promotion:
    """A place that was taken after the draw: by whom, which, and what was given back for it ("" for nothing)."""

    ticket: str
    option: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """Something after the draw: a ticket ``left`` (辞退) or a quota ``opened``, and the promotions (繰上げ) it led to."""

    kind: str
    subject: str
    promotions: tuple[Promotion, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawn:
    """The draw's outcome; replaying it with the same ``list_hash`` and ``value`` gives the same.

    ``places`` maps a ticket to its option. ``void`` maps tickets that took no part to the reason. ``events`` are what
    happened after the draw, in their order; ``places`` is the state after them.
    """

    list_hash: str
    value: str
    from_fallback: bool
    order: tuple[Numbered, ...]
    won: Mapping[str, str]
    places: Mapping[str, str]
    void: Mapping[str, str] = field(default_factory=dict)
    events: tuple[Event, ...] = ()

    @property
    def seed(self) -> str:
        """The key of all numbers: the hash of the published list, a bar, and the public value."""
        return seed_of(self.list_hash, self.value)


def seed_of(list_hash: str, value: str) -> str:
    """The key of all numbers.

    >>> seed_of("ab12", "23626.73")
    'ab12|23626.73'
    """
    return f"{list_hash}|{value}"

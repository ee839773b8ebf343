"""How many places of an option are taken, by whom, and whether another entry fits."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from musubi_engine.draw.model import Entry, Lottery

NOBODY = -1  # the class of entries that no quota of the option is for


@dataclass(slots=True)
class Cap:
    """A maximum, shared by the options it is for."""

    at_most: int
    taken: int = 0


@dataclass(slots=True)
class Room:
    """An option's places. A *class* is a set of labels that quotas of this option are for; classes do not overlap.

    ``reserved`` and ``lent`` (released when nobody comes), ``caps`` and ``held`` are by class.
    """

    places: int
    classes: dict[str, int] = field(default_factory=dict)
    reserved: list[int] = field(default_factory=list)
    lent: list[bool] = field(default_factory=list)
    caps: list[list[Cap]] = field(default_factory=list)
    held: list[int] = field(default_factory=list)
    total: int = 0

    def class_of(self, entry: Entry) -> int:
        """The class of an entry here."""
        return self.classes.get(entry.label, NOBODY)

    def kept_empty(self, own: int, size: int) -> int:
        """Reserved places that must stay empty once ``size`` more of the class come."""
        return sum(
            max(0, count - self.held[c] - (size if c == own else 0))
            for c, count in enumerate(self.reserved) if not self.lent[c]
        )  # fmt: skip

    def fits(self, entry: Entry) -> bool:
        """Whether the entry finds its places here."""
        own, size = self.class_of(entry), entry.places
        if self.total + size > self.places or self.total + size + self.kept_empty(own, size) > self.places:
            return False
        return own == NOBODY or all(cap.taken + size <= cap.at_most for cap in self.caps[own])

    def finds_reserved(self, entry: Entry) -> bool:
        """Whether the entry would sit on a place reserved for its class."""
        own = self.class_of(entry)
        return own != NOBODY and self.held[own] < self.reserved[own]

    def take(self, entry: Entry, sign: int = 1) -> None:
        """Take the entry's places, or with ``sign`` -1 give them back."""
        own, size = self.class_of(entry), sign * entry.places
        self.total += size
        if own != NOBODY:
            self.held[own] += size
            for cap in self.caps[own]:
                cap.taken += size


def make_rooms(lottery: Lottery, opened: Collection[str] = ()) -> dict[str, Room]:
    """Empty rooms by option; the reserved places of ``opened`` quotas are open to all."""
    rooms = {option.id: Room(option.places) for option in lottery.options}
    for quota in lottery.quotas:
        cap = None if quota.at_most is None else Cap(quota.at_most)
        for name in quota.options:
            room = rooms[name]
            if quota.labels[0] not in room.classes:
                room.classes.update(dict.fromkeys(quota.labels, len(room.reserved)))
                room.reserved.append(0)
                room.lent.append(True)
                room.caps.append([])
                room.held.append(0)
            own = room.classes[quota.labels[0]]
            if quota.at_least:
                room.reserved[own] = 0 if quota.id in opened else quota.at_least
                room.lent[own] = quota.release
            if cap is not None:
                room.caps[own].append(cap)
    return rooms

"""After the draw: waiting lists (補欠) in draw order, tickets that leave (辞退), and who moves up (繰上げ)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from musubi_engine.draw.checks import Refusal, RefusedDrawError
from musubi_engine.draw.model import Drawn, Entry, Event, Lottery, Promotion
from musubi_engine.draw.rooms import Room, make_rooms

UNABLE = {Refusal.TOOK_NO_PART: "it took no part", Refusal.LEFT_ALREADY: "it has left already", Refusal.NO_SUCH_TICKET: "no such ticket"}


class State:
    """Who holds what after the events so far."""

    def __init__(self, lottery: Lottery, drawn: Drawn) -> None:
        by_ticket = {entry.ticket: entry for entry in lottery.entries}
        self.lottery = lottery
        self.void = drawn.void
        self.order = [by_ticket[numbered.ticket] for numbered in drawn.order]
        self.places = dict(drawn.won)
        self.left: set[str] = set()
        self.opened: set[str] = set()
        self.holding = Counter(e.household for e in self.order if e.ticket in self.places)
        self.rooms = self._fill()
        self.waiting = {option.id: self._waiting(option.id) for option in lottery.options}

    def _fill(self) -> dict[str, Room]:
        rooms = make_rooms(self.lottery, self.opened)
        for entry in self.order:
            if entry.ticket in self.places:
                rooms[self.places[entry.ticket]].take(entry)
        return rooms

    def _waiting(self, option: str) -> list[Entry]:
        return [entry for entry in self.order if option in entry.wishes and self.waits(entry, option)]

    def waits(self, entry: Entry, option: str) -> bool:
        """Whether the entry would be offered a place of the option."""
        if entry.ticket in self.left:
            return False
        has = self.places.get(entry.ticket)
        if has is not None:
            return self.lottery.promotion == "all" and entry.wishes.index(option) < entry.wishes.index(has)
        if self.lottery.households == "one-win" and entry.household:
            return self.holding[entry.household] == 0
        return True

    def next_for(self, option: str) -> Entry | None:
        """Who is offered a free place: first whoever finds a reserved one, else the first in draw order that fits."""
        room, first = self.rooms[option], None
        if room.total >= room.places:
            return None
        for entry in self.waiting[option]:
            if self.waits(entry, option) and room.fits(entry):
                if room.finds_reserved(entry):
                    return entry
                first = first or entry
        return first

    def promote(self) -> tuple[Promotion, ...]:
        """Give out free places until nobody who waits fits; places given back for better ones are given out too."""
        found: list[Promotion] = []
        names = [option.id for option in self.lottery.options]
        k = 0
        while k < len(names):
            entry = self.next_for(names[k])
            if entry is None:
                k += 1
                continue
            before = self.places.get(entry.ticket, "")
            if before:
                self.rooms[before].take(entry, -1)
            else:
                self.holding[entry.household] += 1
            self.rooms[names[k]].take(entry)
            self.places[entry.ticket] = names[k]
            found.append(Promotion(entry.ticket, names[k], before))
            k = 0
        return tuple(found)

    def happen(self, kind: str, subject: str) -> Event:
        """Something happens; returns it with the promotions it leads to."""
        if kind == "left":
            self._leave(subject)
        elif kind == "opened":
            self._open(subject)
        else:
            raise RefusedDrawError(f"{kind!r} is not left or opened", where="events", reason=Refusal.EVENT_KIND, subject=kind)
        return Event(kind, subject, self.promote())

    def _leave(self, ticket: str) -> None:
        entry = next((e for e in self.order if e.ticket == ticket), None)
        if entry is None or ticket in self.left:
            reason = Refusal.TOOK_NO_PART if ticket in self.void else Refusal.LEFT_ALREADY if entry else Refusal.NO_SUCH_TICKET
            raise RefusedDrawError(UNABLE[reason], where=f"ticket {ticket}", reason=reason, subject=ticket)
        self.left.add(ticket)
        if ticket in self.places:
            self.rooms[self.places.pop(ticket)].take(entry, -1)
            self.holding[entry.household] -= 1
            if self.lottery.households == "one-win" and entry.household:
                self.waiting = {option: self._waiting(option) for option in self.waiting}

    def _open(self, quota: str) -> None:
        if not any(q.id == quota and q.at_least and not q.release for q in self.lottery.quotas) or quota in self.opened:
            text = "only a quota whose reserved places are kept can be opened, and once"
            raise RefusedDrawError(text, where=f"quota {quota}", reason=Refusal.NOT_TO_OPEN, subject=quota)
        self.opened.add(quota)
        self.rooms = self._fill()


def after_events(lottery: Lottery, drawn: Drawn, events: Sequence[tuple[str, str]]) -> Drawn:
    """The outcome after further events, each ("left", ticket) or ("opened", quota), replayed from the draw on."""
    state = State(lottery, drawn)
    done = [state.happen(event.kind, event.subject) for event in drawn.events]
    done.extend(state.happen(kind, subject) for kind, subject in events)
    return replace(drawn, events=tuple(done), places=state.places)


def waiting_lists(lottery: Lottery, drawn: Drawn) -> dict[str, list[str]]:
    """By option, the tickets that wait for it, in draw order."""
    state = State(lottery, drawn)
    for event in drawn.events:
        state.happen(event.kind, event.subject)
    return {option: [e.ticket for e in entries if state.waits(e, option)] for option, entries in state.waiting.items()}

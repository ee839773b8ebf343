"""The published file: the list as it was hashed, and below it what was drawn and what happened since."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from musubi_engine.common import InvalidDataError
from musubi_engine.draw.list_format import fields, list_hash, list_text, plain_lines, read_list
from musubi_engine.draw.model import Drawn, Lottery
from musubi_engine.draw.promotion import after_events
from musubi_engine.draw.solving import solve

DIGITS = 16  # of the 64 of a number that the file shows


@dataclass(frozen=True, slots=True)
class Published:
    """What a file holds: the list, and, once drawn, the recorded lines."""

    lottery: Lottery
    lines: tuple[str, ...] = ()
    first_line: int = 0

    @property
    def is_drawn(self) -> bool:
        """Whether the file holds an outcome."""
        return bool(self.lines)


def _outcome_lines(drawn: Drawn) -> Iterator[str]:
    yield f"drawn\t{drawn.list_hash}\t{drawn.value}\t{'fallback' if drawn.from_fallback else 'announced'}"
    for k, numbered in enumerate(drawn.order, 1):
        yield f"result\t{k}\t{numbered.ticket}\t{numbered.number[:DIGITS]}\t{drawn.won.get(numbered.ticket, '-')}"
    for ticket, reason in drawn.void.items():
        yield f"void\t{ticket}\t{reason}"
    for event in drawn.events:
        yield f"{event.kind}\t{event.subject}"
        for p in event.promotions:
            yield f"promoted\t{p.ticket}\t{p.option}\t{p.before or '-'}"


def published_text(lottery: Lottery, drawn: Drawn | None = None) -> str:
    """The whole file as text; without an outcome it is the list alone."""
    outcome = () if drawn is None else _outcome_lines(drawn)
    return list_text(lottery) + "".join(f"{line}\n" for line in outcome)


def read_published(path: Path) -> Published:
    """Read a list or a drawn file."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InvalidDataError(error.strerror or "cannot be read", where=str(path)) from error
    lines = plain_lines(data)
    lottery, at = read_list(lines)
    return Published(lottery, tuple(lines[at:]), at + 1)


def replay(published: Published, *, value: str | None = None, from_fallback: bool = False) -> Drawn:
    """Draw anew from a file: with the value given, or with the recorded one and the recorded events."""
    lottery = published.lottery
    if value is not None:
        return solve(lottery, value=value, from_fallback=from_fallback).value
    if not published.is_drawn:
        raise InvalidDataError(f"this is a list that is not drawn yet (SHA-256 {list_hash(lottery)}): give the value with --value", where="value")
    _, recorded, source = fields(published.lines, 0, "drawn", 3)
    if source not in {"announced", "fallback"}:
        raise InvalidDataError(f"{source!r} is not announced or fallback", where=f"line {published.first_line}")
    drawn = solve(lottery, value=recorded, from_fallback=source == "fallback").value
    return after_events(lottery, drawn, _events(published.lines))


def _events(lines: Sequence[str]) -> list[tuple[str, str]]:
    split = (line.split("\t") for line in lines)
    return [(row[0], row[1]) for row in split if row[0] in {"left", "opened"} and len(row) == 2]


@dataclass(frozen=True, slots=True)
class Difference:
    """The first line of a file that a replay does not confirm (``recorded`` "" or ``replayed`` "": it should not, or should, be there)."""

    line: int
    recorded: str
    replayed: str


def verify(published: Published, drawn: Drawn) -> Difference | None:
    """Compare a file's recorded lines with a replay: None when each agrees."""
    expected = list(_outcome_lines(drawn))
    for k in range(max(len(expected), len(published.lines))):
        recorded = published.lines[k] if k < len(published.lines) else ""
        replayed = expected[k] if k < len(expected) else ""
        if recorded != replayed:
            return Difference(published.first_line + k, recorded, replayed)
    return None

"""The published list, to the byte: the text whose SHA-256 is announced before the draw (docs/engine/draw.md)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from musubi_engine.common import InvalidDataError
from musubi_engine.draw.model import Entry, Lottery, Option, Quota

T = TypeVar("T")
HEADER = "musubi-draw\t1"


def _entry_line(e: Entry) -> str:
    fields = (e.ticket, ",".join(e.wishes), e.label or "-", str(e.weight), str(e.places), e.household or "-", e.commitment or "-")
    return "entry\t" + "\t".join(fields)


def _lines(lottery: Lottery) -> Iterator[str]:
    yield HEADER
    yield f"title\t{lottery.title}"
    for option in lottery.options:
        yield f"option\t{option.id}\t{option.places}\t{option.name or '-'}"
    for quota in lottery.quotas:
        most = "-" if quota.at_most is None else str(quota.at_most)
        rest = f"{quota.at_least}\t{most}\t{'release' if quota.release else 'keep'}"
        yield f"quota\t{quota.id}\t{','.join(quota.options)}\t{','.join(quota.labels)}\t{rest}"
    yield f"households\t{lottery.households}"
    yield f"promotion\t{lottery.promotion}"
    yield f"value\t{lottery.value}"
    yield f"fallback\t{lottery.fallback}"
    if lottery.weights:
        yield f"weights\t{lottery.weights}"
    for entry in sorted(lottery.entries, key=lambda e: e.ticket):
        yield _entry_line(entry)
    yield f"end\t{len(lottery.entries)}"


def list_text(lottery: Lottery) -> str:
    """The list: one record a line, fields separated by tabs, entries by ticket; every line ends in a line feed."""
    return "".join(f"{line}\n" for line in _lines(lottery))


def list_hash(lottery: Lottery) -> str:
    """SHA-256 of the list in UTF-8: what `sha256sum` prints for the published file."""
    return hashlib.sha256(list_text(lottery).encode()).hexdigest()


def plain_lines(data: bytes) -> list[str]:
    """The lines of a file: a byte order mark and carriage returns that a mail program added are taken off."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidDataError(f"byte {error.start} is not UTF-8: save the file as UTF-8", where="file") from error
    return text.replace("\r\n", "\n").removesuffix("\n").split("\n")


def fields(lines: Sequence[str], at: int, kind: str, count: int) -> list[str]:
    """The fields of a line of this kind."""
    where = f"line {at + 1}"
    if at >= len(lines):
        raise InvalidDataError(f"the file ends where {kind} should follow: it was cut off", where=where)
    found = lines[at].split("\t")
    if found[0] != kind:
        raise InvalidDataError(f"{kind} should stand here, not {found[0][:30]!r}", where=where)
    if len(found) != count + 1:
        raise InvalidDataError(f"{kind} has {len(found) - 1} fields, not {count}", where=where)
    return found[1:]


def number(text: str, at: int) -> int:
    """A whole number in its only spelling: no sign, no leading zero."""
    if not (text.isascii() and text.isdigit()) or (text[0] == "0" and text != "0") or len(text) > 9:
        raise InvalidDataError(f"{text[:30]!r} is not a whole number as 12", where=f"line {at + 1}")
    return int(text)


def _blank(text: str) -> str:
    return "" if text == "-" else text


def _option(lines: Sequence[str], at: int) -> Option:
    name, places, text = fields(lines, at, "option", 3)
    return Option(name, number(places, at), _blank(text))


def _quota(lines: Sequence[str], at: int) -> Quota:
    name, options, labels, least, most, mode = fields(lines, at, "quota", 6)
    if mode not in {"release", "keep"}:
        raise InvalidDataError(f"{mode!r} is not release or keep", where=f"line {at + 1}")
    cap = None if most == "-" else number(most, at)
    return Quota(name, tuple(options.split(",")), tuple(labels.split(",")), number(least, at), cap, mode == "release")


def _entry(lines: Sequence[str], at: int) -> Entry:
    ticket, wishes, label, weight, places, household, commitment = fields(lines, at, "entry", 7)
    return Entry(
        ticket, tuple(wishes.split(",")), _blank(label), number(weight, at), number(places, at), _blank(household), _blank(commitment)
    )  # fmt: skip


def _many(lines: Sequence[str], at: int, kind: str, read: Callable[[Sequence[str], int], T]) -> tuple[list[T], int]:
    found: list[T] = []
    while at < len(lines) and lines[at].startswith(f"{kind}\t"):
        found.append(read(lines, at))
        at += 1
    return found, at


def read_list(lines: Sequence[str]) -> tuple[Lottery, int]:
    """The draw that the first lines describe, and the number of lines read; refuses what is not to the byte as written."""
    if not lines or lines[0] != HEADER:
        raise InvalidDataError(f"the file does not begin with {HEADER!r}: is it a published list of a draw?", where="line 1")
    [title] = fields(lines, 1, "title", 1)
    options, at = _many(lines, 2, "option", _option)
    quotas, at = _many(lines, at, "quota", _quota)
    singles = [fields(lines, at + k, kind, 1)[0] for k, kind in enumerate(("households", "promotion", "value", "fallback"))]
    weights, at = _many(lines, at + 4, "weights", lambda rows, k: fields(rows, k, "weights", 1)[0])
    entries, at = _many(lines, at, "entry", _entry)
    [count] = fields(lines, at, "end", 1)
    if number(count, at) != len(entries):
        raise InvalidDataError(f"{len(entries)} entries stand above, not {count}", where=f"line {at + 1}")
    households, promotion, value, fallback = singles
    lottery = Lottery(title, tuple(options), tuple(entries), value, fallback, tuple(quotas), households, promotion, "".join(weights[:1]))
    for k, line in enumerate(_lines(lottery)):
        if line != lines[k]:
            raise InvalidDataError("entries stand in the order of their tickets, fields in their only spelling", where=f"line {k + 1}")
    return lottery, at + 1

"""Read tours from files: the benchmark formats of the orienteering literature, and Musubi's own JSON.

The kind of a file is told by its content, never by its name.

TOPTW (KU Leuven): line 1 ``k v N t``, line 2 ignored, then ``i x y d S f a <a codes> O C`` with vertex 0 as start and
end. MC-TOP-MTW: line 1 ``m N budget E1..E10``, then vertex 0 ``0 x y d S O C`` and ``i x y d S O1 O2 O3 O4 C p b e1..e10``.

Distances are part of an instance: Euclidean, truncated to one decimal in the family made from Solomon's files and to
two in the family made from Cordeau's. `decimals` tells them apart by votes of what survives moving, turning and
renumbering. When the votes are even, two decimals are taken: such a plan also holds with one.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from math import isqrt
from pathlib import Path

import numpy as np

from musubi_engine.common import InvalidDataError
from musubi_engine.itinerary.model import Day, Legs, Spot, Trip, Window
from musubi_engine.itinerary.own_format import read_own

Rows = list[list[Decimal]]


def _numbers(text: str) -> Rows:
    rows = []
    for line, content in enumerate(text.splitlines(), 1):
        if content.strip():
            try:
                rows.append([Decimal(word) for word in content.split()])
            except InvalidOperation as error:
                raise InvalidDataError(f"line {line} is not made of numbers", where="file") from error
    return rows


def kind(text: str) -> str:
    """``json``, ``toptw`` or ``mctopmtw``, by the content of a file."""
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        return "json"
    rows = _numbers(text)
    if len(rows) > 2 and len(rows[0]) >= 13 and len(rows[-1]) >= 22:
        return "mctopmtw"
    if len(rows) > 3 and len(rows[0]) >= 4 and len(rows[-1]) >= 9:
        return "toptw"
    raise InvalidDataError("neither JSON nor TOPTW nor MC-TOP-MTW: see docs/engine/itinerary.md", where="file")


def decimals(spots: Rows, header: list[Decimal] | None = None) -> int:
    """1 for the Solomon family, 2 for the Cordeau family.

    Votes: all stays alike (two votes: stays are 10 or 90 everywhere in the one family and 1 to 25 in the other);
    100 spots; for TOPTW also ``k`` 4 and ``t`` 1 in line 1 (two votes).
    """
    stays = {row[3] for row in spots[1:]}
    votes = 2 if len(stays) == 1 else -2
    votes += 1 if len(spots) == 101 else -1
    if header is not None:
        votes += 2 if (int(header[0]), int(header[3])) == (4, 1) else -2
    return 1 if votes > 0 else 2


def _truncated(spots: Rows, places: int) -> np.ndarray:
    """Distances in units of the last decimal, by exact integers; coordinates count to three decimals."""
    xy = [(int(row[1] * 1000), int(row[2] * 1000)) for row in spots]
    scale = 100**places
    return np.array([[isqrt(((ax - bx) ** 2 + (ay - by) ** 2) * scale // 10**6) for bx, by in xy] for ax, ay in xy], dtype=np.int64)


def _trip(rows: Rows, places: int, days: int, spots: tuple[Spot, ...], **more: object) -> Trip:
    matrix = _truncated([*rows[1:], rows[0]], places)
    home, unit = len(spots), 10**places
    opens, shuts = (int(t * unit) for t in rows[0][-2:])
    day = Day(home, home, opens, shuts)
    return Trip(spots, (day,) * days, Legs.constant(matrix), **more)  # type: ignore[arg-type]


def _numbering(rows: Rows) -> list[int]:
    """The first column, or the row's number where the first column repeats."""
    numbers = [int(row[0]) for row in rows]
    return numbers if len(set(numbers)) == len(numbers) else list(range(len(rows)))


def read_toptw(text: str, *, days: int | None = None, places: int | None = None) -> Trip:
    """A team orienteering problem with time windows; the file does not say for how many days (1 when not given)."""
    rows = _numbers(text)
    header, spots = rows[0], rows[2:]
    if any(len(row) < 8 for row in spots):
        raise InvalidDataError("a vertex line has too few columns", where="file")
    places = decimals(spots, header) if places is None else places
    unit, number = 10**places, _numbering(spots)
    count = 1 if days is None else days
    found = tuple(
        Spot(number[i], float(row[4]), int(row[3] * unit), (((int(row[-2] * unit), int(row[-1] * unit)),),) * count)
        for i, row in enumerate(spots)
        if i > 0
    )
    return _trip(spots, places, count, found)


def _alternating(row: list[Decimal], unit: int, days: int) -> tuple[tuple[Window, ...], ...]:
    """Four equal windows of which two are open: the 1st and 3rd on odd days where p is 1, the others on even days."""
    cuts = [int(t * unit) for t in row[5:10]]
    odd, even = ((cuts[0], cuts[1]), (cuts[2], cuts[3])), ((cuts[1], cuts[2]), (cuts[3], cuts[4]))
    first = row[10] == 1
    return tuple(odd if (d % 2 == 0) == first else even for d in range(days))


def read_mctopmtw(text: str, *, days: int | None = None, places: int | None = None) -> Trip:
    """A multi-constraint team orienteering problem with multiple windows (Souffriau et al. 2013)."""
    rows = _numbers(text)
    header, spots = rows[0], rows[1:]
    places = decimals(spots) if places is None else places
    unit, number = 10**places, _numbering(spots)
    count = int(header[0]) if days is None else days
    found = tuple(
        Spot(
            number[i],
            float(row[4]),
            int(row[3] * unit),
            _alternating(row, unit, count),
            int(row[11]),
            tuple(c for c, has in enumerate(row[12:22]) if has == 1),
        )
        for i, row in enumerate(spots)
        if i > 0
    )
    return _trip(spots, places, count, found, fee_budget=int(header[2]), category_max=tuple(int(e) for e in header[3:13]))


def read_text(path: Path) -> str:
    """A file's text, or an error that says what to do."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidDataError(f"cannot be read as UTF-8 text ({error})", where=str(path)) from error


def read_trip(path: Path, *, days: int | None = None, places: int | None = None) -> Trip:
    """Read a tour of any of the three kinds; ``days`` overrides the file's number of days."""
    text = read_text(path)
    if days is not None and days < 1:
        raise InvalidDataError("a tour needs at least one day", where="days")
    found = kind(text)
    if found == "json":
        return read_own(text, days=days, folder=path.parent)
    read = read_mctopmtw if found == "mctopmtw" else read_toptw
    return read(text, days=days, places=places)

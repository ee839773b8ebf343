"""Musubi's own JSON for a selection (docs/engine/portfolio.md has an example)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from musubi_engine.common import InvalidDataError
from musubi_engine.portfolio.model import Application, Call, Limit, Share

Json = Mapping[str, Any]
OWN = {"id", "applicant", "asked", "score", "least", "step", "marks"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a file asks: the call, and how to shake its scores (a spread of 0: not)."""

    call: Call
    spread: int = 0
    draws: int = 40
    seed: int = 1


def units(value: Any, unit: int, what: str, where: str) -> int:
    """A figure in whole units, refused when it has more decimals than the unit.

    >>> units(Decimal("78.25"), 100, "score", "application 1")
    7825
    """
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise InvalidDataError(f"{what} {value!r} is not a number", where=where)
    scaled = Decimal(value) * unit
    if scaled != scaled.to_integral_value():
        raise InvalidDataError(f"{what} {value} has more decimals than 1/{unit}: round it, or give a larger unit", where=where)
    return int(scaled)


def _whole(row: Json, key: str, default: Any, where: str) -> Any:
    value = row.get(key, default)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
        raise InvalidDataError(f"{key} {value!r} is not a whole number", where=where)
    return value


def _application(row: Json, k: int, unit: int) -> Application:
    if not isinstance(row, dict) or "id" not in row:
        raise InvalidDataError("it has no id", where=f"application {k + 1} in the file")
    where = f"application {row['id']}"
    score: Any = None if row.get("score") is None else units(row["score"], unit, "score", where)
    marks = {key: str(value) for key, value in row.items() if key not in OWN} | {k: str(v) for k, v in row.get("marks", {}).items()}
    return Application(
        str(row["id"]), str(row.get("applicant", row["id"])), _whole(row, "asked", None, where), score, marks,
        _whole(row, "least", None, where), _whole(row, "step", 0, where),
    )  # fmt: skip


def _limit(row: Json) -> Limit:
    where = f"rule {row.get('id')}"
    return Limit(
        str(row.get("id")), str(row.get("mark", "lane")), str(row.get("value")),
        _whole(row, "least_count", 0, where), _whole(row, "most_count", None, where),
        _whole(row, "least_yen", 0, where), _whole(row, "most_yen", None, where),
    )  # fmt: skip


def _share(row: Json) -> Share:
    where = f"rule {row.get('id')}"
    low, high = (units(row.get(key, default), 10, key, where) for key, default in (("at_least_percent", 0), ("at_most_percent", 100)))
    return Share(str(row.get("id")), str(row.get("mark")), str(row.get("value")), low, high, str(row.get("of", "awarded")))


def read_call(path: Path) -> Asked:
    """Read a file."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8-sig"), parse_float=Decimal)
    except OSError as error:
        raise InvalidDataError(error.strerror or "cannot be read", where=str(path)) from error
    except ValueError as error:
        raise InvalidDataError(f"this is not JSON in UTF-8: {error}", where=str(path)) from error
    if not isinstance(raw, dict) or not isinstance(raw.get("applications"), list):
        raise InvalidDataError("give an object with budget and applications", where=str(path))
    unit = _whole(raw, "unit", 100, "unit")
    call = Call(
        tuple(_application(row, k, unit) for k, row in enumerate(raw["applications"])),
        _whole(raw, "budget", 0, "budget"),
        tuple(_limit(row) for row in raw.get("limits", ())),
        tuple(_share(row) for row in raw.get("shares", ())),
        _whole(raw, "per_applicant", None, "per_applicant"),
        frozenset(map(str, raw.get("include", ()))), frozenset(map(str, raw.get("exclude", ()))),
        units(raw.get("least_score", 0), unit, "least_score", "least_score"), unit,
    )  # fmt: skip
    spread = units(raw.get("noise_points", 0), unit, "noise_points", "noise_points")
    return Asked(call, spread, _whole(raw, "draws", 40, "draws"), _whole(raw, "seed", 1, "seed"))

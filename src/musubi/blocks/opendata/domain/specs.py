"""Datasets, their columns in two generations of the standard, and the headings that mean the same; all read from specs/."""

from __future__ import annotations

import csv
import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "specs"
CURRENT, EARLIER = "current", "earlier"
_NUMBER = re.compile(r"^\d{1,3}[..．、]\s*")


@dataclass(frozen=True)
class Spec:
    """A dataset of the standard: its columns by generation; `derived`: the current columns' order was inferred."""

    code: str
    name: str
    stem: str
    derived: bool
    columns: Mapping[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def specs() -> Mapping[str, Spec]:
    """All datasets by code."""
    listed = tomllib.loads((FOLDER / "datasets.toml").read_text(encoding="utf-8"))
    return {
        code: Spec(code, entry["name"], entry["stem"], entry["derived"], {each: _columns(code, each) for each in (CURRENT, EARLIER)})
        for code, entry in listed.items()
    }


def _columns(code: str, generation: str) -> tuple[str, ...]:
    with (FOLDER / f"{code}_{generation}.csv").open(encoding="utf-8-sig", newline="") as file:
        return tuple(row["column"] for row in csv.DictReader(file))


@lru_cache(maxsize=1)
def meanings() -> Mapping[str, str]:
    """Heading, as it is compared → meaning."""
    listed = tomllib.loads((FOLDER / "synonyms.toml").read_text(encoding="utf-8"))
    return {same_heading(heading): meaning for meaning, headings in listed.items() for heading in headings}


def same_heading(text: str) -> str:
    """A heading as it is compared: width, kind of brackets, spaces, case and a leading number do not count."""
    plain = unicodedata.normalize("NFKC", _NUMBER.sub("", str(text).strip()))
    return re.sub(r"[\s_]+", "", plain).casefold()


def match_columns(headings: Sequence[str]) -> dict[str, int]:
    """Meaning → position of the first heading that has it; headings without a meaning are the owner's own columns."""
    found: dict[str, int] = {}
    known = meanings()
    for position, heading in enumerate(headings):
        meaning = known.get(same_heading(heading))
        if meaning is not None:
            found.setdefault(meaning, position)
    return found

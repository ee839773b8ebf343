"""What a composed paper consists of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

Cell = str | int | None


@dataclass(frozen=True)
class Facts:
    """Labels with their values, one to a line."""

    title: str
    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Grid:
    """A table; `widths` are shares of the page's width. Without rows stands `empty`."""

    title: str
    head: Sequence[str]
    widths: Sequence[int]
    rows: Sequence[Sequence[Cell]]
    empty: str


@dataclass(frozen=True)
class Lines:
    """Paragraphs. Without any stands `empty`."""

    title: str
    lines: Sequence[str]
    empty: str = ""
    numbered: bool = False


Part = Facts | Grid | Lines


@dataclass(frozen=True)
class Photo:
    """A picture with what it shows, for the page and for those who do not see it."""

    content: bytes
    caption: str


@dataclass(frozen=True)
class Paper:
    """`label` is the paper's number (資料1), `above` what stands under the title, `foot` what stands on every page, `photos` come last."""

    title: str
    parts: Sequence[Part]
    dated: dt.date
    foot: str
    label: str = ""
    above: Sequence[str] = field(default_factory=tuple)
    landscape: bool = False
    language: str = "ja"
    photos: Sequence[Photo] = field(default_factory=tuple)


def text_of(value: Cell) -> str:
    """A cell as it is written: numbers with commas."""
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) else value

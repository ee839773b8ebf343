"""Undoes what a PDF's text layer does to a table: the initiatives' cell runs over several lines into a program's row."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from musubi.blocks.vision.domain.brochure.lines import BULLETS, Line, flat
from musubi.blocks.vision.domain.brochure.marks import is_arrow, is_legend, split_trailing_arrow

LONGEST_BLOCK = 30  # lines: a table's cell is not longer
_BULLET_OR_SPACE = re.compile(rf"[{BULLETS}\s]+")
_SHORTEST_NAME = 4


def squeeze(text: str) -> str:
    """Return ``text`` without bullets and spaces, in which names on either side of a line's end are compared."""
    return _BULLET_OR_SPACE.sub("", text)


def unwrap(lines: Iterable[Line], names: Iterable[str]) -> list[Line]:
    """Take the known initiatives out of rows into which they ran, leaving program and arrow.

    A row is touched only where a name runs over a line's end or stands in one cell with other text; lines with tabs keep
    their cells and are left alone.
    """
    known = sorted({squeeze(name) for name in names if len(squeeze(name)) >= _SHORTEST_NAME}, key=len, reverse=True)
    if not known:
        return list(lines)
    pattern = re.compile("|".join(rf"(?:\(仮称\))?{re.escape(name)}" for name in known))
    result: list[Line] = []
    block: list[Line] = []
    for line in lines:
        if "\t" in line.text or is_legend(line.text) or len(block) >= LONGEST_BLOCK:
            result += [*_undo(block, known, pattern), line]
            block = []
            continue
        block.append(line)
        if _arrow(line):
            result += _undo(block, known, pattern)
            block = []
    return result + _undo(block, known, pattern)


def _arrow(line: Line) -> str:
    text = flat(line.text)
    return text if is_arrow(text) and len(text) > 1 else split_trailing_arrow(text)[1]


def _text(line: Line) -> str:
    arrow = _arrow(line)
    return squeeze(flat(line.text).removesuffix(arrow)) if arrow else squeeze(line.text)


def _undo(block: list[Line], known: list[str], pattern: re.Pattern[str]) -> list[Line]:
    """Return the block's lines, those joined where a name runs over them, without the names."""
    if not block:
        return []
    texts = [_text(line) for line in block]
    first = _first_wrapped(texts, known)
    if first is None:
        return [_without_names(line, text, pattern) for line, text in zip(block, texts, strict=True)]
    rest = pattern.sub("", "".join(texts[first:]))
    last = block[-1]
    head = [_without_names(line, text, pattern) for line, text in zip(block[:first], texts[:first], strict=True)]
    return [*head, replace(last, text=f"{rest}  {_arrow(last)}".strip())]


def _first_wrapped(texts: list[str], known: list[str]) -> int | None:
    """Return the index of the first line whose end is the beginning of a name that goes on below."""
    joined = "".join(texts)
    places = [0]
    for text in texts:
        places.append(places[-1] + len(text))
    starts = [joined.find(name) for name in known if name in joined and not any(name in text for text in texts)]
    if not starts:
        return None
    return max(index for index, place in enumerate(places[:-1]) if place <= min(starts))


def _without_names(line: Line, text: str, pattern: re.Pattern[str]) -> Line:
    rest = pattern.sub("", text)
    if rest in {text, ""}:  # no name, or nothing but names: the reader tells them by themselves
        return line
    return replace(line, text=f"{rest}  {_arrow(line)}".strip())

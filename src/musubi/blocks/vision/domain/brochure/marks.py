"""The roadmap's marks: the legend (○ new, □ existing, ● start, ◆ version-up) and the arrows of the table."""

from __future__ import annotations

import re

from musubi.blocks.vision.domain.brochure.draft import LegendMark, ProgramKind
from musubi.blocks.vision.domain.brochure.lines import Line, flat

_MARKS = "○◯□●◆◇△▲■◎☆★"
_LEGEND_WORDS = ("新規", "既存", "継続", "スタート", "開始", "バージョンアップ", "拡充")
_ENTRY = re.compile(rf"([{_MARKS}])[\s….・:=\-→]*([^{_MARKS}\s….・:=\-][^{_MARKS}]{{0,40}})")
_GLYPHS: dict[str, ProgramKind] = {"○": "new", "◯": "new", "□": "existing"}
_HEADS = "←→↔⇔⇒⇐⟵⟶⟷▶►◀◄"
_SHAFT = r"[\s\-‐‑‒–—―─━ー一_=~…]"
_POINTS = "●•⚫◉○◯◆◇"
_ARROW = re.compile(rf"(?:{_SHAFT}|[{_HEADS}{_POINTS}<>])+")
_TRAILING = re.compile(rf"^(.*?[^\s\-–—―─━{_HEADS}{_POINTS}<>])\s*([{_HEADS}{_POINTS}<][\s\-–—―─━ー一{_HEADS}{_POINTS}<>]*)$")


def read_legend(lines: list[Line]) -> tuple[LegendMark, ...]:
    """Return the marks of the first line that explains two or more of them."""
    for line in lines:
        if sum(word in line.text for word in _LEGEND_WORDS) < 2:
            continue
        found = tuple(LegendMark(mark, meaning.strip(), line.number) for mark, meaning in _ENTRY.findall(flat(line.text)))
        if len(found) >= 2:
            return found
        marks = re.findall(f"[{_MARKS}]", line.text)
        meanings = re.sub(rf"[{_MARKS}….・]", " ", line.text).split()
        if len(marks) == len(meanings) >= 2:  # a text layer may give all marks before all meanings
            return tuple(LegendMark(m, text, line.number) for m, text in zip(marks, meanings, strict=True))
    return ()


def is_legend(text: str) -> bool:
    """Tell whether a line explains marks."""
    return sum(word in text for word in _LEGEND_WORDS) >= 2 and sum(text.count(mark) for mark in _MARKS) >= 2


def is_arrow(cell: str) -> bool:
    """Tell whether a cell is drawn, not written: shafts, heads and points only, with a head or a point."""
    return bool(cell) and bool(_ARROW.fullmatch(cell)) and any(c in _HEADS + _POINTS + "<>" for c in cell)


def split_trailing_arrow(cell: str) -> tuple[str, str]:
    """Part 「企業誘致推進事業 ←——→」 into its name and its arrow; the arrow is empty where there is none."""
    match = _TRAILING.match(cell)
    return (match[1].strip(), match[2].strip()) if match and is_arrow(match[2].strip()) else (cell, "")


def kind_of_arrow(arrow: str) -> ProgramKind:
    """Tell a new program (●→) from an existing one (←→, or ◆ on the way); an arrow with neither tells nothing."""
    body = arrow.strip()
    if not body:
        return "unknown"
    if body[0] in "←↔⇔⇐⟵⟷◀◄<" or any(c in body for c in "◆◇"):
        return "existing"
    return "new" if body[0] in "●•⚫◉○◯" else "unknown"


def kind_of_glyph(glyph: str) -> ProgramKind:
    """Read ○ or □ before a program's name."""
    return _GLYPHS.get(glyph, "unknown")

"""Lines and cells of a scanned text, freed of what scanners and markup add."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

LONGEST_LINE = 4000
BULLETS = "●◎•▪◉⚫∙"
KIND_GLYPHS = "○◯□"
_CELL_BORDER = re.compile(r"</t[dh]>\s*<t[dh][^<>]{0,200}>", re.IGNORECASE)
_LIST_ITEM = re.compile(rf"<li[^<>]{{0,200}}>\s*(?=([{BULLETS}])?)", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:table|tbody|thead|tr|td|th|ul|ol|li|p|div|span|b|i|u|em|strong|br|hr|img|a|h[1-6]|font|center|sup|sub)"
    r"(?:\s[^<>]{0,300})?/?>",
    re.IGNORECASE,
)
_RULE_ROW = re.compile(r"[\s|:+=_-]*")
_PAGE_NUMBER = re.compile(r"\s*[-–—]\s*\d{1,3}\s*[-–—]\s*")
_LETTER_SPACED = re.compile(r"(?<![^\x00-\x7f])(?:[^\x00-\x7f] ){3,}[^\x00-\x7f](?![^\x00-\x7f])")
_DOT_BULLET = re.compile(r"(?:^|(?<=\s))・\s*(?=[^\s・])")
_BROKEN_HEAD = re.compile(r"(?:^|(?<=\s))く(?=[\-‐–—―─ー一]{2,})")
_EMPHASIS = re.compile(r"\*\*|__|~~|`")
_PROVISIONAL = re.compile(r"^\s*[(\[【〔<]\s*仮\s*称?\s*[)\]】〕>]\s*")


@dataclass(frozen=True)
class Line:
    """One line of the source: its number, what stands there, and the cleaned text (a tab parts cells)."""

    number: int
    raw: str
    text: str


def read_lines(text: str) -> list[Line]:
    """Split ``text`` at its line ends, CRLF, CR or LF, and clean each line; numbers are those an editor shows."""
    lines = re.split(r"\r\n|\r|\n", text)
    rows = [line.strip() for line in lines if line.count("|") >= 2]
    framed = all(row.startswith("|") for row in rows)
    dotted = not any(bullet in text for bullet in BULLETS)
    return [Line(number, raw.strip("\ufeff"), clean(raw, framed=framed, dotted=dotted)) for number, raw in enumerate(lines, start=1)]


def clean(raw: str, *, framed: bool = True, dotted: bool = False) -> str:
    """Return one line in plain width without tags, emphasis and invisible characters; table borders become tabs.

    In a table without a frame a border at the line's beginning is that of an empty cell. A text that is `dotted` has ・ for its bullets;
    in others a line may begin with the second half of 起業・創業.
    """
    text = unicodedata.normalize("NFKC", raw[:LONGEST_LINE])
    text = "".join(c for c in text if c == "\t" or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"})
    text = _CELL_BORDER.sub("\t", text)
    text = _LIST_ITEM.sub(lambda m: " " if m[1] else " ●", text)
    text = _TAG.sub(" ", text)
    if _RULE_ROW.fullmatch(text) or _PAGE_NUMBER.fullmatch(text):
        return ""
    if text.count("|") >= 2:
        text = (text.strip().removeprefix("|").removesuffix("|") if framed else text).replace("|", "\t")
    text = _EMPHASIS.sub("", text)
    text = re.sub(r"^ *#{1,6} *", "", text)
    text = _LETTER_SPACED.sub(lambda m: m[0].replace(" ", ""), text)
    text = _BROKEN_HEAD.sub("←", _DOT_BULLET.sub("●", text) if dotted else text)
    text = re.sub(rf"^ *[-*+] +(?=([{BULLETS}■])?)", lambda m: "" if m[1] else "●", text)
    return text.strip(" ")


def flat(text: str) -> str:
    """Return ``text`` with single spaces for tabs and runs of spaces; spaces between Japanese characters are dropped."""
    text = re.sub(r"\s+", " ", text).strip()
    return re.sub(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])", "", text)


def cells(text: str) -> list[str]:
    """Return the cells of a row: parted by tabs, else by two or more spaces."""
    return [flat(cell) for cell in (text.split("\t") if "\t" in text else re.split(r"\s{2,}", text))]


def split_provisional(name: str) -> tuple[str, bool]:
    """Return the name without a leading (仮称), and whether it had one."""
    bare = _PROVISIONAL.sub("", name)
    return bare.strip(), bare != name

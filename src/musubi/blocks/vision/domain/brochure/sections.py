"""The lead projects of a brochure: their headings, their text, and the initiatives described below them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from musubi.blocks.kernel.text import search_key
from musubi.blocks.vision.domain.brochure.lines import BULLETS, Line, flat
from musubi.blocks.vision.domain.brochure.marks import is_legend
from musubi.blocks.vision.domain.brochure.table import LONGEST_NAME, Name, find_table

_LEVELS = r"(?:先導|重点|戦略|主要|基本|推進|重点推進|リーディング|リード|シンボル)\s*[プブフ]ロジェクト|(?:重点|基本|産業)戦略|基本方針"
_CODE = r"[A-Z]|\d{1,2}|[IVX]{1,4}|[一二三四五六七八九十]"
_HEADING = re.compile(rf"^(?:■\s*)?(?:{_LEVELS})\s*[\[(【]?\s*(?P<code>{_CODE})\s*[\])】]?(?![0-9A-Za-z])\s*[::.、.\-]?\s*(?P<name>.*)$")
_BARE_HEADING = re.compile(r"^[\[(【]?(?P<code>[A-Z])[\])】]?\s*[\s::.、]\s*(?P<name>[^。、]{2,40}[プブフ]ロジェクト)$")
_BULLET = re.compile(rf"^[{BULLETS}○◯◆◇]\s*(?P<name>.*)$")
_STOP = re.compile(r"^■|^(?:編集・?)?発行|実現に向けて$|^〒")
_KANJI_CODES = dict(zip("一二三四五六七八九十", range(1, 11), strict=True))


@dataclass
class Section:
    """A lead project's part of the text: ``lines`` follow its heading."""

    code: str
    name: str
    line: int
    lines: list[Line] = field(default_factory=list)

    @property
    def table_at(self) -> int | None:
        """The index in ``lines`` where the roadmap table begins."""
        return find_table(self.lines)


@dataclass(frozen=True)
class Described:
    """An initiative as its heading and description tell it; ``next_text`` is the line below the heading."""

    name: Name
    description: str
    next_text: str


def split_sections(lines: list[Line]) -> list[Section]:
    """Part the text at the headings of lead projects; a heading repeated on a later page continues its section."""
    sections: list[Section] = []
    by_code: dict[str, Section] = {}
    current: Section | None = None
    for index, line in enumerate(lines):
        found = _heading(lines, index)
        if found is None:
            if current is not None:
                current.lines.append(line)
            continue
        code, name = found
        known = by_code.get(code)
        if known and (not name or search_key(name) == search_key(known.name)):
            current = known
            continue
        current = Section(code, name, line.number)
        sections.append(current)
        by_code.setdefault(code, current)
    return [section for section in sections if section.name]


def _heading(lines: list[Line], index: int) -> tuple[str, str] | None:
    text = flat(lines[index].text)
    match = (_HEADING.match(text) or _BARE_HEADING.match(text)) if 2 <= len(text) <= 100 else None
    if match is None:
        return None
    name = match["name"].strip()
    if "。" in name or len(name) > LONGEST_NAME or name.startswith(tuple("のはをがでにと、")):
        return None
    if not name:
        below = next((flat(n.text) for n in lines[index + 1 : index + 4] if n.text.strip()), "")
        if "。" not in below and 2 <= len(below) <= 60 and not _BULLET.match(below) and not below.startswith("■"):
            name = below
    code = match["code"]
    return (str(_KANJI_CODES[code]) if code in _KANJI_CODES else code), name


def read_overview(section: Section) -> str:
    """Return the project's own text: what stands between its heading and its initiatives."""
    parts: list[str] = []
    for line in section.lines[: section.table_at]:
        text = flat(line.text)
        if _BULLET.match(text) or _STOP.search(text):
            break
        if text != section.name:
            parts.append(text)
    return _up_to_last_sentence("".join(parts))


def read_initiatives(section: Section) -> list[Described]:
    """Return the initiatives headed by a bullet before the table, each with its description."""
    lines = section.lines[: section.table_at]
    described: list[Described] = []
    index = 0
    while index < len(lines):
        match = _BULLET.match(flat(lines[index].text))
        if match is None or is_legend(lines[index].text):
            index += 1
            continue
        number, name = lines[index].number, match["name"].strip()
        index += 1
        while not name and index < len(lines):
            name = "" if _BULLET.match(flat(lines[index].text)) else flat(lines[index].text)
            index += 1
        body: list[str] = []
        while index < len(lines):
            text = flat(lines[index].text)
            if _BULLET.match(text) or _STOP.search(text) or is_legend(text):
                break
            body.append(text)
            index += 1
        if name and "。" not in name and len(name) <= LONGEST_NAME:
            following = next((text for text in body if text), "")
            described.append(Described(Name(name, number), _up_to_last_sentence("".join(body)), following))
    return described


def _up_to_last_sentence(text: str) -> str:
    """Cut captions of pictures, which end without 。, from the end of a text."""
    return text[: text.rfind("。") + 1]

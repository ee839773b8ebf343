"""Brings together the initiatives as their headings tell them and as the table lists them."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

from musubi.blocks.kernel.messages import gettext_noop
from musubi.blocks.kernel.text import search_key
from musubi.blocks.vision.domain.brochure.draft import Doubt
from musubi.blocks.vision.domain.brochure.lines import split_provisional
from musubi.blocks.vision.domain.brochure.sections import Described
from musubi.blocks.vision.domain.brochure.table import Name

ALIKE = 0.8
MOST_COMPARED = 60


@dataclass(frozen=True)
class Agreed:
    """An initiative under one name; doubts still lack its code."""

    name: str
    provisional: bool
    description: str
    line: int
    doubts: tuple[Doubt, ...] = ()


def agree(described: list[Described], listed: list[Name]) -> list[Agreed]:
    """Return the initiatives in the order of their headings, then those that only the table lists."""
    by_key = {search_key(split_provisional(name.text)[0]): name for name in listed}
    left = dict(by_key)
    agreed: list[Agreed] = []
    for item in described:
        text, provisional = split_provisional(_whole_name(item, by_key))
        key = search_key(text)
        twin = left.pop(key, None)
        doubts: list[Doubt] = []
        if twin is None and listed:
            near = _nearest(key, left)
            twin = left.pop(near) if near else None
            doubts.append(_differs(item.name, text, twin) if twin else _only_heading(item.name, text))
        if twin is not None:
            in_table = split_provisional(twin.text)[1]
            if in_table != provisional:
                doubts.append(_provisional_differs(item.name, twin))
            provisional = provisional or in_table
        agreed.append(Agreed(text, provisional, item.description, item.name.line, tuple(doubts)))
    for name in left.values():
        text, provisional = split_provisional(name.text)
        doubts = [_only_table(name, text)] if described else []
        agreed.append(Agreed(text, provisional, "", name.line, tuple(doubts)))
    return agreed


def _whole_name(item: Described, by_key: dict[str, Name]) -> str:
    """Return the heading's name, with the line below where the table shows that the name goes on there."""
    name = item.name.text
    if search_key(split_provisional(name)[0]) in by_key or not item.next_text:
        return name
    whole = name + item.next_text
    return whole if search_key(split_provisional(whole)[0]) in by_key else name


def _nearest(key: str, left: dict[str, Name]) -> str | None:
    if len(left) > MOST_COMPARED:
        return None
    scored = [(SequenceMatcher(None, key, other, autojunk=False).ratio(), other) for other in left]
    best = max(scored, default=(0.0, ""))
    return best[1] if best[0] >= ALIKE else None


def _differs(name: Name, text: str, twin: Name) -> Doubt:
    why = gettext_noop("見出しと表で名前が違います。どちらが正しいか確かめてください。")
    return Doubt("", "name", name.line, f"{name.text} / {twin.text}", text, why)


def _provisional_differs(name: Name, twin: Name) -> Doubt:
    why = gettext_noop("見出しと表の片方だけに(仮称)があります。(仮称)として読みました。")
    return Doubt("", "provisional", name.line, f"{name.text} / {twin.text}", f"(仮称){split_provisional(name.text)[0]}", why)


def _only_heading(name: Name, text: str) -> Doubt:
    return Doubt("", "name", name.line, name.text, text, gettext_noop("この取組は表にありません。確かめてください。"))


def _only_table(name: Name, text: str) -> Doubt:
    return Doubt("", "name", name.line, name.text, text, gettext_noop("この取組は表だけにあり、説明がありません。確かめてください。"))

"""The table of the carry-over as people fill it in: one line per item of the earlier plan, codes typed as text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from musubi.blocks.kernel.text import normalise
from musubi.blocks.vision.domain.succession import CarryOver, Entry, entry_problem
from musubi.blocks.vision.enums import SuccessionKind
from musubi.blocks.vision.models import PlanItem

KINDS = (SuccessionKind.CONTINUED, SuccessionKind.MERGED, SuccessionKind.ENDED)
_SEPARATORS = re.compile(r"[\s、,;・/]+")


@dataclass(frozen=True)
class Line:
    """One item of the earlier plan with what was typed for it."""

    item: PlanItem
    number: int
    kind: str
    targets: str
    note: str
    state: str
    error: str = ""

    @property
    def kinds(self) -> list[tuple[str, Any]]:
        """The choices of the selection."""
        return [(str(kind), kind.label) for kind in KINDS]


def lines_of(found: CarryOver) -> list[Line]:
    """The lines as they stand."""
    lines = []
    for number, item in enumerate(found.old_items, start=1):
        entry = found.entries.get(item.code, Entry())
        lines.append(Line(item, number, entry.kind, " ".join(entry.targets), entry.note, entry.state))
    return lines


def read_lines(post: Mapping[str, Any], found: CarryOver) -> tuple[list[Line], dict[str, Entry]]:
    """The lines as typed, with what is wrong with each, and the sound entries by code. Lines that were not sent stand."""
    known = {item.code for item in found.new_items}
    lines, entries = [], {}
    for line in lines_of(found):
        if f"kind-{line.item.uid}" not in post:
            lines.append(line)
            continue
        text = str(post.get(f"targets-{line.item.uid}", ""))
        codes = tuple(dict.fromkeys(code for code in _SEPARATORS.split(normalise(text)) if code))
        note = str(post.get(f"note-{line.item.uid}", "")).strip()
        entry = Entry(str(post[f"kind-{line.item.uid}"]), codes, note)
        template, values = entry_problem(entry, known)
        error = _(template) % values if template else ""
        state = str(post.get(f"state-{line.item.uid}", ""))
        lines.append(Line(line.item, line.number, entry.kind, text, note, state, error))
        if not error:
            entries[line.item.code] = entry
    return lines, entries


def shown_states(post: Mapping[str, Any], found: CarryOver) -> dict[str, str]:
    """By code, what stood there when the page was opened."""
    return {item.code: str(post.get(f"state-{item.uid}", "")) for item in found.old_items}


def in_words(entry: Entry) -> str:
    """An entry for people: 統合 A-1 A-2."""
    label = SuccessionKind(entry.kind).label if entry.kind in SuccessionKind.values else _("未定")
    return f"{label} {' '.join(entry.targets)}".strip()

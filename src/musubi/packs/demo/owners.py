"""Who leads what in the demo: fictional, so that every role finds desks to work at; some items wait for an owner."""

from __future__ import annotations

import datetime as dt
from typing import Any

from musubi.blocks.vision.domain.basis import Basis
from musubi.blocks.vision.domain.document import Change, ChangeKind
from musubi.blocks.vision.domain.store import apply_changes
from musubi.blocks.vision.models import Vision
from musubi.packs.demo.indicators import row_of
from musubi.packs.demo.story import CHAMBER, FARMS, INDUSTRY, STORIES

LEADS = {
    **{story.code: story.answers for story in STORIES},
    **dict.fromkeys(("A-1", "A-2", "A-4", "B-1", "C-1", "C-2", "C-3", "D-1"), INDUSTRY),
    **dict.fromkeys(("A-5", "B-3", "C-4", "C-5", "D-2"), FARMS),
    **dict.fromkeys(("B-2", "D-3"), CHAMBER),
}
PARTNERS = {"A-P3": CHAMBER, "B-P1": CHAMBER, "C-P3": CHAMBER, "D-P3": CHAMBER}


def add_owners(*, vision: Vision, now: dt.datetime) -> None:
    """A lead for most items of the plan and some partners, by a revision."""
    codes = set(vision.items.values_list("code", flat=True))
    rows = [(code, body, "lead") for code, body in LEADS.items()] + [(code, body, "partner") for code, body in PARTNERS.items()]
    changes = [_change(number, code, body, role) for number, (code, body, role) in enumerate(rows) if code in codes]
    apply_changes(vision=vision, changes=changes, actor=None, now=now, title="担当の追加(架空)", reason="デモのための架空の担当です", basis=Basis())


def _change(number: int, code: str, body: str, role: str) -> Change:
    values: dict[str, Any] = {"item": code, "organization": body, "role": role, "primary": role == "lead", "note": "架空(デモ)"}
    return Change("owners", f"demoo{number}", ChangeKind.ADD, after=row_of("owners", **values))

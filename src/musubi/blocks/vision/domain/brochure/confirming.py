"""Doubtful items as cards, and the document that comes of what people said of them. Pure: no database."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from musubi.blocks.kernel.identifiers import uid_for
from musubi.blocks.kernel.messages import gettext_noop
from musubi.blocks.vision.domain.brochure.document import draft_document
from musubi.blocks.vision.domain.brochure.draft import BrochureDraft
from musubi.blocks.vision.domain.brochure.lines import split_provisional
from musubi.blocks.vision.domain.document import PlanDocument

AS_READ, EDITED, UNSURE = "as_read", "edited", "unsure"
WHAT = {
    "name": gettext_noop("名称"),
    "text": gettext_noop("説明の文"),
    "kind": gettext_noop("新規・既存"),
    "provisional": gettext_noop("仮称"),
    "title": gettext_noop("計画の名称"),
    "published": gettext_noop("発行の時期"),
    "publisher": gettext_noop("発行した課"),
    "period": gettext_noop("計画期間"),
    "code": gettext_noop("番号"),
    "legend": gettext_noop("凡例"),
    "initiatives": gettext_noop("取組"),
    "programs": gettext_noop("重点事業"),
    "arrow": gettext_noop("矢印"),
    "stray": gettext_noop("表のなかの文字"),
}
# What a card can set by itself; for anything else a correction is noted and its question stays open.
SETTLED = frozenset({"name", "text", "kind", "provisional", "title", "published", "publisher", "period"})
KINDS = {"新規": "new", "既存": "existing"}
LONGEST = 200
_YEARS = re.compile(r"(\d{4})\s*[-–〜~]\s*(\d{4})")


@dataclass(frozen=True)
class Card:
    """One doubtful item: the text seen at a line, the reading proposed, why a person should look."""

    number: int
    about: str
    item: str
    what: str
    line: int
    seen: str
    reading: str
    why: str

    @property
    def label(self) -> str:
        """What is in doubt, as a translatable word."""
        return WHAT.get(self.what, self.what)

    @property
    def choices(self) -> tuple[str, ...]:
        """What can be said of it; nothing can be taken as read where nothing was read."""
        return (AS_READ, EDITED, UNSURE) if self.reading else (EDITED, UNSURE)


def cards_of(draft: BrochureDraft) -> list[Card]:
    """The doubts, numbered from 1 in the order of the text."""
    names = {project.code: project.name for project in draft.lead_projects}
    names |= {initiative.code: initiative.name for initiative in draft.initiatives}
    names |= {program.code: program.name for program in draft.programs}
    return [Card(n, d.about, names.get(d.about, ""), d.what, d.line, d.seen, d.reading, d.why) for n, d in enumerate(draft.doubts, start=1)]


def answer_problem(card: Card, choice: str, value: str) -> str:
    """What is wrong with an answer, as a translatable sentence that says what to do; "" for a sound one."""
    if choice not in card.choices:
        return gettext_noop("「このとおり」「直す」「未確定のまま」のどれかを選んでください。")
    if choice == AS_READ and value != card.reading:
        return gettext_noop("入力した内容が読み取りと違います。「直す」を選ぶか、入力を読み取りに戻してください。")
    if choice != EDITED:
        return ""
    if not split_provisional(value)[0].strip():
        return gettext_noop("直した内容を入力してください。")
    if len(value) > LONGEST:
        return gettext_noop("200文字までにしてください。")
    if card.what == "kind" and value not in KINDS:
        return gettext_noop("「新規」か「既存」と入力してください。")
    if card.what == "period" and _years(value) is None:
        return gettext_noop("「2018-2022」のように、始まりと終わりの年度を入力してください。")
    return ""


def _years(value: str) -> tuple[int, int] | None:
    match = _YEARS.fullmatch(value.strip())
    if match is None or int(match[1]) > int(match[2]):
        return None
    return int(match[1]), int(match[2])


def confirmed_document(draft: BrochureDraft, answers: Mapping[str, Mapping[str, str]], *, slug: str) -> PlanDocument:
    """The draft's document with the answers made: corrected cells, and each card's question answered or left open."""
    tables: dict[str, dict[str, dict[str, Any]]] = {
        name: {uid: dict(row) for uid, row in rows.items()} for name, rows in draft_document(draft, slug=slug).tables.items()
    }
    for card in cards_of(draft):
        answer = answers.get(str(card.number), {})
        choice, value = answer.get("choice", ""), answer.get("value", "").strip()
        if choice not in {AS_READ, EDITED}:
            continue
        if choice == EDITED or card.what in {"name", "provisional"}:
            _set(tables, card, value)
        question = tables["questions"][uid_for(slug, "doubt", str(card.number), card.about, card.what)]
        question["answer"] = value
        if choice == AS_READ or card.what in SETTLED:
            question["status"] = "answered"
    return PlanDocument(tables)


def _set(tables: dict[str, dict[str, dict[str, Any]]], card: Card, value: str) -> None:
    plan = next(iter(tables["plan"].values()))
    item = next((row for row in tables["items"].values() if row["code"] == card.about), {})
    if card.what in {"name", "provisional"} and item:
        name, provisional = split_provisional(value)
        item["name"] = name
        item["provisional"] = provisional if card.what == "provisional" else item["provisional"] or provisional
    elif card.what == "kind" and item:
        item["origin"] = KINDS[value]
    elif card.what == "title":
        plan["title"] = value
    elif card.what == "published":
        plan["published_on"] = value
    elif card.what == "publisher":
        _set_publisher(tables, plan, value)
    elif card.what == "period":
        first, last = _years(value) or (0, 0)
        for row in tables["periods"].values():
            row.update({"first_fiscal_year": first, "last_fiscal_year": last})


def _set_publisher(tables: dict[str, dict[str, dict[str, Any]]], plan: dict[str, Any], name: str) -> None:
    offices = tables["organizations"]
    for row in offices.values():
        if row["code"] == plan["publisher"]:
            row["name"] = name
            return
    texts = dict.fromkeys(("name_kana", "name_en", "postal_code", "address", "phone", "fax"), "")
    offices[uid_for("organization", "publisher")] = {
        **texts, "code": "publisher", "name": name, "kind": "division", "parent": None, "order": 1
    }  # fmt: skip
    plan["publisher"] = "publisher"

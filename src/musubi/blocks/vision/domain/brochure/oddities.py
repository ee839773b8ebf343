"""Signs in a read name or text that a scanner has mistaken a character: reasons to look at the printed page."""

from __future__ import annotations

import re

from musubi.blocks.kernel.kanji_variants import KANJI_FOLDING
from musubi.blocks.kernel.messages import gettext_noop
from musubi.blocks.vision.domain.brochure.draft import Doubt

_TWICE = re.compile(r"(?:増進|促進|推進|振興)(?:増進|促進|推進|振興)")
_ADJECTIVES = re.compile(r"的[\u4e00-\u9fff]{1,3}的[\u4e00-\u9fff]")
_LOST = re.compile(r"[\ufffd〓□■]|\?{2,}")
_KATAKANA_LOOKALIKE = re.compile(r"[ァ-ヴー][\u4e00-\u9fff]?[一二力工口夕卜八][ァ-ヴー]")


def doubts_of_name(about: str, name: str, line: int) -> list[Doubt]:
    """Return what in a name looks mistaken; the reading proposed is the name as it stands, for nothing is guessed."""
    doubts: list[Doubt] = []
    for pattern, why in (
        (_TWICE, gettext_noop("似た言葉が続いています。文字の読み違いかもしれません。印刷物で確かめてください。")),
        (_ADJECTIVES, gettext_noop("「的」が続いています。文字の読み違いかもしれません。印刷物で確かめてください。")),
        (_LOST, gettext_noop("読み取れなかった文字があります。印刷物で確かめてください。")),
        (_KATAKANA_LOOKALIKE, gettext_noop("かたかなの中に形の似た漢字があります。印刷物で確かめてください。")),
    ):
        if pattern.search(name):
            doubts.append(Doubt(about, "name", line, name, name, why))
    if _BROKEN_PROJECT.search(name):
        doubts.append(Doubt(about, "name", line, name, _BROKEN_PROJECT.sub("プロジェクト", name), _MARKS))
    if _old_characters(name):
        doubts.append(Doubt(about, "name", line, name, name.translate(KANJI_FOLDING), _OLD))
    return doubts


_BROKEN_PROJECT = re.compile("[ブフ]ロジェクト")
_MARKS = gettext_noop("濁点や半濁点の読み違いかもしれません。印刷物で確かめてください。")
_OLD = gettext_noop("旧字が1字だけ混ざっています。文字の読み違いかもしれません。")


def doubts_of_text(about: str, text: str, line: int) -> list[Doubt]:
    """Return the old characters and lost characters of a running text, with a few characters around each."""
    doubts: list[Doubt] = []
    for place, char in enumerate(text):
        around = text[max(0, place - 6) : place + 6]
        if ord(char) in KANJI_FOLDING:
            doubts.append(Doubt(about, "text", line, around, around.translate(KANJI_FOLDING), _OLD))
        elif char in "\ufffd〓":
            why = gettext_noop("読み取れなかった文字があります。印刷物で確かめてください。")
            doubts.append(Doubt(about, "text", line, around, around, why))
    return doubts[:20]


def _old_characters(name: str) -> bool:
    return any(ord(char) in KANJI_FOLDING for char in name)

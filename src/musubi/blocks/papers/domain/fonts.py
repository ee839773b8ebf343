"""The fonts of every paper: BIZ UDP Gothic and Mincho (SIL Open Font License), kept with the code."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _
from fontTools.ttLib import TTFont

FOLDER = Path(__file__).resolve().parents[1] / "fonts"
GOTHIC, MINCHO = "BIZ UDPGothic", "BIZ UDPMincho"
# Both families draw the same characters; the regular gothic stands for all.
REFERENCE = FOLDER / "BIZUDPGothic-Regular.ttf"
INVISIBLE = {"\n", "\r", "\t", "\u200b"}


class MissingGlyphsError(Exception):
    """Characters that the fonts cannot draw: named before rendering, since a PDF would silently leave boxes."""

    code = "missing_glyphs"

    def __init__(self, characters: Iterable[str]) -> None:
        self.characters = tuple(sorted(set(characters)))
        super().__init__(" ".join(f"{character} (U+{ord(character):04X})" for character in self.characters))

    @property
    def message(self) -> str:
        """What to tell a person."""
        return _("文書にできない文字があります: %(characters)s。ほかの字に置き換えてください") % {"characters": str(self)}


@cache
def drawable() -> frozenset[int]:
    """Code points that the fonts draw."""
    with TTFont(REFERENCE, lazy=True) as font:
        return frozenset(font.getBestCmap())


def missing_glyphs(texts: Iterable[str]) -> set[str]:
    """Characters of the texts that have no glyph."""
    known = drawable()
    return {c for text in texts for c in text if c not in INVISIBLE and ord(c) not in known}

"""Japanese text: one spelling for comparing and searching, bigrams for the index, and where a plan's name may break."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from musubi.blocks.kernel.kanji_variants import KANJI_FOLDING

_SMALL_KANA = str.maketrans("ぁぃぅぇぉっゃゅょゎゕゖ", "あいうえおつやゆよわかけ")
_KATAKANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)} | {ord("ヽ"): "ゝ", ord("ヾ"): "ゞ"}
_SEGMENT_END = re.compile(r"[\r\n\f\v\u2028\u2029。.!?!?\t]+")
_PROLONGED = "ー"


def normalise(text: str) -> str:
    """Return ``text`` in its plain width (NFKC), with Unix line ends and without control characters or invisible marks.

    Half-width kana become full-width, full-width letters and digits half-width; inner spaces and line breaks stay.
    """
    plain = unicodedata.normalize("NFKC", text).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in plain if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"})


def _is_searchable(char: str) -> bool:
    return unicodedata.category(char)[0] in "LN" or char == _PROLONGED


def search_key(text: str) -> str:
    """Return the form in which two spellings of one thing are equal.

    Folded are width, case, katakana and hiragana, large and small kana, 旧字 and 新字, accents of Latin letters;
    spaces, punctuation and marks are left out. 「COOL JAPAN」 and ``cool-japan`` have one key, 髙﨑 and 高崎 too. Legal
    forms of companies (㈱, 株式会社) stay: they are the parties' business.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = plain.translate(_KATAKANA).translate(_SMALL_KANA).translate(KANJI_FOLDING)
    plain = unicodedata.normalize("NFKC", _without_latin_accents(plain))
    return "".join(c for c in plain if _is_searchable(c))


def _without_latin_accents(text: str) -> str:
    """Drop combining marks except those of kana (が must not become か)."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c) or c in "\u3099\u309a")


def _segments(text: str) -> list[str]:
    """Return the search keys of the sentences and lines of ``text``, so that no bigram spans two of them."""
    keys = (search_key(part) for part in _SEGMENT_END.split(text))
    return [key for key in keys if key]


def bigrams(text: str) -> list[str]:
    """Return the pairs of neighbouring characters of the search key, in order: the terms of a query.

    A text of one character gives that character, to be looked up as the beginning of a term.
    """
    terms: list[str] = []
    for key in _segments(text):
        terms += [key] if len(key) == 1 else [key[i : i + 2] for i in range(len(key) - 1)]
    return terms


def index_terms(text: str) -> list[str]:
    """Return what the index stores: the bigrams, and after each sentence its last character alone.

    So each character begins exactly one term, and a query of one kanji finds it by the beginning of a term.
    """
    terms: list[str] = []
    for key in _segments(text):
        terms += [key[i : i + 2] for i in range(len(key))]
    return terms


# --- phrase breaks of names ---------------------------------------------------------------------------------------

_KANJI = "[\u4e00-\u9fff\uf900-\ufaff々〆]"
_KATA = "[ァ-ヺー]"
_HIRA = "[ぁ-ゖ]"
_OPENING = "([{「『【〈《\uff08\uff3b"
_CLOSING = ")]}」』】〉》\uff09\uff3d・、。ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ々"
_ENDINGS = "のにをとやはでがもへるたなびくてらどうむすつ"
_LAST_WORDS = "連絡会|協議会|推進会議|委員会|補助金|プロジェクト"
_BETWEEN_WORDS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<=[・、/\s])(?=\S)",
        rf"(?<={_HIRA})(?<=[{_ENDINGS}])(?={_KANJI}|{_KATA}|[A-Za-z「])",  # after a particle or a verb's ending
        rf"(?<={_HIRA}{{3}})(?={_KANJI}|{_KATA}|[A-Za-z「])",  # after a word in hiragana
        rf"(?<={_KATA}{{4}})(?=(?!化|事業(?!{_KANJI})){_KANJI}{{2}})",
        rf"(?<={_KANJI}{{2}}等)(?={_KANJI}{{2}})",
        rf"(?<={_KANJI}{{2}}的)(?={_KANJI}{{4}})",
        rf"(?<={_KANJI}{{2}}[市町村])(?={_KANJI}{{4}})",
    )
)
_BEFORE_LAST_WORDS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<={_KANJI}{{3}})(?=(?:{_KANJI}(?!化){_KANJI}|{_KANJI}{{2}}化)事業(?!{_KANJI}))",
        rf"(?<={_KANJI}{{5}})(?={_KATA}{{3}})",
        rf"(?<=\w{{4}})(?=(?:{_LAST_WORDS})(?!{_KANJI}|{_KATA}))",
    )
)
_IN_LONG_PHRASES = (re.compile(rf"(?<={_KANJI}{{3}})(?={_KATA}{{3}})"),)
LONG_PHRASE = 12
_PROVISIONAL_MARK = re.compile(r"[(\uff08]仮称[)\uff09]\s*")


def _split(phrase: str, patterns: tuple[re.Pattern[str], ...]) -> list[str]:
    places = {match.start() for pattern in patterns for match in pattern.finditer(phrase)}
    for mark in _PROVISIONAL_MARK.finditer(phrase):
        places -= set(range(mark.start() + 1, mark.end() + 1))
    allowed = [p for p in sorted(places) if 0 < p < len(phrase) and phrase[p] not in _CLOSING and phrase[p - 1] not in _OPENING]
    return [phrase[i:j] for i, j in pairwise([0, *allowed, len(phrase)])]


def phrase_breaks(name: str) -> list[str]:
    """Split a name where a line may break, so that ``"".join(phrase_breaks(name)) == name``.

    Breaks fall after ・ and particles, between scripts and before the closing word of a program's name (推進事業,
    連絡会, プロジェクト); (仮称) stays with what follows it, and no phrase begins with a closing bracket or a small kana.
    """
    phrases = _split(name, _BETWEEN_WORDS)
    phrases = [part for phrase in phrases for part in _split(phrase, _BEFORE_LAST_WORDS)]
    return [part for phrase in phrases for part in (_split(phrase, _IN_LONG_PHRASES) if len(phrase) > LONG_PHRASE else [phrase])]


def csv_text(text: str) -> str:
    """A text for a CSV cell; what a spreadsheet would take for a formula is marked as text."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text

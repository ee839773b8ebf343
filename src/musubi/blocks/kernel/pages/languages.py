"""Which languages a page exists in: every page in Japanese and English, visitors' pages in Chinese and Korean as well.

A view says so itself, by `for_visitors`; links to other languages, `hreflang` and the redirect for pages that a language
lacks all follow from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.utils.translation import get_language

SITE = ("ja", "en")
VISITOR = ("ja", "en", "zh-hans", "ko")
# In which columns of a record the words for a reader stand, best first; the Japanese column has no suffix.
SUFFIXES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "ja": (),
    "en": (("en", "en"),),
    "zh-hans": (("zh", "zh-hans"), ("en", "en")),
    "ko": (("ko", "ko"), ("en", "en")),
}

View = TypeVar("View", bound=Callable[..., Any])


def for_visitors(view: View) -> View:
    """Mark a view whose page, with all its words, exists in the four languages of visitors."""
    view.languages = VISITOR  # type: ignore[attr-defined]
    return view


def languages_of(view: Any) -> tuple[str, ...]:
    """The languages in which a view's page exists."""
    return getattr(view, "languages", SITE)


def page_language() -> str:
    """The language of the page being drawn; one that is not ours counts as Japanese."""
    language = (get_language() or "ja").lower()
    return language if language in SUFFIXES else language.split("-")[0] if language.split("-")[0] in SUFFIXES else "ja"


def in_japanese() -> bool:
    """Whether words and amounts are written in Japanese now: on a page in it, and where no language is in force."""
    return (get_language() or "ja").startswith("ja")


def words_of(record: Any, field: str) -> tuple[str, str]:
    """A record's words for the reader and the language they are in: the reader's, else English, else Japanese."""
    read = record.get if hasattr(record, "get") else lambda key, default="": getattr(record, key, default)
    for suffix, language in SUFFIXES[page_language()]:
        words = read(f"{field}_{suffix}", "")
        if words:
            return str(words), language
    return str(read(field, "") or ""), "ja"

"""Turn text into terms that SQLite and PostgreSQL cut in the same way.

Both databases' own word breaking differs for Japanese, hyphens and digits. Each term is therefore written as one plain
word: `x` and five hexadecimal digits a character. A query of one character is a prefix of the pairs that begin with it.
"""

from __future__ import annotations

from musubi.blocks.kernel.text import bigrams, index_terms, search_key

LONGEST_QUERY = 200


def encoded(term: str) -> str:
    """One term as a word that every database keeps whole."""
    return "x" + "".join(f"{ord(character):05x}" for character in term)


def terms_of(text: str) -> str:
    """The terms to store for a text, separated by spaces; each once."""
    return " ".join(dict.fromkeys(encoded(term) for term in index_terms(text)))


def query_keys(query: str) -> list[str]:
    """The words of a query as search keys; all must be found."""
    words = query[:LONGEST_QUERY].replace("\u3000", " ").split()
    return [key for word in words if (key := search_key(word))]


def query_terms(keys: list[str]) -> list[tuple[str, bool]]:
    """(encoded term, is a prefix) for each pair of characters of the keys; all must match."""
    terms: dict[tuple[str, bool], None] = {}
    for key in keys:
        pairs = bigrams(key)
        if len(key) == 1 or not pairs:
            terms[encoded(key[:1]), True] = None
        for pair in pairs if len(key) > 1 else []:
            terms[encoded(pair), len(pair) == 1] = None
    return list(terms)

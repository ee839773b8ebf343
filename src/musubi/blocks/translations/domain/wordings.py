"""What to show of records in a language: the finished translation, else the English one, else the Japanese, told as such.

`put_words(records, language)` asks once for any number of records of any kinds. Templates then show `{% local_text record "name" %}`
or read `record.words.name`, whose `language` belongs into `lang`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from musubi.blocks.kernel.models import Record
from musubi.blocks.kernel.pages.languages import SUFFIXES
from musubi.blocks.translations.domain.register import translatable
from musubi.blocks.translations.enums import TranslationState
from musubi.blocks.translations.models import Translation

JAPANESE = "ja"
LONGEST_LIST = 500  # beyond it the whole kind is read: a database bounds the length of a list


@dataclass(frozen=True)
class Wording:
    """A text and the language that it is in; `is_stale`: its Japanese has changed since."""

    text: str
    language: str = JAPANESE
    is_fallback: bool = False
    is_stale: bool = False

    def __str__(self) -> str:
        return self.text


Words = Mapping[str, Wording]


def wordings(records: Iterable[Record], language: str) -> dict[str, Words]:
    """The translatable fields of each record by uid, in `language`, an interface language such as "zh-hans": at most one query."""
    records = list(records)
    languages = [code for _suffix, code in SUFFIXES.get(language, ())]
    found: dict[tuple[str, str, str], dict[str, Wording]] = defaultdict(dict)
    if languages and records:
        kinds = {record._meta.label for record in records}
        uids = [record.uid for record in records]
        rows = Translation.objects.filter(object_type__in=kinds, language__in=languages, status__in=TranslationState.shown())
        if len(uids) <= LONGEST_LIST:
            rows = rows.filter(object_uid__in=uids)
        for kind, uid, field, code, text, status in rows.values_list("object_type", "object_uid", "field", "language", "text", "status"):
            found[kind, uid, code][field] = Wording(text, code, code != language, status == TranslationState.STALE)
    return {record.uid: _words(record, [found[record._meta.label, record.uid, code] for code in languages], language) for record in records}


def _words(record: Record, found: list[dict[str, Wording]], language: str) -> Words:
    """Each field's first text in the order of languages."""
    words = {}
    for field in translatable(record._meta.label).fields:
        text = getattr(record, field)
        own = Wording(text, is_fallback=bool(text) and language != JAPANESE)
        words[field] = next((texts[field] for texts in found if field in texts), own) if text else own
    return words


def put_words(records: Iterable[Any], language: str) -> list[Any]:
    """The records, each with `words` (field to Wording), `has_fallback` (some text is not in the language) and the columns that `local` reads."""
    records = list(records)
    found = wordings(records, language)
    suffixes = {code: suffix for suffix, code in SUFFIXES.get(language, ())}
    for record in records:
        record.words = found[record.uid]
        record.has_fallback = any(word.is_fallback for word in record.words.values())
        for field, word in record.words.items():
            if word.language in suffixes:
                setattr(record, f"{field}_{suffixes[word.language]}", word.text)
    return records


def uids_saying(label: str, field: str, language: str, words: str) -> QuerySet[Translation, str]:
    """The uids of records of a kind whose finished text holds the words, for a filter; none in Japanese."""
    found = Translation.objects.filter(object_type=label, field=field, language=language, status__in=TranslationState.shown())
    return found.filter(text__icontains=words).values_list("object_uid", flat=True)

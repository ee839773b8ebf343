"""Sources register what may be found and by whom; they replace their entries when their records change."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from musubi.blocks.kernel.text import search_key
from musubi.blocks.search.domain.terms import terms_of
from musubi.blocks.search.models import Entry


@dataclass(frozen=True)
class SearchSource:
    """A kind of findable thing. `visible(user)` narrows its entries to what this reader may open; None hides all.

    `personal` entries tell of people: showing one is logged as a reading.
    """

    name: str
    label: Any
    visible: Callable[[Any], Q | None]
    order: int = 100
    personal: bool = False


@dataclass(frozen=True)
class Found:
    """What a source tells of one thing: `words` are found but not shown (readings, former names)."""

    object_uid: str
    title: str
    address: str
    code: str = ""
    title_en: str = ""
    text: str = ""
    text_en: str = ""
    words: tuple[str, ...] = ()
    order: int = 0


_sources: dict[str, SearchSource] = {}


def register_source(source: SearchSource) -> None:
    """Add a source; its name is unique."""
    if source.name in _sources:
        raise ValueError(f"search source {source.name} is registered twice")
    _sources[source.name] = source


def sources() -> tuple[SearchSource, ...]:
    """All sources in the order of results."""
    return tuple(sorted(_sources.values(), key=lambda source: (source.order, source.name)))


@transaction.atomic
def replace_entries(*, source: str, group: str, found: Iterable[Found]) -> int:
    """Replace the entries of one group of a source (a plan, say); returns how many there are now."""
    old = list(Entry.objects.filter(source=source, group=group).values_list("pk", flat=True))
    _remove_terms(old)
    Entry.objects.filter(source=source, group=group).delete()
    things = list(found)
    entries = [_entry(source, group, thing) for thing in things]
    texts = [_text(thing) for thing in things]
    Entry.objects.bulk_create(entries, batch_size=200)
    keys = dict(Entry.objects.filter(source=source, group=group).values_list("object_uid", "pk"))
    _add_terms([(keys[entry.object_uid], terms_of(text)) for entry, text in zip(entries, texts, strict=True)])
    return len(entries)


def _text(thing: Found) -> str:
    return "\n".join(part for part in (thing.code, thing.title, thing.title_en, thing.text, thing.text_en, *thing.words) if part)


def _entry(source: str, group: str, thing: Found) -> Entry:
    return Entry(
        source=source,
        group=group,
        object_uid=thing.object_uid,
        code=thing.code,
        title=thing.title[:300],
        title_en=thing.title_en[:300],
        text=thing.text,
        text_en=thing.text_en,
        address=thing.address,
        code_key=search_key(thing.code),
        title_key="\n".join(filter(None, (search_key(thing.title), search_key(thing.title_en))))[:700],
        key="\n".join(search_key(line) for line in _text(thing).splitlines()),
        order=thing.order,
    )


TOLD = ("code", "title", "title_en", "text", "text_en", "address", "key", "order")


def keep_entry(*, source: str, uid: str, found: Found | None) -> None:
    """Keep one thing that is a group of its own; None takes it out. Where nothing changed, one query and nothing is written."""
    stored = Entry.objects.filter(source=source, group=uid).values(*TOLD).first()
    made = None if found is None else _entry(source, uid, found)
    if stored != (None if made is None else {name: getattr(made, name) for name in TOLD}):
        replace_entries(source=source, group=uid, found=[] if found is None else [found])


def _remove_terms(keys: list[int]) -> None:
    if connection.vendor == "sqlite" and keys:
        with connection.cursor() as cursor:
            cursor.executemany("DELETE FROM search_terms WHERE rowid = %s", [(key,) for key in keys])


def _add_terms(rows: list[tuple[int, str]]) -> None:
    if not rows:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany("INSERT INTO search_terms (rowid, terms) VALUES (%s, %s)", rows)
        else:
            cursor.executemany(
                "UPDATE search_entry SET terms = array_to_tsvector(string_to_array(%s, ' ')) WHERE id = %s",
                [(terms, key) for key, terms in rows],
            )

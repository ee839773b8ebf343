"""Ask the index: only what the reader may open, the same hits in the same order on SQLite and PostgreSQL."""

from __future__ import annotations

import functools
import operator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from musubi.blocks.search.domain.index import SearchSource, sources
from musubi.blocks.search.domain.terms import query_keys, query_terms
from musubi.blocks.search.models import Entry


@dataclass(frozen=True)
class Hits:
    """One page of results: `total` over all pages, entries in order, and the label of each source."""

    query: str
    total: int
    entries: tuple[Entry, ...]
    labels: dict[str, Any]


def find(*, user: Any, query: str, source: str = "", limit: int = 20, offset: int = 0) -> Hits:
    """Entries that hold every word of `query`, best first: same code, name begins, name holds, text holds.

    Two queries whatever the number of hits; an empty query finds nothing.
    """
    keys = query_keys(query)
    asked = [known for known in sources() if not source or known.name == source]
    rights = _rights(user, asked)
    labels = {known.name: known.label for known in sources()}
    if not keys or rights is None:
        return Hits(query, 0, (), labels)
    matching = Entry.objects.filter(rights, *(Q(key__contains=key) for key in keys)).filter(pk__in=_candidates(query_terms(keys)))
    whole = " ".join(keys)
    ranked = matching.annotate(
        rank=Case(
            When(code_key=whole, then=Value(0)),
            When(title_key__startswith=whole, then=Value(1)),
            When(title_key__contains=whole, then=Value(2)),
            default=Value(3),
            output_field=IntegerField(),
        ),
        source_order=_source_order(),
    ).order_by("rank", "source_order", "order", "code", "object_uid")
    total = matching.count()
    return Hits(query, total, tuple(ranked[offset : offset + limit]) if total else (), labels)


def _source_order() -> Case:
    whens = [When(source=known.name, then=Value(number)) for number, known in enumerate(sources())]
    return Case(*whens, default=Value(len(whens)), output_field=IntegerField())


def _rights(user: Any, asked: list[SearchSource]) -> Q | None:
    parts = []
    for known in asked:
        visible = known.visible(user)
        if visible is not None:
            parts.append(Q(source=known.name) & visible)
    return functools.reduce(operator.or_, parts) if parts else None


def _candidates(terms: list[tuple[str, bool]]) -> QuerySet[Entry] | RawSQL:
    if connection.vendor == "sqlite":
        match = " AND ".join(f"{term}*" if prefix else term for term, prefix in terms)
        return RawSQL("SELECT rowid FROM search_terms WHERE search_terms MATCH %s", [match])
    match = " & ".join(f"{term}:*" if prefix else term for term, prefix in terms)
    return RawSQL("SELECT id FROM search_entry WHERE terms @@ %s::tsquery", [match])

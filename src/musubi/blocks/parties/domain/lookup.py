"""Find corporations and parties as one types: by 法人番号, name or reading, whatever the width, kana or legal form."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from musubi.blocks.parties.domain.errors import PartyError
from musubi.blocks.parties.domain.naming import party_kana_key, party_key, read_number
from musubi.blocks.parties.models import Corporation, Party

MOST = 20
SHORTEST_NUMBER = 4


@dataclass(frozen=True)
class Lookup:
    """What was found, at most MOST; whether there is more; what is wrong with a number that was typed whole."""

    found: tuple[Corporation, ...] = ()
    more: bool = False
    problem: str = ""


def find_corporations(query: str) -> Lookup:
    """Corporations that may be shown, the open ones and those that begin so first; closed ones are marked, not hidden."""
    digits = digits_of(query)
    problem = ""
    if len(digits) >= 12:
        try:
            read_number(query)
        except PartyError as error:
            problem = str(error)
    rows = list(ranked(Corporation.objects.findable(), query).select_related("town")[: MOST + 1])
    rows.sort(key=lambda one: one.closed_on is not None)
    return Lookup(tuple(rows[:MOST]), more=len(rows) > MOST, problem="" if rows else problem)


def digits_of(query: str) -> str:
    """The digits of a query that is nothing but a number; else nothing."""
    plain = unicodedata.normalize("NFKC", query).replace("-", "").replace(" ", "").upper().removeprefix("T")
    return plain if plain.isascii() and plain.isdigit() else ""


def ranked(records: QuerySet[Any], query: str) -> QuerySet[Any]:
    """Records with a key, kana_key and legal_entity_number that match, those whose key begins so first."""
    digits = digits_of(query)
    if len(digits) >= SHORTEST_NUMBER:
        return records.filter(legal_entity_number__startswith=digits).order_by("legal_entity_number")
    key, kana = party_key(query), party_kana_key(query)
    if not query.strip() or not key:
        return records.none()
    wanted = Q(key__contains=key) | Q(kana_key__contains=kana)
    begins = When(Q(key__startswith=key) | Q(kana_key__startswith=kana), then=Value(0))
    rank = Case(begins, default=Value(1), output_field=IntegerField())
    return records.filter(wanted).order_by(rank, "kana_key", "key", "pk")


def find_parties(parties: QuerySet[Party], query: str) -> QuerySet[Party]:
    """Of `parties` (what the reader may see), those that match."""
    return ranked(parties, query)


def differing(parties: QuerySet[Party]) -> QuerySet[Party]:
    """Of `parties`, those whose name the tax agency tells otherwise, or whose register entry is closed there but not here."""
    published = Corporation.objects.filter(legal_entity_number=OuterRef("legal_entity_number"))
    renamed = published.exclude(key=OuterRef("key"))
    closed = published.filter(closed_on__isnull=False)
    return parties.filter(Exists(renamed) | (Q(legal_entity__closed_on__isnull=True) & Exists(closed)))

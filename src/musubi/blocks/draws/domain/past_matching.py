"""Who of an earlier draw is the same person: by exact evidence, or doubtful and to be decided by a person. Knows no tables."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from musubi.blocks.draws.enums import PastEvidence
from musubi.blocks.kernel.text import search_key

NUMBER_MARKS = re.compile(r"(?<=[0-9])\s*(?:丁目|番地の?|番|の|[-‐-―−ー－ｰ])\s*(?=[0-9])")
NUMBER_END = re.compile(r"(?<=[0-9])\s*(?:番地|番|号)(?![0-9])")


class Person(NamedTuple):
    """What of an entry can be compared, each in its plain form; "" where it is not known."""

    pk: int
    name: str
    kana: str
    address: str
    phone: str
    reference: str
    applicant: str


@dataclass(frozen=True)
class Pair:
    """An entry and an earlier one: `certain` on exact evidence, else to be decided by a person."""

    entry: int
    earlier: int
    evidence: PastEvidence
    certain: bool


def address_key(text: str) -> str:
    """An address in plain form: 「架空町1丁目2番地3」 and 「架空町 1-2-3」 are one, 「1-23」 and 「12-3」 are two."""
    plain = NUMBER_END.sub("", NUMBER_MARKS.sub("-", unicodedata.normalize("NFKC", text)))
    return "-".join(key for key in (search_key(part) for part in plain.split("-")) if key)


def phone_key(text: str) -> str:
    """A telephone number's digits."""
    return "".join(char for char in unicodedata.normalize("NFKC", text) if char.isdecimal())


def person_of(pk: int, name: str, kana: str, address: str, phone: str, reference: str, applicant: str) -> Person:
    """Plain forms of an entry's fields."""
    return Person(pk, search_key(name), search_key(kana), address_key(address), phone_key(phone), reference.strip(), applicant)


def pairs_of(entries: Sequence[Person], earlier: Sequence[Person], *, references_last: bool) -> list[Pair]:
    """Pairs of one draw and one earlier draw, in the order of the entries.

    Certain are the same applicant; the same name with the same address or telephone; the same reference and name where
    references stay with a person. Doubtful are certain ones that two entries share or whose applicants differ, the same
    reference with another name, the same kana with the same address or telephone, and a name alone for whom nothing
    certain was found. Costs time linear in the entries but for names that many bear.
    """
    index = _Index(earlier)
    found = [pair for person in entries for pair in _compared(person, _near(person, index, references_last), references_last)]
    shared = Counter(pair.earlier for pair in found if pair.certain)
    settled = [
        Pair(pair.entry, pair.earlier, pair.evidence, pair.certain and (shared[pair.earlier] == 1 or pair.evidence == PastEvidence.APPLICANT))
        for pair in found
    ]
    entries_known = {pair.entry for pair in settled if pair.certain}
    earlier_known = {pair.earlier for pair in settled if pair.certain}
    return [pair for pair in settled if pair.certain or not (pair.entry in entries_known or pair.earlier in earlier_known)]


class _Index:
    """Earlier entries by each thing that can be the same."""

    def __init__(self, people: Iterable[Person]) -> None:
        self.by: dict[tuple[str, str], list[Person]] = defaultdict(list)
        for person in people:
            for kind in ("name", "kana", "reference", "applicant"):
                value = getattr(person, kind)
                if value:
                    self.by[(kind, value)].append(person)


def _near(person: Person, index: _Index, references_last: bool) -> Iterator[Person]:  # noqa: FBT001 - passed on
    kinds = ("applicant", "name", "kana", "reference") if references_last else ("applicant", "name", "kana")
    seen: set[int] = set()
    for kind in kinds:
        value = getattr(person, kind)
        for other in index.by.get((kind, value), ()) if value else ():
            if other.pk not in seen:
                seen.add(other.pk)
                yield other


def _compared(person: Person, others: Iterable[Person], references_last: bool) -> Iterator[Pair]:  # noqa: FBT001 - as above
    for other in others:
        evidence, certain = _evidence(person, other, references_last)
        if evidence is not None:
            yield Pair(person.pk, other.pk, evidence, certain)


def _evidence(one: Person, other: Person, references_last: bool) -> tuple[PastEvidence | None, bool]:  # noqa: FBT001 - as above
    same_name = one.name == other.name
    same_address, same_phone = one.address == other.address != "", one.phone == other.phone != ""
    if one.applicant and one.applicant == other.applicant:
        return PastEvidence.APPLICANT, True
    agree = not (one.applicant and other.applicant)  # two known applicants that differ are a reason to look
    if same_name and same_address:
        return PastEvidence.ADDRESS, agree
    if same_name and same_phone:
        return PastEvidence.PHONE, agree
    if references_last and one.reference and one.reference == other.reference:
        return PastEvidence.REFERENCE, agree and same_name
    if same_name:
        return PastEvidence.NAME, False
    if one.kana and one.kana == other.kana and (same_address or same_phone):
        return PastEvidence.KANA, False
    return None, False

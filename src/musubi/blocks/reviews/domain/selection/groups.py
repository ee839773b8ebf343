"""Of what the rules of a selection may speak: 区分, size, town, kind of applicant, and the answers to questions with choices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.terms import Terms
from musubi.blocks.applications.enums import Stage
from musubi.blocks.applications.models import Application
from musubi.blocks.reviews.domain.selection.standings import Standing

SIZES = ((5, "to_5"), (20, "to_20"), (None, "over_20"))  # employees, as the law on small enterprises counts them


@dataclass(frozen=True)
class Group:
    """Applications whose `mark` has `value`; `code` is how forms name it."""

    mark: str
    value: str
    label: str
    count: int

    @property
    def code(self) -> str:
        """As forms send it."""
        return f"{self.mark}={self.value}"


def marks_of(application: Application, terms: Terms) -> dict[str, str]:
    """The marks of an application; what is not known is not there."""
    party = application.party
    town = party.address.town if party is not None and party.address is not None else None
    found = {
        "lane": application.lane,
        "kind": party.kind if party is not None else "",
        "size": _size(party.employees) if party is not None and party.employees is not None else "",
        "town": town.name if town is not None else "",
    }
    for question in terms.questions:
        if question.kind == "choice" and question.stage == Stage.APPLICATION:
            found[f"q-{question.key}"] = str(application.answers.get(question.key) or "")
    return {mark: value for mark, value in found.items() if value}


def all_marks(rows: Sequence[Standing], terms: Terms) -> dict[str, dict[str, str]]:
    """The marks of each application by its number; two queries at most."""
    prefetch_related_objects([row.application.party for row in rows if row.application.party is not None], "address__town")
    return {row.number: marks_of(row.application, terms) for row in rows}


def _size(employees: int) -> str:
    return next(key for most, key in SIZES if most is None or employees <= most)


def groups_of(rows: Sequence[Standing], terms: Terms) -> list[Group]:
    """The groups that these applications form: lanes first, then size, town, kind, answers."""
    counts: Counter[tuple[str, str]] = Counter()
    kinds: dict[str, str] = {}
    marks = all_marks(rows, terms)
    for row in rows:
        counts.update(marks[row.number].items())
        if row.application.party is not None:
            kinds[row.application.party.kind] = str(row.application.party.get_kind_display())
    words = _words(terms, kinds)
    order = {mark: place for place, mark in enumerate(("lane", "size", "town", "kind"))}
    known = sorted(counts, key=lambda each: (order.get(each[0], len(order)), each))
    return [Group(mark, value, _label(mark, value, words, terms), counts[mark, value]) for mark, value in known]


def _words(terms: Terms, kinds: Mapping[str, str]) -> dict[tuple[str, str], str]:
    sizes = {"to_5": _("従業員5人以下"), "to_20": _("従業員6人から20人"), "over_20": _("従業員21人以上")}
    found = {("lane", lane.key): lane.name for lane in terms.lanes}
    found |= {("kind", key): label for key, label in kinds.items()}
    return found | {("size", key): label for key, label in sizes.items()}


def _label(mark: str, value: str, words: Mapping[tuple[str, str], str], terms: Terms) -> str:
    if mark.startswith("q-"):
        asked = next((each.label for each in terms.questions if f"q-{each.key}" == mark), mark)
        return f"{asked}: {value}"
    heads = {"lane": _("区分"), "town": _("所在地"), "kind": _("申請者")}
    text = words.get((mark, value), value)
    return f"{heads[mark]}: {text}" if mark in heads else text

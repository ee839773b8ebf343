"""Calls as the public reads them: by state, program and fiscal year; and "can I apply?" before any form, stored nowhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from musubi.blocks.applications.domain.calls import call_state
from musubi.blocks.applications.domain.terms import Check, Terms
from musubi.blocks.applications.models import Call
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.text import search_key

ORDER = ("open", "announced", "grace", "stopped", "closed")
CLOSED = ("grace", "stopped", "closed")


@dataclass(frozen=True)
class Offer:
    """A call with its state now and the time that is left."""

    call: Call
    state: str
    left: dt.timedelta | None

    @property
    def days(self) -> int:
        """Whole days until the end; 0 on the last one."""
        return max(0, self.left.days) if self.left else 0

    @property
    def hours(self) -> int:
        """Hours beside the whole days."""
        return self.left.seconds // 3600 if self.left else 0

    @property
    def minutes(self) -> int:
        """Minutes beside the hours."""
        return self.left.seconds % 3600 // 60 if self.left else 0

    @property
    def seconds(self) -> int:
        """What a counting script starts from."""
        return int(self.left.total_seconds()) if self.left else 0


def public_calls() -> QuerySet[Call]:
    """Calls that were made public, with what a line of a list shows; the same for every reader."""
    return visible_to(AnonymousUser(), Call).select_related("item", "organization", "guideline")


def offer_of(call: Call, now: dt.datetime) -> Offer:
    """The call as it stands now."""
    state = call_state(call, now)
    until = {"open": call.closes_at, "announced": call.opens_at}.get(state)
    return Offer(call, state, until - now if until is not None else None)


def offers(*, now: dt.datetime, state: str = "", items: Collection[str] = (), fiscal_year: int | None = None, text: str = "") -> list[Offer]:
    """What is open first, by its end; what opens next; then what is over, newest first. `items` are codes; none stands for all."""
    rows = public_calls()
    if items:
        rows = rows.filter(item__code__in=list(items))
    if fiscal_year is not None:
        rows = rows.filter(fiscal_year=fiscal_year)
    found = [offer_of(call, now) for call in rows]
    if state:
        found = [offer for offer in found if offer.state == state or (state == "closed" and offer.state in CLOSED)]
    if text:
        wanted = search_key(text)
        found = [offer for offer in found if wanted in search_key(f"{offer.call} {offer.call.name_en} {offer.call.summary} {offer.call.item}")]
    return sorted(found, key=lambda offer: (ORDER.index(offer.state), _when(offer), offer.call.pk))


def _when(offer: Offer) -> float:
    call = offer.call
    moment = call.opens_at if offer.state == "announced" else call.closes_at
    stamp = moment.timestamp() if moment is not None else float("inf")
    return -stamp if offer.state in CLOSED else stamp


@dataclass(frozen=True)
class Answered:
    """A requirement with the answer given: `met`, `stops` or `open`."""

    check: Check
    given: str
    state: str


def self_check(terms: Terms, answers: Mapping[str, Any]) -> list[Answered]:
    """Can I apply? Each requirement of the terms that an applicant can answer, and whether the answer stops."""
    return [_answered(check, str(answers.get(check.key, ""))) for check in asked_checks(terms)]


def asked_checks(terms: Terms) -> list[Check]:
    """The requirements that are asked before the form."""
    return [check for check in terms.checks if check.ask]


def _answered(check: Check, given: str) -> Answered:
    if given not in {"yes", "no"}:
        return Answered(check, "", "open")
    return Answered(check, given, "met" if (given == "yes") == check.wanted else "stops")


def verdict(rows: Iterable[Answered]) -> str:
    """`can` when every requirement is met, `cannot` when one stops, else `open`."""
    states = {row.state for row in rows}
    if "stops" in states:
        return "cannot"
    return "open" if "open" in states else "can"

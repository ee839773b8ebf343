"""Awards as everybody may read them, by each call's rule: named, unnamed, or only how many and how much.

An award is published once its decision (決裁) is recorded and its letter issued, with the yen of the last letter. A human being is
named only where the applicant agreed. A title that tells a name which may not be told is left out. Where only totals are public,
fewer than a few awards are not told at all, and told totals move by a few awards at once (`totals.py`), so that one shop cannot be
recognised.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from musubi.blocks.applications.domain.applicant.offers import public_calls
from musubi.blocks.applications.domain.measures import granted
from musubi.blocks.applications.enums import AwardPublicity, CallKind, Outcome
from musubi.blocks.applications.models import Application, AwardTotals, Call, DecisionItem
from musubi.blocks.kernel.text import search_key
from musubi.blocks.parties.domain.naming import party_key
from musubi.blocks.parties.enums import PartyStatus
from musubi.blocks.parties.models import Party
from musubi.blocks.reporting.domain.suppression import thresholds
from musubi.blocks.vision.models import Vision

LEAST = 3  # awards of a call whose totals are told; more where the plan's indicators ask for more
SHORTEST = 2  # characters of a part of a human being's name that a title may not contain


@dataclass(frozen=True)
class Recipient:
    """Who may be named: a human being who agreed, or an organization."""

    name: str
    uid: str
    number: str
    is_natural: bool


@dataclass(frozen=True)
class Award:
    """One award as the public reads it; without a recipient it is unnamed, without a title the title would have told the name."""

    uid: str
    call: Call
    title: str
    applied_for: int | None
    awarded: int
    disbursed: int
    awarded_on: dt.date | None
    recipient: Recipient | None
    modified: dt.datetime


@dataclass(frozen=True)
class Totals:
    """How many and how much of a call of which no single award is public, each as of a day; nothing where there are too few."""

    call: Call
    count: int | None
    awarded: int | None
    disbursed: int | None
    least: int
    awarded_on: dt.date | None = None
    disbursed_on: dt.date | None = None


@dataclass(frozen=True)
class Published:
    """Everything that is public of some calls."""

    awards: tuple[Award, ...]
    totals: tuple[Totals, ...]


def award_calls() -> QuerySet[Call]:
    """Public calls that pay money."""
    return public_calls().exclude(kind__in=CallKind.without_money())


def published(calls: Iterable[Call]) -> Published:
    """The awards of these calls by each call's rule, by day; three queries and one a plan whatever their number."""
    by_id = {call.pk: call for call in calls}
    given, least = told_awards(list(by_id.values())), least_of({call.item.vision_id for call in by_id.values()})
    kept = {row.call_id: row for row in AwardTotals.objects.filter(call__in=by_id)}
    awards, totals = [], []
    for pk, rows in given.items():
        call = by_id[pk]
        if call.publicity == AwardPublicity.TOTALS:
            totals.append(_totals(call, kept.get(pk), least[call.item.vision_id]))
        else:
            awards += [_award(call, told) for told in rows]
    awards.sort(key=lambda award: (award.awarded_on or dt.date.min, award.uid), reverse=True)
    totals.sort(key=lambda each: (-each.call.fiscal_year, each.call.item.code, each.call.name, each.call.round))
    return Published(tuple(awards), tuple(totals))


@dataclass(frozen=True)
class Told:
    """An award as letters told it: the newest that gave or changed it, and its yen less what later letters took back."""

    application: Application
    item: DecisionItem
    yen: int


def told_awards(calls: Collection[Call]) -> dict[int, list[Told]]:
    """The awards of each call that were told by letter; two queries."""
    given: dict[int, list[Told]] = {}
    for application in _decided([call.pk for call in calls]):
        if letters := _with_letter(application):
            given.setdefault(application.call_id, []).append(_told(application, letters))
    return given


def _told(application: Application, letters: list[DecisionItem]) -> Told:
    last = max(number for number, item in enumerate(letters) if item.outcome != Outcome.PARTLY_REVOKED)
    back = sum(item.amount or 0 for item in letters[last + 1 :])
    return Told(application, letters[last], (letters[last].amount or 0) - back)


def _decided(calls: Collection[int]) -> QuerySet[Application]:
    items = DecisionItem.objects.filter(
        outcome__in=[Outcome.GRANTED, Outcome.APPROVED, Outcome.PARTLY_REVOKED],
        amount__isnull=False,
        applied_at__isnull=False,
        decision__decided_on__isnull=False,
        notices__isnull=False,
    )
    letters = Prefetch("decision_items", items.order_by("decision__decided_on", "pk"), to_attr="letters")
    return granted(Application.objects.filter(call__in=list(calls))).select_related("party").prefetch_related(letters)


def _with_letter(application: Application) -> list[DecisionItem]:
    """What the applicant was told, oldest first; nothing before the grant itself was."""
    letters: list[DecisionItem] = application.letters
    return letters if any(item.outcome == Outcome.GRANTED for item in letters) else []


def least_of(visions: Collection[int]) -> Mapping[int, int]:
    """By plan: fewer awards than so many are not told even as totals."""
    found = Vision.objects.filter(pk__in=list(visions))
    return {vision.pk: max([LEAST, *thresholds(vision).values()]) for vision in found}


def _totals(call: Call, kept: AwardTotals | None, least: int) -> Totals:
    if kept is None:
        return Totals(call, None, None, None, least)
    return Totals(call, kept.count, kept.awarded, kept.disbursed, least, kept.awarded_on, kept.disbursed_on)


def _net(application: Application) -> int:
    return application.paid - application.returned


def _award(call: Call, told: Told) -> Award:
    application = told.application
    recipient, title = recipient_of(call, application), public_title(call, application)
    return Award(
        uid=told.item.uid,
        call=call,
        title=title,
        applied_for=application.requested,
        awarded=told.yen,
        disbursed=_net(application),
        awarded_on=application.decided_on,
        recipient=recipient,
        modified=application.updated_at,
    )


def public_title(call: Call, application: Application) -> str:
    """The title, or nothing where it would tell a name that is not public."""
    hidden = recipient_of(call, application) is None and tells_name(application.title, application.party)
    return "" if hidden else application.title


def recipient_of(call: Call, application: Application) -> Recipient | None:
    """Who may be named by the call's rule; None where nobody may."""
    party = application.party
    if call.publicity != AwardPublicity.NAMED or party is None or party.status == PartyStatus.ERASED or application.erased_on is not None:
        return None
    if party.is_natural and not application.consents_publication:
        return None
    return Recipient(str(party), party.uid, party.legal_entity_number or "", party.is_natural)


def tells_name(title: str, party: Party | None) -> bool:
    """Whether a title contains a name of the party, in any spelling, or a part of a human being's name."""
    if party is None:
        return False
    names = [name for name in (party.name, party.trade_name, party.name_kana, party.name_en) if name]
    keys = {party_key(name) for name in names}
    if party.is_natural:
        keys |= {key for name in names for part in name.split() if len(key := search_key(part)) >= SHORTEST}
    told = (search_key(title), party_key(title))
    return any(key in each for key in keys if key for each in told)

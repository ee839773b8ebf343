"""関係の手掛かり: what the records of an applicant and of a reviewer have in common. A hint asks the office to look; it decides nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from musubi.blocks.kernel.text import search_key
from musubi.blocks.meetings.models import MemberContact
from musubi.blocks.parties.domain.naming import party_key
from musubi.blocks.parties.models import Party, Representation
from musubi.blocks.reviews.enums import HintKind, TieKind
from musubi.blocks.reviews.models import Exclusion, InterestDeclaration, Panel, PanelEntry, Reviewer

SHORTEST_ADDRESS = 6  # a bare town name says nothing


@dataclass(frozen=True)
class Hint:
    """Why the office should look at a reviewer and an application: what is the same, in words."""

    entry: PanelEntry
    reviewer: Reviewer
    kind: HintKind
    what: str


@dataclass(frozen=True)
class _Side:
    names: frozenset[str]
    people: frozenset[str]
    numbers: frozenset[str]
    addresses: frozenset[str]
    users: frozenset[int]


def hints_of(panel: Panel, *, entries: list[PanelEntry] | None = None) -> list[Hint]:
    """Every pair with something in common that nobody excluded or declared yet, by number and reviewer. Seven queries.

    Compared are 法人番号, addresses, officers' and representatives' names, and names of employers and kin as the reviewer told them.
    """
    rows = PanelEntry.objects.filter(panel=panel, removed_at__isnull=True).select_related(
        "application__party__address", "application__party__legal_entity"
    )
    found = list(rows.order_by("number")) if entries is None else entries
    settled = set(Exclusion.objects.filter(entry__panel=panel, lifted_at__isnull=True).values_list("entry", "reviewer"))
    settled |= set(InterestDeclaration.objects.filter(entry__panel=panel).exclude(answer="none").values_list("entry", "reviewer"))
    reviewers = list(
        Reviewer.objects.filter(panel=panel, left_on__isnull=True)
        .select_related("member")
        .prefetch_related("ties")
        .order_by("member__name_kana", "pk")
    )
    homes = dict(MemberContact.objects.filter(member__in=[row.member_id for row in reviewers]).values_list("member", "address"))
    acting: dict[int, list[Representation]] = defaultdict(list)
    parties = [entry.application.party_id for entry in found]
    for row in Representation.objects.filter(party__in=parties, refused_at__isnull=True).select_related("user"):
        acting[row.party_id].append(row)
    own = {reviewer.pk: _reviewer_side(reviewer, homes.get(reviewer.member_id, "")) for reviewer in reviewers}
    hints = []
    for entry in found:
        party = entry.application.party
        if party is None:
            continue
        theirs = _party_side(party, acting[party.pk])
        for reviewer in reviewers:
            if (entry.pk, reviewer.pk) not in settled:
                hints += [Hint(entry, reviewer, kind, what) for kind, what in _common(reviewer, own[reviewer.pk], party, theirs)]
    return hints


def _person(name: str) -> str:
    return search_key(name).replace(" ", "")


def _address(text: str) -> str:
    key = search_key(text).replace(" ", "")
    return key if len(key) >= SHORTEST_ADDRESS else ""


def _reviewer_side(reviewer: Reviewer, home: str) -> _Side:
    ties = list(reviewer.ties.all())
    firms = [tie for tie in ties if tie.kind != TieKind.KIN]
    return _Side(
        names=frozenset(party_key(tie.name) for tie in firms if tie.name) | frozenset(filter(None, [party_key(reviewer.member.office)])),
        people=frozenset({_person(reviewer.member.name)}),
        numbers=frozenset(tie.legal_entity_number for tie in ties if tie.legal_entity_number),
        addresses=frozenset(filter(None, map(_address, [home, *(tie.address for tie in ties)]))),
        users=frozenset(filter(None, [reviewer.member.user_id])),
    )


def _party_side(party: Party, acting: list[Representation]) -> _Side:
    entity = getattr(party, "legal_entity", None)
    people = [entity.representative_name] if entity is not None and entity.representative_name else []
    people += [party.name] if entity is None else []
    people += [row.user.name for row in acting]
    names = [party.name, party.trade_name]
    return _Side(
        names=frozenset(party_key(name) for name in names if name),
        people=frozenset(_person(name) for name in people),
        numbers=frozenset(filter(None, [party.legal_entity_number])),
        addresses=frozenset(filter(None, [_address(party.address.text) if party.address is not None else ""])),
        users=frozenset(row.user_id for row in acting),
    )


def _common(reviewer: Reviewer, own: _Side, party: Party, theirs: _Side) -> Iterator[tuple[HintKind, str]]:
    if own.users & theirs.users:
        yield HintKind.ACTS, str(reviewer)
    if own.numbers & theirs.numbers:
        yield HintKind.NUMBER, str(party.legal_entity_number)
    if own.people & theirs.people:
        yield HintKind.OFFICER, str(reviewer)
    if own.addresses & theirs.addresses:
        yield HintKind.ADDRESS, party.address.text if party.address is not None else ""
    if any(name and (name in other or other in name) for name in own.names for other in theirs.names if min(len(name), len(other)) > 2):
        yield HintKind.NAME, str(party)
    kin = {_person(tie.name): tie.name for tie in reviewer.ties.all() if tie.kind == TieKind.KIN}
    for key in sorted(kin.keys() & theirs.people):
        yield HintKind.KIN, kin[key]

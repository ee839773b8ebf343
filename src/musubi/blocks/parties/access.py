"""Who may see which party and what belongs to it: predicates and their `visible_to` twins."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import Q, QuerySet

from musubi.blocks.accounts.predicates import is_signed_in
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import AccessPolicy, register_access
from musubi.blocks.parties import models
from musubi.blocks.parties.domain import rights
from musubi.blocks.parties.domain.acting import acted_for_ids
from musubi.blocks.parties.models import BusinessPlace, Corporation, CorporationFile, Party, PartyMerge, Representation
from musubi.blocks.parties.rules import ACT_FOR, ERASE_PARTIES, MERGE_PARTIES, SEE_PARTIES, UPDATE_REGISTER, WORK_PARTIES
from musubi.blocks.places.domain.holders import AddressHolder, register_holder

OF_A_PARTY = ("BusinessPlace", "Consent", "ContactPoint", "LegalEntity", "PartyOfficer")


@rules.predicate
def can_view_detail(user: Any, record: Any) -> bool:
    """What belongs to a party is seen with it."""
    return rights.can_view_party(user, record.party)


@rules.predicate
def can_view_representation(user: Any, right: Representation) -> bool:
    """Those who see the register, those who act for the party, and the one whose right or claim it is."""
    return rights.can_view_party(user, right.party) or (is_signed_in(user) and right.user_id == user.pk)


@rules.predicate
def can_view_merge(user: Any, merge: PartyMerge) -> bool:
    """Those who see the register."""
    return rights.sees_parties(user)


@rules.predicate
def can_view_corporation(user: Any, corporation: Corporation) -> bool:
    """Everyone with an account; what the corporation does not want found only for those who see the register."""
    return is_signed_in(user) and (rights.sees_parties(user) or not corporation.hidden)


@rules.predicate
def can_view_file(user: Any, file: CorporationFile) -> bool:
    """Those who see the register."""
    return rights.sees_parties(user)


def _acted_for(user: Any) -> frozenset[int]:
    return acted_for_ids(user=user, day=clock.today())


def _parties(user: Any, parties: QuerySet[Party]) -> QuerySet[Party]:
    return parties if rights.sees_parties(user) else parties.filter(pk__in=_acted_for(user))


def _details(user: Any, records: QuerySet[Any]) -> QuerySet[Any]:
    return records if rights.sees_parties(user) else records.filter(party__in=_acted_for(user))


def _representations(user: Any, records: QuerySet[Representation]) -> QuerySet[Representation]:
    if rights.sees_parties(user):
        return records
    return records.filter(Q(party__in=_acted_for(user)) | Q(user=user)) if is_signed_in(user) else records.none()


def _register(user: Any, records: QuerySet[Any]) -> QuerySet[Any]:
    return records if rights.sees_parties(user) else records.none()


def _corporations(user: Any, records: QuerySet[Corporation]) -> QuerySet[Corporation]:
    if rights.sees_parties(user):
        return records
    return records.filter(hidden=False) if is_signed_in(user) else records.none()


def register_policies() -> None:
    """Called once when apps are ready."""
    for name, predicate in (
        (SEE_PARTIES, rights.sees_parties),
        (WORK_PARTIES, rights.works_parties),
        (MERGE_PARTIES, rights.merges_parties),
        (ERASE_PARTIES, rights.erases_parties),
        (UPDATE_REGISTER, rights.updates_register),
        (ACT_FOR, rights.acts_for),
    ):
        rules.add_perm(name, predicate)
    register_access(AccessPolicy(Party, rights.can_view_party, _parties))
    for name in OF_A_PARTY:
        register_access(AccessPolicy(getattr(models, name), can_view_detail, _details))
    register_access(AccessPolicy(Representation, can_view_representation, _representations))
    register_access(AccessPolicy(PartyMerge, can_view_merge, _register))
    register_access(AccessPolicy(CorporationFile, can_view_file, _register))
    register_access(AccessPolicy(Corporation, can_view_corporation, _corporations))
    register_holder(AddressHolder(Party, "party"))
    register_holder(AddressHolder(BusinessPlace, "business_place"))

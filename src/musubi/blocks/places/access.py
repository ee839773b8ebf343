"""Who may see which place: towns are open data, an address is seen with its holder, what is published by everyone.

The register of properties stays with the city: what the public is shown of one is `domain.properties.published_place`, never the record.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

import rules
from django.db.models import Q, QuerySet

from musubi.blocks.accounts.predicates import is_auditor, is_city_staff, is_secretariat, reads_plan
from musubi.blocks.kernel.access import AccessPolicy, register_access, visible_to
from musubi.blocks.places.domain.holders import AddressHolder, holders, holders_of, register_holder
from musubi.blocks.places.enums import PublicationState
from musubi.blocks.places.models import (
    PROPERTIES,
    Address,
    LocalEvent,
    OpeningRule,
    Property,
    Sign,
    SignPhoto,
    Spot,
    SpotPhoto,
    Town,
    WifiPoint,
)
from musubi.blocks.places.models.located import Shared
from musubi.blocks.places.rules import SEE_PLACES, SEE_PROPERTIES, WORK_PROPERTIES, WORK_SIGNS, WORK_SPOTS, WORK_WIFI

sees_properties = is_city_staff | is_auditor


@rules.predicate
def can_view_town(user: Any, town: Town) -> bool:
    """Everyone: towns are open data."""
    return True


@rules.predicate
def can_view_address(user: Any, address: Address) -> bool:
    """Whoever may see what has this address."""
    return any(user.has_perm(f"{one._meta.app_label}.view_{one._meta.model_name}", one) for one in holders_of(address))


@rules.predicate
def can_view_shared(user: Any, record: Shared) -> bool:
    """Everyone once it is published; before and after, those who carry the plan out."""
    return record.is_published or reads_plan(user)


@rules.predicate
def can_view_of_spot(user: Any, record: OpeningRule) -> bool:
    """What belongs to a spot is seen with it."""
    return can_view_shared(user, record.spot)


@rules.predicate
def can_view_photo(user: Any, record: SpotPhoto) -> bool:
    """A photo is seen with its spot once it is known that nobody on it minds; before, by those who carry the plan out."""
    return reads_plan(user) or (bool(record.people) and record.spot.is_published)


@rules.predicate
def can_view_sign(user: Any, record: Sign | SignPhoto) -> bool:
    """Those who carry the plan out: condition and gaps are the city's own work."""
    return reads_plan(user)


def _shared(user: Any, records: QuerySet[Any]) -> QuerySet[Any]:
    return records if reads_plan(user) else records.filter(status=PublicationState.PUBLISHED)


def _of_spot(user: Any, records: QuerySet[Any]) -> QuerySet[Any]:
    return records if reads_plan(user) else records.filter(spot__status=PublicationState.PUBLISHED)


def _photos(user: Any, records: QuerySet[Any]) -> QuerySet[Any]:
    return records if reads_plan(user) else records.filter(spot__status=PublicationState.PUBLISHED).exclude(people="")


def _signs(user: Any, records: QuerySet[Any]) -> QuerySet[Any]:
    return records if reads_plan(user) else records.none()


@rules.predicate
def can_view_property(user: Any, record: Property) -> bool:
    """The city's own staff, and auditors."""
    return bool(sees_properties(user))


def _properties(user: Any, records: QuerySet[Any]) -> QuerySet[Any]:
    return records if sees_properties(user) else records.none()


def _towns(user: Any, towns: QuerySet[Town]) -> QuerySet[Town]:
    return towns


def _addresses(user: Any, addresses: QuerySet[Address]) -> QuerySet[Address]:
    own = [Q(**{f"{holder.reverse}__in": visible_to(user, holder.model)}) for holder in holders()]
    return addresses.filter(reduce(or_, own)) if own else addresses.none()


def register_policies() -> None:
    """Called once when apps are ready."""
    rules.add_perm(SEE_PROPERTIES, sees_properties)
    rules.add_perm(WORK_PROPERTIES, is_city_staff)
    for model in PROPERTIES.values():
        register_access(AccessPolicy(model, can_view_property, _properties))
        register_holder(AddressHolder(model, f"{model._meta.model_name}_record"))
    register_access(AccessPolicy(Town, can_view_town, _towns))
    register_access(AccessPolicy(Address, can_view_address, _addresses))
    rules.add_perm(SEE_PLACES, reads_plan)
    for permission in (WORK_SPOTS, WORK_WIFI, WORK_SIGNS):
        if not rules.perm_exists(permission):  # else a program said who else keeps them
            rules.add_perm(permission, is_secretariat)
    for shared in (Spot, LocalEvent, WifiPoint):
        register_access(AccessPolicy(shared, can_view_shared, _shared))
    register_access(AccessPolicy(OpeningRule, can_view_of_spot, _of_spot))
    register_access(AccessPolicy(SpotPhoto, can_view_photo, _photos))
    for sign in (Sign, SignPhoto):
        register_access(AccessPolicy(sign, can_view_sign, _signs))

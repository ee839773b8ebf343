"""Who may see which place: towns are open data, an address is seen with its holder."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

import rules
from django.db.models import Q, QuerySet

from musubi.blocks.kernel.access import AccessPolicy, register_access, visible_to
from musubi.blocks.places.domain.holders import holders, holders_of
from musubi.blocks.places.models import Address, Town


@rules.predicate
def can_view_town(user: Any, town: Town) -> bool:
    """Everyone: towns are open data."""
    return True


@rules.predicate
def can_view_address(user: Any, address: Address) -> bool:
    """Whoever may see what has this address."""
    return any(user.has_perm(f"{one._meta.app_label}.view_{one._meta.model_name}", one) for one in holders_of(address))


def _towns(user: Any, towns: QuerySet[Town]) -> QuerySet[Town]:
    return towns


def _addresses(user: Any, addresses: QuerySet[Address]) -> QuerySet[Address]:
    own = [Q(**{f"{holder.reverse}__in": visible_to(user, holder.model)}) for holder in holders()]
    return addresses.filter(reduce(or_, own)) if own else addresses.none()


def register_policies() -> None:
    """Called once when apps are ready."""
    register_access(AccessPolicy(Town, can_view_town, _towns))
    register_access(AccessPolicy(Address, can_view_address, _addresses))

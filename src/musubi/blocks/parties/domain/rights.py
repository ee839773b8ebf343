"""Who sees and works the register of parties, and who acts for a party. They read business time at the edge."""

from __future__ import annotations

from typing import Any

import rules

from musubi.blocks.accounts.domain.roles import has_role, roles_on
from musubi.blocks.accounts.enums import Role
from musubi.blocks.kernel import clock
from musubi.blocks.parties.domain.acting import acted_for_ids, representations_of
from musubi.blocks.parties.enums import RepresentationRole
from musubi.blocks.parties.models import Party


@rules.predicate
def sees_parties(user: Any) -> bool:
    """The city's own staff, and auditors; never partners: what a party told the city stays with the city."""
    return has_role(user, *Role.city_staff(), Role.AUDITOR, day=clock.today())


@rules.predicate
def works_parties(user: Any) -> bool:
    """The city's own staff."""
    return has_role(user, *Role.city_staff(), day=clock.today())


@rules.predicate
def merges_parties(user: Any) -> bool:
    """Those who keep the register in order: the secretariat, heads and coordinators."""
    return has_role(user, Role.SECRETARIAT, Role.DIVISION_HEAD, Role.COORDINATOR, day=clock.today())


@rules.predicate
def erases_parties(user: Any) -> bool:
    """Heads and the secretariat: what is erased does not come back."""
    return has_role(user, Role.SECRETARIAT, Role.DIVISION_HEAD, day=clock.today())


@rules.predicate
def updates_register(user: Any) -> bool:
    """Those who take in the tax agency's files."""
    return has_role(user, Role.ADMINISTRATOR, Role.SECRETARIAT, day=clock.today())


@rules.predicate
def acts_for(user: Any, party: Party) -> bool:
    """Whether the user may act for the party today."""
    return party.pk in acted_for_ids(user=user, day=clock.today())


@rules.predicate
def may_admit(user: Any, party: Party) -> bool:
    """Whether the user may let others act for the party: its own person or representative, and not merely self-declared."""
    return any(
        one.party_id == party.pk and one.role in RepresentationRole.may_admit() and not one.self_declared
        for one in representations_of(user=user, day=clock.today())
    )


@rules.predicate
def keeps_party(user: Any, party: Party) -> bool:
    """Whether the user may change what the party tells of itself: its own person or representative, never an agent."""
    held = representations_of(user=user, day=clock.today())
    return any(one.party_id == party.pk and one.role in RepresentationRole.may_admit() for one in held)


@rules.predicate
def is_applicant(user: Any) -> bool:
    """Somebody with an account and no post: a business, a person, an agent."""
    return bool(getattr(user, "is_authenticated", False) and user.is_active) and not roles_on(user=user, day=clock.today())


@rules.predicate
def can_view_party(user: Any, party: Party) -> bool:
    """Those who see the register, and those who act for the party."""
    return sees_parties(user) or acts_for(user, party)

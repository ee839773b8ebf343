"""Who may see and change people, organisations and the office: predicates and their `visible_to` twins."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import QuerySet

from musubi.blocks.accounts.models import Invitation, Membership, OfficeSettings, Organization, User
from musubi.blocks.accounts.predicates import is_administrator, is_secretariat, is_signed_in
from musubi.blocks.audit.models import Event
from musubi.blocks.kernel.access import AccessPolicy, register_access

MANAGE_PEOPLE = "accounts.manage_people"
manages_people = is_administrator | is_secretariat


@rules.predicate
def can_view_user(user: Any, person: User) -> bool:
    """Oneself; everyone for those who manage people."""
    return is_signed_in(user) and (person.pk == user.pk or manages_people(user))


@rules.predicate
def can_view_membership(user: Any, post: Membership) -> bool:
    """One's own posts; all for those who manage people."""
    return is_signed_in(user) and (post.user_id == user.pk or manages_people(user))


@rules.predicate
def can_view_organization(user: Any, body: Organization) -> bool:
    """Everyone with an account."""
    return is_signed_in(user)


@rules.predicate
def can_view_office(user: Any, settings: OfficeSettings) -> bool:
    """Those who manage people."""
    return manages_people(user)


@rules.predicate
def can_view_invitation(user: Any, invitation: Invitation) -> bool:
    """Those who manage people; the invited person reads it by its link only."""
    return manages_people(user)


@rules.predicate
def can_view_event(user: Any, event: Event) -> bool:
    """Those who manage people; others see a record's history only on that record's own page."""
    return manages_people(user)


def _users(user: Any, people: QuerySet[User]) -> QuerySet[User]:
    if not is_signed_in(user):
        return people.none()
    return people if manages_people(user) else people.filter(pk=user.pk)


def _memberships(user: Any, posts: QuerySet[Membership]) -> QuerySet[Membership]:
    if not is_signed_in(user):
        return posts.none()
    return posts if manages_people(user) else posts.filter(user=user)


def _organizations(user: Any, bodies: QuerySet[Organization]) -> QuerySet[Organization]:
    return bodies if is_signed_in(user) else bodies.none()


def _managed(user: Any, records: QuerySet[Any]) -> QuerySet[Any]:
    return records if manages_people(user) else records.none()


def register_policies() -> None:
    """Called once when apps are ready."""
    rules.add_perm(MANAGE_PEOPLE, manages_people)
    register_access(AccessPolicy(User, can_view_user, _users))
    register_access(AccessPolicy(Membership, can_view_membership, _memberships))
    register_access(AccessPolicy(Organization, can_view_organization, _organizations))
    register_access(AccessPolicy(OfficeSettings, can_view_office, _managed))
    register_access(AccessPolicy(Invitation, can_view_invitation, _managed))
    register_access(AccessPolicy(Event, can_view_event, _managed))

"""Who sees which record of a desk: predicates and their queryset twins, used by access.py and by every list."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from musubi.blocks.accounts.domain.roles import has_role
from musubi.blocks.accounts.enums import Role
from musubi.blocks.desks.enums import Visibility
from musubi.blocks.kernel import clock
from musubi.blocks.vision.domain.desks import may_see_desk, of_seen_desks, organizations_of


def reads_everything(user: Any) -> bool:
    """The city's staff and auditors."""
    return has_role(user, *Role.city_staff(), Role.AUDITOR, day=clock.today())


def may_see_record(user: Any, record: Any) -> bool:
    """A record with `item`, `visibility` and `organization`: of a desk one sees, and not another body's internal one."""
    if reads_everything(user):
        return True
    if record.visibility == Visibility.INTERNAL and record.organization_id not in organizations_of(user, day=clock.today()):
        return False
    return may_see_desk(user, record.item)


def of_seen_records(user: Any, prefix: str = "") -> Q:
    """The queryset twin of `may_see_record`."""
    if reads_everything(user):
        return Q()
    own = Q(**{f"{prefix}organization__in": organizations_of(user, day=clock.today())})
    open_to_partners = ~Q(**{f"{prefix}visibility": Visibility.INTERNAL})
    return of_seen_desks(user, f"{prefix}item") & (open_to_partners | own)

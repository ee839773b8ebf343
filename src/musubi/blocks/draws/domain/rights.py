"""Who works a draw inside the office, and what the public sees: predicates with their list twins."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import Q

from musubi.blocks.accounts.domain.roles import has_role
from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.predicates import is_auditor, is_city_staff
from musubi.blocks.draws.enums import DrawStatus
from musubi.blocks.draws.models import Draw
from musubi.blocks.kernel import clock
from musubi.blocks.vision.domain.desks import begins_at_desk, desks_worked_by, may_work_desk

NOTHING = Q(pk__in=[])


@rules.predicate
def sees_draws(user: Any) -> bool:
    """City staff and auditors: they may open the list, and see who takes part only at their own desks."""
    return is_city_staff(user) or is_auditor(user)


prepares_draws = begins_at_desk


@rules.predicate
def works_draw(user: Any, draw: Draw) -> bool:
    """City staff who work the desk of the draw's item."""
    return is_city_staff(user) and may_work_desk(user, draw.item)


@rules.predicate
def cancels_draw(user: Any, draw: Draw) -> bool:
    """The head (課長) at that desk."""
    return has_role(user, Role.DIVISION_HEAD, day=clock.today()) and works_draw(user, draw)


@rules.predicate
def sees_draw(user: Any, draw: Draw) -> bool:
    """Everybody once the list was fixed; the city's staff and auditors before."""
    return draw.is_told or sees_draws(user)


def of_seen_draws(user: Any, prefix: str = "") -> Q:
    """The twin of `sees_draw`; `prefix` leads from a record to its draw, e.g. `draw__`."""
    if sees_draws(user):
        return Q(**{f"{prefix}pk__isnull": False})
    return Q(**{f"{prefix}status__in": DrawStatus.told(), f"{prefix}closed_at__isnull": False})


@rules.predicate
def sees_office_record(user: Any, draw: Draw) -> bool:
    """Who takes part, and what the office notes: who works the desk, and auditors."""
    return is_auditor(user) or works_draw(user, draw)


def of_office_records(user: Any, prefix: str = "draw__") -> Q:
    """The twin of `sees_office_record`."""
    if is_auditor(user):
        return Q(**{f"{prefix}pk__isnull": False})
    if not is_city_staff(user):
        return NOTHING
    return Q(**{f"{prefix}item__in": desks_worked_by(user).values("pk")})

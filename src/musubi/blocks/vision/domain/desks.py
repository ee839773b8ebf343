"""The desk of a code: which item of the plan in force it is, in which year it is read, and who works there.

Other apps hang their records on the item (`PlanItem`) and a fiscal year, and their pages on the desk's tabs.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import rules
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from musubi.blocks.accounts.domain.roles import has_role, memberships_on, request_cache
from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Organization
from musubi.blocks.accounts.predicates import is_city_staff, is_secretariat
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.dates import asked_fiscal_year, fiscal_year_of
from musubi.blocks.vision.domain.editions import plan_in_force
from musubi.blocks.vision.domain.roadmap import Step
from musubi.blocks.vision.models import PlanItem, Vision

WORKING_ROLES = (Role.DIVISION_HEAD, Role.COORDINATOR, Role.DIVISION_STAFF, Role.PARTNER)
FIRST_YEAR, LAST_YEAR = 1989, 2200


class DeskNotFoundError(Exception):
    """No item of the plan in force bears the code."""

    code = "no_desk"


@dataclass(frozen=True)
class Desk:
    """The item of a code in the plan in force, with what every page of its desk shows."""

    vision: Vision
    item: PlanItem
    ancestors: tuple[PlanItem, ...]
    fiscal_year: int
    years: tuple[int, ...]
    may_work: bool

    @property
    def code(self) -> str:
        """The item's code, e.g. A-P1."""
        return self.item.code

    @property
    def letter(self) -> str:
        """The lead project's letter in lower case, which gives the page its colour."""
        return (self.ancestors[0].code if self.ancestors else self.item.code)[:1].lower()


def open_desk(*, user: Any, code: str, year: str = "") -> Desk:
    """The desk of `code` in the fiscal year that was asked for, else the running one; six queries at any size.

    Raises DeskNotFoundError.
    """
    vision = plan_in_force()
    item = None if vision is None else vision.items.select_related("level", "parent__parent__parent__parent").filter(code=code).first()
    if vision is None or item is None:
        raise DeskNotFoundError(_("「%(code)s」という番号は、現行の計画にありません") % {"code": code})
    ancestors: list[PlanItem] = []
    above = item.parent
    while above is not None:
        ancestors.insert(0, above)
        above = above.parent
    running = fiscal_year_of(clock.today())
    chosen = asked_year(year, running)
    return Desk(vision, item, tuple(ancestors), chosen, years_of_plan(vision, running, chosen), may_work_desk(user, item))


def asked_year(text: str, running: int) -> int:
    """The fiscal year that an address asks for; the running one where it asks for none that can be read."""
    year = asked_fiscal_year(text)
    return year if year is not None and FIRST_YEAR <= year <= LAST_YEAR else running


def years_of_plan(vision: Vision, running: int, chosen: int) -> tuple[int, ...]:
    """The plan's years up to the next one, newest first."""
    first = min((period.first_fiscal_year for period in vision.periods.all()), default=running)
    return tuple(sorted({*range(min(first, running), running + 2), chosen}, reverse=True))


StepSource = Callable[[Any, Mapping[str, str], dt.date], Mapping[str, Sequence[Step]]]
_step_sources: list[StepSource] = []


def register_steps(source: StepSource) -> None:
    """Let an app put its milestones and tasks on the live roadmap.

    `source(user, {item's uid: code}, today)` gives those that the user may see by the item's uid, in at most two queries.
    """
    _step_sources.append(source)


def steps_of(user: Any, items: Mapping[str, str], *, today: dt.date) -> dict[str, list[Step]]:
    """The milestones and tasks that the user may see, by the item's uid and in the order of their days; `items` is uid → code."""
    found: dict[str, list[Step]] = defaultdict(list)
    for source in _step_sources:
        for uid, steps in source(user, items, today).items():
            found[uid].extend(steps)
    return {uid: sorted(steps, key=lambda step: step.day) for uid, steps in found.items()}


def organizations_of(user: Any, *, day: dt.date) -> frozenset[int]:
    """Ids of the organisations for which the user works on `day`: those of the posts, and the units above them."""
    posts = [post for post in memberships_on(user=user, day=day) if post.role in WORKING_ROLES]
    if not posts:
        return frozenset()
    cache = request_cache(user, "_working_organizations")
    if day not in cache:
        own = Organization.objects.filter(pk__in=[post.organization_id for post in posts])
        rows = own.values_list("pk", "parent", "parent__parent", "parent__parent__parent")
        cache[day] = frozenset(pk for row in rows for pk in row if pk is not None)
    found: frozenset[int] = cache[day]
    return found


def _works_everywhere(user: Any, day: dt.date) -> bool:
    return has_role(user, Role.SECRETARIAT, day=day)


def _sees_everything(user: Any, day: dt.date) -> bool:
    return has_role(user, *Role.city_staff(), Role.AUDITOR, day=day)


def desks_worked_by(user: Any) -> QuerySet[PlanItem]:
    """Items at whose desk the user may write: the secretariat all, others those assigned to their organisations."""
    day = clock.today()
    if _works_everywhere(user, day):
        return PlanItem.objects.all()
    return PlanItem.objects.filter(assignments__organization__in=organizations_of(user, day=day)).distinct()


def desks_seen_by(user: Any) -> QuerySet[PlanItem]:
    """Items whose desk the user may read: the city's staff and auditors all, partners those assigned to them."""
    if _sees_everything(user, clock.today()):
        return PlanItem.objects.all()
    return desks_worked_by(user)


@rules.predicate
def may_work_desk(user: Any, item: PlanItem) -> bool:
    """Whether `item` is among `desks_worked_by(user)`."""
    day = clock.today()
    if _works_everywhere(user, day):
        return True
    mine = organizations_of(user, day=day)
    return bool(mine) and item.assignments.filter(organization__in=mine).exists()


@rules.predicate
def begins_at_desk(user: Any, item: PlanItem | None = None) -> bool:
    """City staff who work the item's desk, and may begin there what the city alone begins; without an item, some desk."""
    if not is_city_staff(user):
        return False
    if item is None:
        return is_secretariat(user) or desks_worked_by(user).exists()
    return may_work_desk(user, item)


@rules.predicate
def may_see_desk(user: Any, item: PlanItem) -> bool:
    """Whether `item` is among `desks_seen_by(user)`."""
    return _sees_everything(user, clock.today()) or may_work_desk(user, item)


def of_seen_desks(user: Any, prefix: str = "item") -> Q:
    """A filter for records that hang on an item: those of desks that the user may read, in one query."""
    return Q() if _sees_everything(user, clock.today()) else Q(**{f"{prefix}__in": desks_seen_by(user).values("pk")})

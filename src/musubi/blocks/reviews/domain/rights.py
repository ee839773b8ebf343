"""Who works a panel in the office, who reviews in it, and who is kept from which file: predicates with their list twins.

Whoever sits on a panel reads its score sheets as a reviewer, never as the office, whatever post the person also holds.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import rules
from django.db.models import Exists, OuterRef, Q

from musubi.blocks.accounts.domain.roles import has_role, request_cache
from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.predicates import is_city_staff
from musubi.blocks.applications.domain import rights as filing_rights
from musubi.blocks.applications.domain.barriers import is_barred, not_barred
from musubi.blocks.kernel import clock
from musubi.blocks.reviews.enums import InterestAnswer, OthersShown, PanelStatus, Ruling, SheetChannel, SheetStatus
from musubi.blocks.reviews.models import Exclusion, InterestDeclaration, Panel, PanelEntry, Reviewer, ScoreSheet

NOTHING = Q(pk__in=[])
CLEARED = Q(answer=InterestAnswer.NONE) | Q(answer=InterestAnswer.INTEREST, ruling=Ruling.ADMITTED)


def _known(user: Any) -> bool:
    return bool(getattr(user, "is_authenticated", False) and user.is_active)


def _shut(condition: Q, *fields: str) -> Any:
    """Rows of exclusions that stand and of declared interests on which nobody ruled yet, in one query."""
    standing = Exclusion.objects.filter(condition, lifted_at__isnull=True).order_by()
    waiting = InterestDeclaration.objects.filter(condition, answer=InterestAnswer.INTEREST, ruling="").order_by()
    return standing.values_list(*fields).union(waiting.values_list(*fields))


def kept_from(user: Any) -> Iterable[int]:
    """Keys of applications from which the user is kept. Registered as a barrier of `applications`."""
    return [application for (application,) in _shut(Q(reviewer__member__user=user), "entry__application")]


def kept_since(user: Any) -> list[tuple[str, int, dt.datetime]]:
    """Public ids of the applications from which the user is kept, each with the body that reviews it and since when."""
    condition, fields = Q(reviewer__member__user=user), ("entry__application__uid", "entry__panel__body")
    standing = Exclusion.objects.filter(condition, lifted_at__isnull=True).order_by().values_list(*fields, "decided_at")
    waiting = InterestDeclaration.objects.filter(condition, answer=InterestAnswer.INTEREST, ruling="").order_by()
    return list(standing.union(waiting.values_list(*fields, "declared_at")))


def kept_records() -> dict[int, frozenset[str]]:
    """By user, the public ids of the applications and of their places before panels from which the user is kept.

    Registered as a barrier of tasks.
    """
    found: dict[int, set[str]] = defaultdict(set)
    fields = ("reviewer__member__user", "entry__uid", "entry__application__uid")
    for user, entry, application in _shut(Q(reviewer__member__user__isnull=False), *fields):
        found[user] |= {entry, application}
    return {user: frozenset(uids) for user, uids in found.items()}


def seats_of(user: Any) -> frozenset[int]:
    """Keys of the panels that the user reviews in; asked once per request."""
    if not _known(user):
        return frozenset()
    cache = request_cache(user, "_panels_of_reviewer")
    if "all" not in cache:
        cache["all"] = frozenset(Reviewer.objects.filter(member__user=user, left_on__isnull=True).values_list("panel", flat=True))
    found: frozenset[int] = cache["all"]
    return found


@rules.predicate
def is_reviewer(user: Any) -> bool:
    """Reviews in some panel, or holds the role of a reviewer."""
    return bool(seats_of(user)) or has_role(user, Role.REVIEWER, day=clock.today())


@rules.predicate
def sees_panels(user: Any) -> bool:
    """City staff and auditors: each finds the panels of the own desks."""
    return filing_rights.sees_some_applications(user)


@rules.predicate
def works_panel(user: Any, panel: Panel) -> bool:
    """City staff who work the desk of the panel's call."""
    return is_city_staff(user) and filing_rights.works_application(user, panel.call)


@rules.predicate
def unlocks_sheets(user: Any, panel: Panel) -> bool:
    """The head at that desk."""
    return filing_rights.lifts_rules(user, panel.call)


def serves(user: Any, panel: Panel) -> bool:
    """The panel's office, and auditors."""
    return filing_rights.sees_office_record(user, panel.call)


def of_served(user: Any, prefix: str = "") -> Q:
    """The twin of `serves`; `prefix` leads to the panel, e.g. `panel__`."""
    return filing_rights.of_office_records(user, f"{prefix}call__")


def _sits(user: Any, panel: Panel) -> bool:
    return panel.pk in seats_of(user) and panel.status != PanelStatus.PREPARING


def _of_seats(user: Any, prefix: str = "") -> Q:
    return Q(**{f"{prefix}pk__in": seats_of(user)}) & ~Q(**{f"{prefix}status": PanelStatus.PREPARING})


def sees_panel(user: Any, panel: Panel) -> bool:
    """Office and reviewers; the latter once it is open."""
    return serves(user, panel) or _sits(user, panel)


def of_seen_panels(user: Any, prefix: str = "") -> Q:
    """The twin of `sees_panel`."""
    return of_served(user, prefix) | _of_seats(user, prefix)


def sees_entry(user: Any, entry: PanelEntry) -> bool:
    """Office and reviewers of the panel, unless kept from the application."""
    if is_barred(user, entry.application):
        return False
    return serves(user, entry.panel) or (_sits(user, entry.panel) and entry.removed_at is None)


def of_seen_entries(user: Any, prefix: str = "") -> Q:
    """The twin of `sees_entry`; `prefix` leads to the entry."""
    seen = of_served(user, f"{prefix}panel__") | (_of_seats(user, f"{prefix}panel__") & Q(**{f"{prefix}removed_at__isnull": True}))
    return seen & not_barred(user, f"{prefix}application__")


def is_self(user: Any, reviewer: Reviewer) -> bool:
    """The reviewer's own account, while the person reviews."""
    return _known(user) and reviewer.member.user_id == user.pk and reviewer.left_on is None


def of_self(user: Any, prefix: str = "") -> Q:
    """The twin of `is_self`; `prefix` leads to the reviewer."""
    return Q(**{f"{prefix}member__user": user.pk, f"{prefix}left_on__isnull": True}) if _known(user) else NOTHING


def serves_entry(user: Any, entry: PanelEntry) -> bool:
    """The office of the entry's panel, unless kept from the application."""
    return serves(user, entry.panel) and not is_barred(user, entry.application)


def of_served_entries(user: Any, prefix: str = "") -> Q:
    """The twin of `serves_entry`; `prefix` leads to the entry."""
    return of_served(user, f"{prefix}panel__") & not_barred(user, f"{prefix}application__")


def is_cleared(user: Any, entry: PanelEntry) -> bool:
    """Whether the user, as a reviewer of the panel, declared and may open the file."""
    return InterestDeclaration.objects.filter(CLEARED, of_self(user, "reviewer__"), entry=entry).exists() and not is_barred(user, entry.application)


def sees_sheet(user: Any, sheet: ScoreSheet) -> bool:
    """The own sheet; the office what was handed in; other reviewers after their own, or after the close, as the panel says."""
    entry, reviewer = sheet.assignment.entry, sheet.assignment.reviewer
    panel = entry.panel
    if is_barred(user, entry.application):
        return False
    if is_self(user, reviewer):
        return _sits(user, panel) and sheet.assignment.ended_at is None
    if panel.pk not in seats_of(user):
        return serves(user, panel) and (sheet.status == SheetStatus.SUBMITTED or sheet.channel != SheetChannel.SCREEN)
    if sheet.status != SheetStatus.SUBMITTED or sheet.assignment.ended_at is not None or not is_cleared(user, entry):
        return False
    if panel.status == PanelStatus.CLOSED:
        return True
    own = ScoreSheet.objects.filter(of_self(user, "assignment__reviewer__"), assignment__entry=entry, assignment__ended_at__isnull=True)
    return panel.others_shown == OthersShown.AFTER_OWN and own.filter(status=SheetStatus.SUBMITTED).exists()


def of_seen_sheets(user: Any, prefix: str = "") -> Q:
    """The twin of `sees_sheet`; `prefix` leads to the sheet."""
    if not _known(user):
        return NOTHING
    at, panel = f"{prefix}assignment__entry", f"{prefix}assignment__entry__panel"
    current = Q(**{f"{prefix}assignment__ended_at__isnull": True})
    own = of_self(user, f"{prefix}assignment__reviewer__") & _of_seats(user, f"{panel}__") & current
    handed_in = Q(**{f"{prefix}status": SheetStatus.SUBMITTED})
    office = of_served(user, f"{panel}__") & ~Q(**{f"{panel}__in": seats_of(user)}) & (handed_in | ~Q(**{f"{prefix}channel": SheetChannel.SCREEN}))
    found = own | office
    if seats_of(user):
        cleared = InterestDeclaration.objects.filter(CLEARED, of_self(user, "reviewer__"), entry=OuterRef(at))
        scored = ScoreSheet.objects.filter(
            of_self(user, "assignment__reviewer__"),
            assignment__entry=OuterRef(at),
            assignment__ended_at__isnull=True,
            status=SheetStatus.SUBMITTED,
        )
        shown = Q(**{f"{panel}__status": PanelStatus.CLOSED}) | (Q(**{f"{panel}__others_shown": OthersShown.AFTER_OWN}) & Exists(scored))
        found |= handed_in & current & Q(**{f"{panel}__in": seats_of(user)}) & Q(Exists(cleared)) & shown
    return found & not_barred(user, f"{at}__application__")


def may_read_results(user: Any, panel: Panel) -> bool:
    """Who reads what the sheets add up to: the office; whoever reviews in the panel only after the close."""
    return serves(user, panel) and (panel.pk not in seats_of(user) or panel.status == PanelStatus.CLOSED)


def may_type_in(user: Any, reviewer: Reviewer) -> bool:
    """Whether somebody of the office may handle a reviewer's sheets: nobody who reviews in the same panel."""
    return reviewer.panel_id not in seats_of(user)


def reads_ties(user: Any, panel: Panel) -> bool:
    """Who reads reviewers' ties and the hints from them: the office, but nobody who reviews in the same panel."""
    return serves(user, panel) and panel.pk not in seats_of(user)


def of_read_ties(user: Any, prefix: str) -> Q:
    """The twin of `reads_ties`; `prefix` leads to the panel."""
    return of_served(user, prefix) & ~Q(**{f"{prefix}pk__in": seats_of(user)})

"""保存期間 of applications and appointments: each call's own number of fiscal years after the last day on which anything was going on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from musubi.blocks.accounts.domain.office import office
from musubi.blocks.applications.domain.agents.held import covers
from musubi.blocks.applications.enums import ApplicationStatus
from musubi.blocks.applications.models import Agent, Application
from musubi.blocks.kernel.dates import fiscal_year_of, fiscal_year_starts_on
from musubi.blocks.parties.domain.erasure import WHILE_OPEN
from musubi.blocks.parties.models import Party

YEARS = 5  # of terms that were frozen before calls had a period of their own; a longer period may stand at the party itself
LEAST = 1
READ_WITH = ("status_changes", "obligations", "assets", "repayments")


def after(last: dt.date, years: int = YEARS) -> dt.date:
    """The first day after the period of what ended on `last`: 1 April after so many further fiscal years."""
    return fiscal_year_starts_on(fiscal_year_of(last) + 1 + years)


def years_of(application: Application) -> int:
    """For how many years the file is kept: as the terms say under which it was begun."""
    return int(application.terms.content.get("keep_years") or YEARS)


def agent_years(agent: Agent) -> int:
    """Those of its application, or of its call's newest terms; of a whole period those of the office."""
    if agent.application is not None:
        return years_of(agent.application)
    newest = agent.call.versions.order_by("-number").first() if agent.call is not None else None
    if newest is not None:
        return int(newest.content.get("keep_years") or YEARS)
    return office().keep_years


def application_kept_until(application: Application) -> dt.date:
    """The first day on which its content may be erased; `WHILE_OPEN` as long as something is expected of anybody.

    Restrictions of assets and the term of a certificate count, so that what may still be asked about stays.
    """
    owed = [row for row in application.obligations.all() if row.done_on is None]
    back = [row for row in application.repayments.all() if row.paid_on is None]
    if application.status not in ApplicationStatus.ended() or owed or back:
        return WHILE_OPEN
    days = [timezone.localtime(row.at).date() for row in application.status_changes.all()]
    days += [row.done_on for row in application.obligations.all() if row.done_on is not None]
    days += [row.paid_on for row in application.repayments.all() if row.paid_on is not None]
    days += [row.restricted_until for row in application.assets.all() if row.disposed_on is None]
    certificate = getattr(application, "certificate", None)
    if certificate is not None:
        days += [day for day in (certificate.revoked_on or certificate.valid_until,) if day is not None]
    days.append(timezone.localtime(application.submitted_at or application.saved_at).date())
    return after(max(days), years_of(application))


def party_needed_until(party: Party) -> dt.date | None:
    """The first day on which the party's applications no longer need it; None without any that still hold something."""
    rows = party.applications.exclude(status=ApplicationStatus.DRAFT).filter(erased_on__isnull=True)
    days = [application_kept_until(row) for row in rows.select_related("certificate", "terms").prefetch_related(*READ_WITH)]
    return max(days) if days else None


def agent_kept_until(agent: Agent, applications: Iterable[Application]) -> dt.date:
    """As long as an application under it is kept (`applications`: those of the party that are not erased), at least its own period."""
    day = min(agent.ends_on, timezone.localtime(agent.revoked_at).date()) if agent.revoked_at is not None else agent.ends_on
    return max([after(day, agent_years(agent)), *(application_kept_until(each) for each in applications if covers(agent, each))])


def due_applications(rows: QuerySet[Application], *, today: dt.date) -> list[Application]:
    """Of these applications, those whose period is over and whose content is still there, oldest first."""
    old = rows.filter(
        erased_on__isnull=True, status__in=ApplicationStatus.ended(), submitted_at__lt=_begin(fiscal_year_starts_on(fiscal_year_of(today) - LEAST))
    )
    found = old.select_related("call__item", "party", "certificate", "terms").prefetch_related(*READ_WITH).order_by("submitted_at", "pk")
    return [row for row in found if application_kept_until(row) <= today]


def due_agents(rows: QuerySet[Agent], *, today: dt.date) -> list[Agent]:
    """Of these appointments, those whose period is over and under which nothing is kept any more."""
    ended = Q(ends_on__lt=fiscal_year_starts_on(fiscal_year_of(today) - LEAST)) | Q(revoked_at__isnull=False)
    found = list(
        rows.filter(ended, erased_on__isnull=True)
        .select_related("party", "call", "application__call", "application__terms")
        .order_by("ends_on", "pk")
    )
    kept: dict[Any, list[Application]] = {}
    held = Application.objects.filter(party__in={each.party_id for each in found}, erased_on__isnull=True)
    for row in held.select_related("certificate", "terms").prefetch_related(*READ_WITH):
        kept.setdefault(row.party_id, []).append(row)
    return [each for each in found if agent_kept_until(each, kept.get(each.party_id, ())) <= today]


def _begin(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=timezone.get_default_timezone())

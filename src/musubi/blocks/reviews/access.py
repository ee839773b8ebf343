"""Who may see panels and what hangs on them: each model's predicate beside its `visible_to` twin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import rules
from django.db.models import Q, QuerySet

from musubi.blocks.applications.domain.barriers import barred_applications, is_barred, not_barred, register_barrier
from musubi.blocks.applications.domain.rights import prepares_calls
from musubi.blocks.applications.models import Application
from musubi.blocks.draws.models import DrawEntry, PastEntry, PromotionOffer
from musubi.blocks.kernel.access import AccessPolicy, register_access, register_limit
from musubi.blocks.meetings.models import PaperFile, PaperPlan
from musubi.blocks.money.models import Contract, ContractChange, ContractInspection, ContractShare, Payment
from musubi.blocks.notifications.domain.barriers import register_task_barrier
from musubi.blocks.notifications.models import OutboxMessage
from musubi.blocks.reviews import models
from musubi.blocks.reviews.domain import rights
from musubi.blocks.reviews.domain.selection.rights import of_seen_selections, sees_selection, works_selection
from musubi.blocks.reviews.rules import PREPARE_PANELS, REVIEW, SEE_PANELS, UNLOCK_SHEET, WORK_PANEL, WORK_SELECTION


def _policy(model: Any, can_view: Callable[[Any, Any], bool], condition: Callable[[Any], Q]) -> AccessPolicy:
    """`condition(user)` is the queryset twin of `can_view(user, record)`."""

    def visible(user: Any, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(condition(user))

    return AccessPolicy(model, rules.predicate(can_view, name=f"view_{model._meta.model_name}"), visible)


def _declaration(user: Any, row: models.InterestDeclaration) -> bool:
    """The own one and the office's, while nothing keeps the user from the file: records of files lead to their names."""
    return not is_barred(user, row.entry.application) and (rights.is_self(user, row.reviewer) or rights.serves(user, row.entry.panel))


def _of_declarations(user: Any) -> Q:
    return (rights.of_self(user, "reviewer__") | rights.of_served(user, "entry__panel__")) & not_barred(user, "entry__application__")


def _assignment(user: Any, row: models.ReviewAssignment) -> bool:
    own = rights.is_self(user, row.reviewer) and row.ended_at is None and rights.sees_entry(user, row.entry)
    return own or rights.serves_entry(user, row.entry)


def _of_assignments(user: Any) -> Q:
    own = rights.of_self(user, "reviewer__") & Q(ended_at__isnull=True) & rights.of_seen_entries(user, "entry__")
    return own | rights.of_served_entries(user, "entry__")


def _of_contracts(path: str) -> Callable[[Any], Q | None]:
    """What the books of money hold of a file: `path` leads from the record to the application whose award it pays."""

    def kept(user: Any) -> Q | None:
        keys = barred_applications(user)
        return Q(**{f"{path}__in": keys}) if keys else None

    return kept


def _mail_about(user: Any) -> Q | None:
    """Mail to others about a file: it links to the file or to its place before a panel, or gives its number."""
    keys = barred_applications(user)
    if not keys:
        return None
    found = Q(pk__in=[])
    for uid, number in Application.objects.filter(pk__in=keys).values_list("uid", "number"):
        found |= Q(body__contains=uid) | (Q(body__contains=number) | Q(subject__contains=number) if number else Q(pk__in=[]))
    for uid in models.PanelEntry.objects.filter(application__in=keys).values_list("uid", flat=True):
        found |= Q(body__contains=uid)
    return found


def _papers_about(user: Any) -> Q | None:
    """Papers of meetings that name a file; of those that nobody can read through, what its panel's body was given before the user was kept."""
    if not barred_applications(user):
        return None
    found = Q(pk__in=[])
    for uid, body, since in rights.kept_since(user):
        found |= Q(about__contains=uid) | Q(about=PaperFile.UNKNOWN, papers__meeting__body=body, papers__issued_at__lt=since)
    return found


def _brought_papers(user: Any) -> Q | None:
    """Files that the office brought along for a meeting of the panel's body before the user was kept from the file."""
    if not barred_applications(user):
        return None
    found = Q(pk__in=[])
    for _uid, body, since in rights.kept_since(user):
        found |= Q(meeting__body=body, file__issued_at__lt=since)
    return found


def _of_draws(path: str) -> Callable[[Any], Q | None]:
    """Entries that a draw took from a call: `path` leads from the record to the entry."""

    def kept(user: Any) -> Q | None:
        keys = barred_applications(user)
        uids = list(Application.objects.filter(pk__in=keys).values_list("uid", flat=True)) if keys else []
        return Q(**{f"{path}source_id__in": uids}) if uids else None

    return kept


def register_policies() -> None:
    """Called once when apps are ready."""
    register_barrier(rights.kept_from)
    register_limit(DrawEntry, _of_draws(""))
    register_limit(PromotionOffer, _of_draws("entry__"))
    register_limit(PastEntry, _of_draws("entry__"))
    register_limit(PastEntry, _of_draws("earlier__"))
    register_limit(OutboxMessage, _mail_about)
    register_limit(PaperFile, _papers_about)
    register_limit(PaperPlan, _brought_papers)
    register_limit(Contract, _of_contracts("award"))
    for model in (ContractChange, ContractInspection, ContractShare, Payment):
        register_limit(model, _of_contracts("contract__award"))
    register_task_barrier(rights.kept_records)
    rules.add_perm(SEE_PANELS, rights.sees_panels)
    rules.add_perm(PREPARE_PANELS, prepares_calls)
    rules.add_perm(WORK_PANEL, rights.works_panel)
    rules.add_perm(WORK_SELECTION, works_selection)
    rules.add_perm(UNLOCK_SHEET, rights.unlocks_sheets)
    rules.add_perm(REVIEW, rights.is_reviewer)
    for policy in (
        _policy(models.Panel, rights.sees_panel, rights.of_seen_panels),
        _policy(models.Reviewer, lambda user, row: rights.sees_panel(user, row.panel), lambda user: rights.of_seen_panels(user, "panel__")),
        _policy(
            models.ReviewerTie,
            lambda user, row: rights.is_self(user, row.reviewer) or rights.reads_ties(user, row.reviewer.panel),
            lambda user: rights.of_self(user, "reviewer__") | rights.of_read_ties(user, "reviewer__panel__"),
        ),
        _policy(models.PanelEntry, rights.sees_entry, rights.of_seen_entries),
        _policy(models.InterestDeclaration, _declaration, _of_declarations),
        _policy(
            models.Exclusion,
            lambda user, row: rights.serves_entry(user, row.entry),
            lambda user: rights.of_served_entries(user, "entry__"),
        ),
        _policy(models.ReviewAssignment, _assignment, _of_assignments),
        _policy(models.ScoreSheet, rights.sees_sheet, rights.of_seen_sheets),
        _policy(models.Score, lambda user, row: rights.sees_sheet(user, row.sheet), lambda user: rights.of_seen_sheets(user, "sheet__")),
        *_selection_policies(),
    ):
        register_access(policy)


def _selection_policies() -> list[AccessPolicy]:
    return [
        _policy(
            models.SelectionRun,
            lambda user, row: sees_selection(user, row.panel),
            lambda user: of_seen_selections(user, "panel__"),
        ),
        _policy(
            models.SelectionList,
            lambda user, row: sees_selection(user, row.panel),
            lambda user: of_seen_selections(user, "panel__"),
        ),
        _policy(
            models.SelectionRow,
            lambda user, row: sees_selection(user, row.list.panel),
            lambda user: of_seen_selections(user, "list__panel__"),
        ),
    ]

"""Who may see the work on translations, and whose turn it is; visitors read finished texts through the records that they may see."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import Exists, OuterRef, QuerySet

from musubi.blocks.accounts.predicates import is_secretariat, is_staff_or_partner, reads_plan
from musubi.blocks.kernel.access import AccessPolicy, register_access
from musubi.blocks.translations.domain.assigning import assignment_for
from musubi.blocks.translations.enums import TranslationState
from musubi.blocks.translations.models import Translation, TranslationAssignment
from musubi.blocks.translations.rules import (
    ASSIGN_TRANSLATIONS,
    REVIEW_TEXT,
    SEE_TRANSLATIONS,
    WORK_TRANSLATIONS,
    WRITE_TEXTS,
)

MOST_WAITING = 20


@rules.predicate
def can_view_translation(user: Any, record: Translation | TranslationAssignment) -> bool:
    """Those who carry the plan out."""
    return reads_plan(user)


@rules.predicate
def can_write_texts(user: Any, assignment: TranslationAssignment | None) -> bool:
    """The translator assigned, and whoever assigns; where nobody is assigned, city staff and partners may begin."""
    if not is_staff_or_partner(user):
        return False
    return assignment is None or assignment.translator_id == user.pk or bool(user.has_perm(ASSIGN_TRANSLATIONS))


@rules.predicate
def can_review_text(user: Any, row: Translation) -> bool:
    """The reviewer assigned; whoever assigns, where there is none in office; nobody who translated the text."""
    if row.status != TranslationState.REVIEW or row.translated_by_id == user.pk or not is_staff_or_partner(user):
        return False
    assigned = assignment_for(row.object_type, row.object_uid, row.language)
    if assigned is not None and assigned.reviewer.is_active:
        return bool(assigned.reviewer_id == user.pk)
    return bool(user.has_perm(ASSIGN_TRANSLATIONS))


def reviewable_by(user: Any, rows: QuerySet[Translation]) -> QuerySet[Translation]:
    """The texts that `can_review_text` lets the person review."""
    if not is_staff_or_partner(user):
        return rows.none()
    own = {"object_type": OuterRef("object_type"), "object_uid": OuterRef("object_uid"), "language": OuterRef("language")}
    assigned = TranslationAssignment.objects.filter(**own, reviewer__is_active=True)
    rows = rows.filter(status=TranslationState.REVIEW).exclude(translated_by=user)
    mine = rows.filter(Exists(assigned.filter(reviewer=user)))
    return mine | rows.filter(~Exists(assigned)) if user.has_perm(ASSIGN_TRANSLATIONS) else mine


def waiting_for(user: Any, rows: QuerySet[Translation]) -> list[Translation]:
    """The first of those, the oldest first."""
    return list(reviewable_by(user, rows).order_by("updated_at", "pk")[:MOST_WAITING])


def _visible(user: Any, records: QuerySet[Any]) -> QuerySet[Any]:
    return records if reads_plan(user) else records.none()


def register_policies() -> None:
    """Called once when apps are ready."""
    rules.add_perm(SEE_TRANSLATIONS, reads_plan)
    rules.add_perm(WORK_TRANSLATIONS, is_staff_or_partner)
    rules.add_perm(WRITE_TEXTS, can_write_texts)
    rules.add_perm(REVIEW_TEXT, can_review_text)
    if not rules.perm_exists(ASSIGN_TRANSLATIONS):  # else a program said who else assigns
        rules.add_perm(ASSIGN_TRANSLATIONS, is_secretariat)
    for model in (Translation, TranslationAssignment):
        register_access(AccessPolicy(model, can_view_translation, _visible))

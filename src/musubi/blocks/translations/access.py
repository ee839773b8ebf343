"""Who may see the work on translations; visitors read finished texts through the records that they may see."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import QuerySet

from musubi.blocks.accounts.predicates import is_staff_or_partner, reads_plan
from musubi.blocks.kernel.access import AccessPolicy, register_access
from musubi.blocks.translations.models import Translation
from musubi.blocks.translations.rules import SEE_TRANSLATIONS, WORK_TRANSLATIONS


@rules.predicate
def can_view_translation(user: Any, translation: Translation) -> bool:
    """Those who carry the plan out."""
    return reads_plan(user)


def _visible(user: Any, translations: QuerySet[Translation]) -> QuerySet[Translation]:
    return translations if reads_plan(user) else translations.none()


def register_policies() -> None:
    """Called once when apps are ready."""
    rules.add_perm(SEE_TRANSLATIONS, reads_plan)
    rules.add_perm(WORK_TRANSLATIONS, is_staff_or_partner)
    register_access(AccessPolicy(Translation, can_view_translation, _visible))

"""Who may see and who may write budgets and contracts; each model's predicate beside its `visible_to` twin."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import QuerySet

from musubi.blocks.kernel.access import AccessPolicy, register_access
from musubi.blocks.kernel.models import Record
from musubi.blocks.money import models
from musubi.blocks.money.domain.rights import may_work_money, sees_money, works_any_money
from musubi.blocks.money.rules import IMPORT_MONEY, SEE_MONEY, WORK_MONEY


@rules.predicate
def can_view_money(user: Any, record: Record) -> bool:
    """City staff and auditors see every desk's money, nobody else any."""
    return sees_money(user)


def _visible(user: Any, records: QuerySet[Any]) -> QuerySet[Any]:
    return records if sees_money(user) else records.none()


def register_policies() -> None:
    """Called once when apps are ready."""
    rules.add_perm(SEE_MONEY, sees_money)
    rules.add_perm(WORK_MONEY, may_work_money)
    rules.add_perm(IMPORT_MONEY, works_any_money)
    for name in models.__all__:
        register_access(AccessPolicy(getattr(models, name), can_view_money, _visible))

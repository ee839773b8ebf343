"""Who may see which files were taken in; what is given out is public."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import QuerySet

from musubi.blocks.accounts.predicates import reads_plan
from musubi.blocks.kernel.access import AccessPolicy, register_access
from musubi.blocks.opendata.models import DataImport
from musubi.blocks.opendata.rules import SEE_IMPORTS


@rules.predicate
def can_view_import(user: Any, record: DataImport) -> bool:
    """Those who carry the plan out."""
    return reads_plan(user)


def _imports(user: Any, records: QuerySet[DataImport]) -> QuerySet[DataImport]:
    return records if reads_plan(user) else records.none()


def register_policies() -> None:
    """Called once when apps are ready."""
    rules.add_perm(SEE_IMPORTS, reads_plan)
    register_access(AccessPolicy(DataImport, can_view_import, _imports))

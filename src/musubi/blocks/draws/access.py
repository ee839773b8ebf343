"""Who may see draws and what hangs on them: each model's predicate beside its `visible_to` twin."""

from __future__ import annotations

from typing import Any

import rules
from django.db import models as django_models
from django.db.models import QuerySet

from musubi.blocks.draws import models
from musubi.blocks.draws.domain import rights
from musubi.blocks.draws.rules import CANCEL_DRAW, PREPARE_DRAWS, SEE_DRAWS, WORK_DRAW
from musubi.blocks.kernel.access import AccessPolicy, register_access

# published with the list or after it; none of them tells who an entrant is
PUBLIC = (models.DrawOption, models.DrawQuota, models.CountedDraw, models.DrawRun, models.DrawOutcome)
# who takes part, what a group's letter stands for, who typed and answered what
OF_OFFICE = (models.DrawGroup, models.DrawEntry, models.PublicValue, models.DrawEvent, models.PromotionOffer)


def _through_draw(model: type[django_models.Model], *, public: bool) -> AccessPolicy:
    predicate, condition = (rights.sees_draw, rights.of_seen_draws) if public else (rights.sees_office_record, rights.of_office_records)

    def can_view(user: Any, record: Any) -> bool:
        return bool(predicate(user, record.draw))

    def visible(user: Any, records: QuerySet[Any]) -> QuerySet[Any]:
        return records.filter(condition(user, "draw__"))

    return AccessPolicy(model, rules.predicate(can_view), visible)


def register_policies() -> None:
    """Called once when apps are ready."""
    rules.add_perm(SEE_DRAWS, rights.sees_draws)
    rules.add_perm(PREPARE_DRAWS, rights.prepares_draws)
    rules.add_perm(WORK_DRAW, rights.works_draw)
    rules.add_perm(CANCEL_DRAW, rights.cancels_draw)
    register_access(AccessPolicy(models.Draw, rights.sees_draw, lambda user, records: records.filter(rights.of_seen_draws(user))))
    for model in PUBLIC:
        register_access(_through_draw(model, public=True))
    for model in OF_OFFICE:
        register_access(_through_draw(model, public=False))
    register_access(
        AccessPolicy(
            models.PastEntry,
            rules.predicate(lambda user, past: bool(rights.sees_office_record(user, past.entry.draw))),
            lambda user, records: records.filter(rights.of_office_records(user, "entry__draw__")),
        )
    )

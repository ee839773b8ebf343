"""Confirm the plan for the public (公表版) and read what was confirmed."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any

from django.db import models, transaction

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.locking import lock
from musubi.blocks.vision.domain.document import PlanDocument
from musubi.blocks.vision.domain.indexing import index_public
from musubi.blocks.vision.domain.store import load_document
from musubi.blocks.vision.enums import VisionStatus
from musubi.blocks.vision.models import Edition, Vision


@transaction.atomic
def confirm_edition(*, vision: Vision, actor: Any, now: dt.datetime, label: str, note: str = "") -> Edition:
    """Keep the plan as it stands as the edition that the public sees from now on."""
    lock(Vision.objects.filter(pk=vision.pk))
    document = load_document(vision)
    last = vision.editions.aggregate(last=models.Max("number"))["last"] or 0
    edition = Edition.objects.create(
        vision=vision,
        number=last + 1,
        label=label,
        note=note,
        content=document.to_json(),
        sha256=document.sha256(),
        confirmed_at=now,
        confirmed_by=actor if getattr(actor, "is_authenticated", False) else None,
    )
    index_public(vision, document)
    record_event(
        actor=actor,
        verb="vision.edition_confirmed",
        obj=vision,
        now=now,
        after={"edition": edition.number, "label": label, "sha256": edition.sha256},
    )
    return edition


def plan_in_force() -> Vision | None:
    """The plan in force, with its publisher; None before a plan is loaded."""
    return Vision.objects.filter(status=VisionStatus.IN_FORCE).select_related("publisher").first()


def public_edition(vision: Vision) -> Edition | None:
    """The last confirmed edition of a plan, without its content."""
    return vision.editions.defer("content").order_by("-number").first()


@lru_cache(maxsize=16)
def _document(pk: int, sha256: str) -> PlanDocument:
    return PlanDocument.from_json(Edition.objects.values_list("content", flat=True).get(pk=pk))


def edition_document(edition: Edition) -> PlanDocument:
    """The document of an edition; kept in memory, since editions never change."""
    return _document(edition.pk, edition.sha256)

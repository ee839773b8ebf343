"""What became of single rows of the plan: the revisions that touched them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Q

from musubi.blocks.vision.models import Vision

SHOWN = 10
MOST_UIDS = 12


def touching(uids: Collection[str]) -> Q:
    """A filter for revisions that changed any of the rows."""
    touched = Q()
    for uid in list(uids)[:MOST_UIDS]:
        touched |= Q(changes__icontains=f'"{uid}"')
    return touched


def revisions_of(vision: Vision, uids: Collection[str]) -> list[dict[str, Any]]:
    """The newest revisions that changed any of the rows; one query."""
    columns = ("number", "title", "reason", "basis_label", "applied_at", "applied_by__name")
    return list(vision.revisions.filter(touching(uids)).order_by("-number").values(*columns)[:SHOWN]) if uids else []

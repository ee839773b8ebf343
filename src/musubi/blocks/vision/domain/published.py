"""What the public sees of a plan: the last confirmed edition as a tree, read once and kept in memory."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from musubi.blocks.vision.domain.document import PlanDocument
from musubi.blocks.vision.domain.editions import edition_document, plan_in_force, public_edition
from musubi.blocks.vision.domain.roadmap import Band
from musubi.blocks.vision.domain.tree import PlanTree, build_tree
from musubi.blocks.vision.enums import VisionStatus
from musubi.blocks.vision.models import Edition, Vision


@dataclass(frozen=True)
class Published:
    """A plan with its last confirmed edition, and that edition as a tree."""

    vision: Vision
    edition: Edition
    tree: PlanTree

    @property
    def in_force(self) -> bool:
        """Whether it is the plan in force (its pages stand under /plan/), or an earlier one (/plans/<slug>/)."""
        return self.vision.status == VisionStatus.IN_FORCE


@lru_cache(maxsize=16)
def _tree(pk: int, sha256: str) -> PlanTree:
    return build_tree(edition_document(Edition(pk=pk, sha256=sha256)))


def edition_tree(edition: Edition) -> PlanTree:
    """The tree of an edition; shared between requests, so nobody may change it."""
    return _tree(edition.pk, edition.sha256)


_redactions: list[Callable[[PlanDocument], PlanDocument]] = []


def register_redaction(redaction: Callable[[PlanDocument], PlanDocument]) -> None:
    """Add what the public may not read of an edition's document; called when apps are ready."""
    _redactions.append(redaction)


@lru_cache(maxsize=16)
def _public_document(pk: int, sha256: str) -> PlanDocument:
    document = edition_document(Edition(pk=pk, sha256=sha256))
    for redaction in _redactions:
        document = redaction(document)
    return document


def public_document(edition: Edition) -> PlanDocument:
    """An edition's document as the public may read it, every table; kept in memory."""
    return _public_document(edition.pk, edition.sha256)


def published(vision: Vision | None) -> Published | None:
    """The plan as last confirmed; None before a plan or its first edition exists. One query, two at the first reading."""
    edition = public_edition(vision) if vision else None
    return Published(vision, edition, edition_tree(edition)) if vision and edition else None


def published_in_force() -> Published | None:
    """The plan in force as last confirmed."""
    return published(plan_in_force())


def published_plan(slug: str) -> Published | None:
    """A plan by its address name, whether in force or ended; a draft that was never confirmed is not public."""
    return published(Vision.objects.filter(slug=slug).select_related("publisher").first())


def earlier_plans() -> list[Vision]:
    """Plans that ended and have a confirmed edition, newest first."""
    found = Vision.objects.filter(status=VisionStatus.SUPERSEDED, editions__isnull=False).distinct()
    return list(found.order_by("-created_at", "pk"))


def ended_plan_with(code: str) -> Vision | None:
    """The newest ended plan whose public edition holds a code, so that old codes stay reachable."""
    for vision in earlier_plans():
        found = published(vision)
        if found and code in found.tree.nodes:
            return vision
    return None


BandSource = Callable[[Vision, dt.date], Mapping[str, Sequence[Band]]]
_band_sources: list[BandSource] = []


def register_bands(source: BandSource) -> None:
    """Let an app tell what came to pass, for the public roadmap: confirmed years by the item's code, in one query once read."""
    _band_sources.append(source)


def bands_of(vision: Vision, *, today: dt.date) -> dict[str, Sequence[Band]]:
    """The confirmed years of a plan's items by their code."""
    return {code: bands for source in _band_sources for code, bands in source(vision, today).items()}

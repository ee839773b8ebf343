"""Tell the search index what the plan holds: the confirmed edition for everyone, the live plan for those who work on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from musubi.blocks.accounts.predicates import is_staff_or_partner
from musubi.blocks.search.domain.index import Found, SearchSource, register_source, replace_entries
from musubi.blocks.vision.domain.document import PlanDocument
from musubi.blocks.vision.domain.tree import PlanTree, build_tree
from musubi.blocks.vision.enums import VisionStatus
from musubi.blocks.vision.models import Vision

PUBLIC, LIVE = "plan", "plan-live"


def register_sources() -> None:
    """Called once when apps are ready."""
    register_source(SearchSource(PUBLIC, _("計画"), lambda _user: Q(), order=10))
    register_source(SearchSource(LIVE, _("計画(作業中)"), _for_staff, order=20))


def _for_staff(user: Any) -> Q | None:
    return Q() if is_staff_or_partner(user) else None


def index_public(vision: Vision, document: PlanDocument) -> int:
    """Index a confirmed edition; returns the number of entries."""
    base = "/plan/" if vision.status == VisionStatus.IN_FORCE else f"/plans/{vision.slug}/"
    return replace_entries(source=PUBLIC, group=vision.uid, found=_found(build_tree(document), base))


def index_live(vision: Vision, document: PlanDocument) -> int:
    """Index the plan as staff work on it; plans that are not in force have their own pages."""
    base = "/staff/desk/" if vision.status == VisionStatus.IN_FORCE else f"/staff/plan/all/{vision.slug}/"
    return replace_entries(source=LIVE, group=vision.uid, found=_found(build_tree(document), base))


def reindex() -> None:
    """Index every plan anew, from its last confirmed edition and from the database."""
    from musubi.blocks.vision.domain.editions import edition_document, public_edition  # noqa: PLC0415 - they index too
    from musubi.blocks.vision.domain.store import load_document  # noqa: PLC0415 - as above

    for vision in Vision.objects.all():
        edition = public_edition(vision)
        if edition:
            index_public(vision, edition_document(edition))
        index_live(vision, load_document(vision))


def _found(tree: PlanTree, base: str) -> Iterator[Found]:
    for order, node in enumerate(tree.nodes.values()):
        row = node.row
        owners = tuple(name for owner in node.owners for name in (owner.name, owner.name_en) if name)
        yield Found(
            object_uid=node.uid,
            title=node.display_name,
            title_en=row["name_en"] or "",
            code=node.code,
            address=f"{base}{node.code}/",
            text=row["summary"] or "",
            text_en=row["summary_en"] or "",
            words=(
                row["name"],
                row["name_kana"] or "",
                row["budget_program_name"] or "",
                row["office_work_code"] or "",
                *owners,
            ),
            order=order,
        )

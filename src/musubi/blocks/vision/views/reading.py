"""Which plan a public page reads, found once per request."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from musubi.blocks.vision.domain.editions import plan_in_force
from musubi.blocks.vision.domain.published import Published, published, published_plan
from musubi.blocks.vision.models import Vision


def in_force(request: HttpRequest) -> Published | None:
    """The plan in force as last confirmed; the page's frame takes its names from the same reading."""
    vision = plan_in_force()
    request.plan_in_force = vision  # type: ignore[attr-defined]
    return published(vision)


def in_force_or_404(request: HttpRequest) -> Published:
    """The plan in force; a 404 that says why before a plan was confirmed."""
    found = in_force(request)
    if found is None:
        raise Http404(_("公表している計画はまだありません"))
    return found


def plan_or_404(slug: str) -> Published:
    """A confirmed plan by its address name."""
    found = published_plan(slug)
    if found is None:
        raise Http404(_("「%(slug)s」という計画は公表されていません") % {"slug": slug})
    return found


def plan_context(found: Published) -> dict[str, Any]:
    """What every page of a plan shows: the tree, the edition, when it was confirmed and where its pages stand."""
    return {
        "found": found,
        "tree": found.tree,
        "edition": found.edition,
        "last_updated": found.edition.confirmed_at,
        "plan_slug": "" if found.in_force else found.vision.slug,
    }


def live_plan_or_404(request: HttpRequest) -> Vision:
    """The plan in force as it stands in the office, read once with the page's frame; a 404 that says what to do before there is one."""
    vision = plan_in_force()
    request.plan_in_force = vision  # type: ignore[attr-defined]
    if vision is None:
        raise Http404(_("計画がまだありません。概要版を読み取るか、計画台帳を取り込んでください"))
    return vision

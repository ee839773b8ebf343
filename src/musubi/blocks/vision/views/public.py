"""Public pages of the plan, drawn from the last confirmed edition."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from musubi.blocks.vision.domain.editions import edition_document, plan_in_force, public_edition
from musubi.blocks.vision.domain.tree import build_tree


def item(request: HttpRequest, code: str) -> HttpResponse:
    """A lead project, initiative, program or any other item of the plan in force."""
    vision = plan_in_force()
    edition = public_edition(vision) if vision else None
    node = build_tree(edition_document(edition)).nodes.get(code) if edition else None
    if node is None:
        raise Http404(_("「%(code)s」という番号は、現行の計画にありません") % {"code": code})
    return render(request, "vision/item.html", {"node": node, "edition": edition})

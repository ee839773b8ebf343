"""Public composed pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from musubi.blocks.vision.domain.editions import edition_document, plan_in_force, public_edition
from musubi.blocks.vision.domain.tree import build_tree


def home(request: HttpRequest) -> HttpResponse:
    """The vision at a glance, as last confirmed for the public."""
    vision = plan_in_force()
    edition = public_edition(vision) if vision else None
    tree = build_tree(edition_document(edition)) if edition else None
    return render(request, "web/home.html", {"tree": tree, "edition": edition})

"""Where a code of an ended plan leads: a page that names what follows it in the plan in force."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from musubi.blocks.vision.domain.published import Published, published
from musubi.blocks.vision.domain.succession import outcome
from musubi.blocks.vision.models import Vision
from musubi.blocks.vision.views.reading import plan_context


def gone(request: HttpRequest, found: Published | None, ended: Vision, code: str) -> HttpResponse | None:
    """The page of a code that only an ended plan knows; None where that plan was never published."""
    earlier = published(ended)
    node = earlier.tree.nodes.get(code) if earlier else None
    if earlier is None or node is None:
        return None
    context = plan_context(found) if found else {}
    context |= {"earlier": earlier, "node": node, "outcome": outcome(node.uid)}
    return render(request, "vision/gone.html", context)
